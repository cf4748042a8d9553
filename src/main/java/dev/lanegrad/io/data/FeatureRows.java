package dev.lanegrad.io.data;

import dev.lanegrad.memory.Matrix;
import java.io.Closeable;
import java.io.IOException;

/**
 * The features of a file, read block by block in the file's order: the file may be larger than memory.
 *
 * <pre>{@code
 * Matrix block = Matrix.create(1024, rows.columns());
 * for (int count = rows.next(block); count > 0; count = rows.next(block)) {
 *     predictor.predict(block.rows(0, count), output.rows(0, count));
 * }
 * }</pre>
 *
 * <p>Not thread-safe. After an exception from {@link #next}, closing is all that is left to do.
 */
public interface FeatureRows extends Closeable {
    /**
     * Number of features a row.
     *
     * @return at least 1
     */
    int columns();

    /**
     * Reads the next rows into the first rows of a block; the others stay as they are.
     *
     * @param block rows x {@link #columns()}
     * @return how many rows were read: as many as the block has, fewer at the end of the file only, 0 after it
     * @throws DataFileException if the file does not hold what it should; the block's content is undefined then
     * @throws IOException if reading fails or this is closed
     * @throws IllegalArgumentException if the block has another number of columns
     */
    int next(Matrix block) throws IOException;
}
