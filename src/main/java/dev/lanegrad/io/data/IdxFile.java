package dev.lanegrad.io.data;

import dev.lanegrad.memory.Matrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A file in the IDX format, in which MNIST is published, as it is or packed by gzip (found by its first bytes, not its
 * name): a row an element of the first dimension, with as many columns as the product of the others.
 *
 * <p>All integers, bytes of either sign, and floats of both sizes, big-endian. The values are taken as they stand (a
 * pixel is 0 to 255, not 0 to 1). A file that has other bytes than its header promises, a dimension of 0, a NaN or an
 * Inf is refused. Memory is allocated after the header was checked against the file's size; of a gzip file, against the
 * most that so many bytes can hold.
 *
 * <p>Immutable and thread-safe; each method reads the file anew. Source: "The IDX file format", LeCun, Cortes and
 * Burges, The MNIST database of handwritten digits.
 */
public final class IdxFile {
    private static final String EXPECTED = "an IDX file";

    private static final Map<Byte, NumberType> TYPES = Map.of((byte) 0x08, NumberType.UNSIGNED_BYTE,
            (byte) 0x09, NumberType.SIGNED_BYTE, (byte) 0x0b, NumberType.SHORT, (byte) 0x0c, NumberType.INT,
            (byte) 0x0d, NumberType.FLOAT, (byte) 0x0e, NumberType.DOUBLE);

    private final Path file;

    private IdxFile(Path file) {
        this.file = Objects.requireNonNull(file, "file");
    }

    /**
     * A file. Nothing is read yet.
     *
     * @param file the file
     * @return a description of the file
     */
    public static IdxFile of(Path file) {
        return new IdxFile(file);
    }

    /**
     * The dimensions, from the header.
     *
     * @return at least one, each at least 1
     * @throws DataFileException if the header or the file's size does not fit the description above
     * @throws IOException if reading fails
     */
    public List<Integer> shape() throws IOException {
        return header().shape();
    }

    /**
     * How the numbers are stored, from the header.
     *
     * @return any type but {@link NumberType#LONG}
     * @throws DataFileException if the header or the file's size does not fit the description above
     * @throws IOException if reading fails
     */
    public NumberType type() throws IOException {
        return header().type();
    }

    /**
     * Reads all values.
     *
     * @return rows x product of the other dimensions, freed by the garbage collector
     * @throws DataFileException if the file does not fit the description above
     * @throws IOException if reading fails
     */
    public Matrix readMatrix() throws IOException {
        try (BinaryRows rows = rows()) {
            return rows.matrix();
        }
    }

    /**
     * Reads labels: integers of one dimension.
     *
     * @return one label a row, as they stand in the file
     * @throws DataFileException if the file has other dimensions or numbers, or does not fit the description above
     * @throws IOException if reading fails
     */
    public int[] readLabels() throws IOException {
        try (BinaryRows rows = rows()) {
            return rows.labels();
        }
    }

    /**
     * Opens the file to read its rows block by block. The checksum of a gzip file is compared with its last row.
     *
     * @return the rows, to close
     * @throws DataFileException if the header or the file's size does not fit the description above
     * @throws IOException if reading fails
     */
    public FeatureRows open() throws IOException {
        return rows();
    }

    private BinaryLayout header() throws IOException {
        try (BinaryInput input = BinaryInput.openPacked(file, EXPECTED)) {
            BinaryLayout layout = header(input);
            input.requireSize(layout.end());
            return layout;
        }
    }

    private BinaryRows rows() throws IOException {
        BinaryInput input = BinaryInput.openPacked(file, EXPECTED);
        try {
            return new BinaryRows(file, input, header(input));
        } catch (Throwable e) {
            input.close();
            throw e;
        }
    }

    /** Two zero bytes, a type, the number of dimensions, and each of them as an int. */
    private BinaryLayout header(BinaryInput input) throws IOException {
        byte[] magic = input.read(Integer.BYTES);
        NumberType type = TYPES.get(magic[2]);
        int dimensions = Byte.toUnsignedInt(magic[3]);
        if (magic[0] != 0 || magic[1] != 0 || type == null || dimensions == 0) {
            throw new DataFileException(file, "the first bytes are " + HexFormat.ofDelimiter(" ").formatHex(magic)
                    + ", expected those of an IDX file: 00 00, a type (08, 09, 0b, 0c, 0d or 0e) and the number of"
                    + " dimensions");
        }
        ByteBuffer sizes = ByteBuffer.wrap(input.read(dimensions * Integer.BYTES));
        List<Long> shape = new ArrayList<>();
        while (sizes.hasRemaining()) {
            shape.add((long) sizes.getInt());
        }
        return BinaryLayout.of(file, type, ByteOrder.BIG_ENDIAN, shape, input.position());
    }
}
