package dev.lanegrad.io.data;

import dev.lanegrad.memory.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * An array that NumPy has saved as {@code .npy}: a row an element of the first dimension, with as many columns as the
 * product of the others. Features are float32 ({@code '<f4'}), labels integers ({@code '|u1'}, {@code '<i4'} or
 * {@code '<i8'}) of one dimension.
 *
 * <p>Versions 1.0 to 3.0 of the format, in C order. Another dtype or order is refused with what converts it in NumPy, and
 * so is a file that has other bytes than its header promises. {@link #map()} leaves the values in the file, which may be
 * larger than memory; all else refuses NaN and Inf.
 *
 * <p>Immutable and thread-safe; each method reads the file anew. Source: {@code numpy.lib.format}.
 */
public final class NpyFile {
    private static final String EXPECTED = "a .npy file";

    private final Path file;

    private NpyFile(Path file) {
        this.file = Objects.requireNonNull(file, "file");
    }

    /**
     * A file. Nothing is read yet.
     *
     * @param file the file
     * @return a description of the file
     */
    public static NpyFile of(Path file) {
        return new NpyFile(file);
    }

    /**
     * The array's shape, from the header.
     *
     * @return at least one dimension, each at least 1
     * @throws DataFileException if the header or the file's size does not fit the description above
     * @throws IOException if reading fails
     */
    public List<Integer> shape() throws IOException {
        return layout().shape();
    }

    /**
     * The array's dtype, from the header.
     *
     * @return float, unsigned byte, int or long
     * @throws DataFileException if the header or the file's size does not fit the description above
     * @throws IOException if reading fails
     */
    public NumberType type() throws IOException {
        return layout().type();
    }

    /**
     * Maps the features into memory until the garbage collector finds that no matrix of them is used any more.
     *
     * @return the features, where they are
     * @throws DataFileException if the file does not fit the description above, or holds no features
     * @throws IOException if reading or mapping fails
     * @throws UnsupportedOperationException if this machine is big-endian
     */
    public MappedMatrix map() throws IOException {
        return map(Arena.ofAuto());
    }

    /**
     * Maps the features into memory.
     *
     * @param arena decides how long they stay mapped and which threads may read them
     * @return the features, where they are
     * @throws DataFileException if the file does not fit the description above, or holds no features
     * @throws IOException if reading or mapping fails
     * @throws UnsupportedOperationException if this machine is big-endian
     */
    public MappedMatrix map(Arena arena) throws IOException {
        try (BinaryInput input = BinaryInput.open(file, EXPECTED)) {
            return MappedMatrix.map(file, input, features(input), arena);
        }
    }

    /**
     * Reads all features.
     *
     * @return rows x columns, a copy, freed by the garbage collector
     * @throws DataFileException if the file does not fit the description above, holds no features, or NaN or Inf
     * @throws IOException if reading fails
     */
    public Matrix readMatrix() throws IOException {
        try (BinaryRows rows = rows()) {
            return rows.matrix();
        }
    }

    /**
     * Opens the file to read its features block by block.
     *
     * @return the rows, to close
     * @throws DataFileException if the file does not fit the description above, or holds no features
     * @throws IOException if reading fails
     */
    public FeatureRows open() throws IOException {
        return rows();
    }

    /**
     * Reads labels: integers of one dimension.
     *
     * @return one label a row, as they stand in the file
     * @throws DataFileException if the file does not fit the description above, holds no labels, or one that is no int
     * @throws IOException if reading fails
     */
    public int[] readLabels() throws IOException {
        try (BinaryInput input = BinaryInput.open(file, EXPECTED)) {
            return new BinaryRows(file, input, NpyHeader.read(file, input)).labels();
        }
    }

    private BinaryLayout layout() throws IOException {
        try (BinaryInput input = BinaryInput.open(file, EXPECTED)) {
            BinaryLayout layout = NpyHeader.read(file, input);
            input.requireSize(layout.end());
            return layout;
        }
    }

    private BinaryRows rows() throws IOException {
        BinaryInput input = BinaryInput.open(file, EXPECTED);
        try {
            return new BinaryRows(file, input, features(input));
        } catch (Throwable e) {
            input.close();
            throw e;
        }
    }

    private BinaryLayout features(BinaryInput input) throws IOException {
        BinaryLayout layout = NpyHeader.read(file, input);
        if (layout.type() != NumberType.FLOAT) {
            throw new DataFileException(file, "the values are " + layout.type() + "s, expected '<f4' for features; convert"
                    + " them in NumPy: np.save(file, a.astype('<f4'))");
        }
        return layout;
    }
}
