package dev.lanegrad.io.data;

import dev.lanegrad.memory.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A file of nothing but little-endian float32 numbers, row by row, after a number of bytes to skip. The file's size
 * gives the number of rows and must fit a whole number of them.
 *
 * <p>{@link #map()} leaves the values in the file, which may be larger than memory; all else refuses NaN and Inf.
 * Immutable and thread-safe; each method reads the file anew.
 */
public final class FloatFile {
    private static final String EXPECTED = "a file of float32 numbers";

    private final Path file;
    private final int columns;
    private final long offset;

    private FloatFile(Path file, int columns, long offset) {
        this.file = Objects.requireNonNull(file, "file");
        if (columns < 1 || offset < 0) {
            throw new IllegalArgumentException("a file needs at least one column and an offset from 0, given " + columns
                    + " and " + offset);
        }
        this.columns = columns;
        this.offset = offset;
    }

    /**
     * A file whose first byte is that of the first number. Nothing is read yet.
     *
     * @param file the file
     * @param columns numbers a row, at least 1
     * @return a description of the file
     * @throws IllegalArgumentException if a number is out of range
     */
    public static FloatFile raw(Path file, int columns) {
        return raw(file, columns, 0);
    }

    /**
     * A file whose numbers follow a header that is skipped. Nothing is read yet.
     *
     * @param file the file
     * @param columns numbers a row, at least 1
     * @param offset where the first number starts, in bytes; a multiple of {@link Matrix#ALIGNMENT} is read fastest
     * @return a description of the file
     * @throws IllegalArgumentException if a number is out of range
     */
    public static FloatFile raw(Path file, int columns, long offset) {
        return new FloatFile(file, columns, offset);
    }

    /**
     * The number of rows, from the file's size.
     *
     * @return at least 1
     * @throws DataFileException if the file is empty or has a part of a row
     * @throws IOException if reading fails
     */
    public int rows() throws IOException {
        try (BinaryInput input = BinaryInput.open(file, EXPECTED)) {
            return layout(input).rows();
        }
    }

    /**
     * Maps the file into memory until the garbage collector finds that no matrix of it is used any more.
     *
     * @return the values, where they are
     * @throws DataFileException if the file is empty or has a part of a row
     * @throws IOException if mapping fails
     * @throws UnsupportedOperationException if this machine is big-endian
     */
    public MappedMatrix map() throws IOException {
        return map(Arena.ofAuto());
    }

    /**
     * Maps the file into memory.
     *
     * @param arena decides how long it stays mapped and which threads may read it
     * @return the values, where they are
     * @throws DataFileException if the file is empty or has a part of a row
     * @throws IOException if mapping fails
     * @throws UnsupportedOperationException if this machine is big-endian
     */
    public MappedMatrix map(Arena arena) throws IOException {
        try (BinaryInput input = BinaryInput.open(file, EXPECTED)) {
            return MappedMatrix.map(file, input, layout(input), arena);
        }
    }

    /**
     * Reads all values.
     *
     * @return rows x columns, a copy, freed by the garbage collector
     * @throws DataFileException if the file is empty, has a part of a row, or NaN or Inf
     * @throws IOException if reading fails
     */
    public Matrix readMatrix() throws IOException {
        try (BinaryRows rows = rows(BinaryInput.open(file, EXPECTED))) {
            return rows.matrix();
        }
    }

    /**
     * Opens the file to read its rows block by block.
     *
     * @return the rows, to close
     * @throws DataFileException if the file is empty or has a part of a row
     * @throws IOException if reading fails
     */
    public FeatureRows open() throws IOException {
        return rows(BinaryInput.open(file, EXPECTED));
    }

    private BinaryRows rows(BinaryInput input) throws IOException {
        try {
            BinaryLayout layout = layout(input);
            input.seek(offset);
            return new BinaryRows(file, input, layout);
        } catch (Throwable e) {
            input.close();
            throw e;
        }
    }

    private BinaryLayout layout(BinaryInput input) throws IOException {
        long size = input.channel().size();
        long rowBytes = columns * (long) Float.BYTES;
        if (size - offset < rowBytes || (size - offset) % rowBytes != 0) {
            throw new DataFileException(file, "the file has " + size + " bytes, expected " + offset
                    + " and a multiple of " + rowBytes + " (" + columns + " floats a row)");
        }
        return BinaryLayout.of(file, NumberType.FLOAT, ByteOrder.LITTLE_ENDIAN,
                List.of((size - offset) / rowBytes, (long) columns), offset);
    }
}
