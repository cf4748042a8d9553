package dev.lanegrad.io.data;

import dev.lanegrad.memory.MappedReads;
import dev.lanegrad.memory.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A matrix that stays in its file: pages are read when they are touched, and dropped when memory is short.
 *
 * <p><b>The file must keep its size while it is mapped.</b> If another program cuts it off, reading an element or copying
 * rows past the new end throws {@link InternalError}, but a vector instruction that touches them ends the JVM (SIGBUS,
 * measured on JDK 25). So vector code must read copies only: {@link #copyRows} makes them; training, scaling and evaluation
 * of a {@link dev.lanegrad.data.Dataset} copy each batch, and a predictor its input. A mapped file also changes with the
 * file, and Windows does not replace it.
 *
 * <p>The values were not checked: {@link dev.lanegrad.data.Dataset} refuses NaN and Inf, and so do the files' rows.
 *
 * <p>Thread-safety: that of the arena; reading only.
 */
public final class MappedMatrix {
    private final Path file;
    private final Matrix matrix;

    private MappedMatrix(Path file, Matrix matrix) {
        this.file = file;
        this.matrix = matrix;
    }

    /** Maps what a header promises. The input may be closed afterwards. */
    static MappedMatrix map(Path file, BinaryInput input, BinaryLayout layout, Arena arena) throws IOException {
        if (layout.order() != ByteOrder.nativeOrder()) {
            throw new UnsupportedOperationException("this machine is " + ByteOrder.nativeOrder() + ", the numbers of "
                    + file + " are " + layout.order() + " and cannot be mapped; read them");
        }
        input.requireSize(layout.end());
        MemorySegment segment = input.channel().map(FileChannel.MapMode.READ_ONLY, layout.start(),
                layout.end() - layout.start(), arena);
        return new MappedMatrix(file, Matrix.wrap(segment, layout.rows(), layout.columns(), layout.columns()));
    }

    /**
     * The mapped memory as a matrix.
     *
     * @return rows x columns, read-only, on the file itself
     */
    public Matrix matrix() {
        return matrix;
    }

    /**
     * Copies consecutive rows out of the mapping; a file that was cut off is an exception here and nothing worse.
     *
     * @param from first row
     * @param count number of rows, at least 1
     * @param target at least as many rows, which become the first ones; as many columns
     * @throws DataFileException if the file was cut off; the rows of the target are undefined then
     * @throws IndexOutOfBoundsException if the rows are not all there
     * @throws IllegalArgumentException if the target has other columns or too few rows, or no row is asked for
     * @throws IllegalStateException if an arena is closed
     */
    public void copyRows(int from, int count, Matrix target) throws DataFileException {
        Objects.checkFromIndexSize(from, count, matrix.rows());
        if (target.columns() != matrix.columns() || target.rows() < count) {
            throw new IllegalArgumentException("the target is " + target.shape() + ", expected at least " + count + " x "
                    + matrix.columns());
        }
        if (!MappedReads.complete(() -> target.rows(0, count).copyFrom(matrix.rows(from, count)))) {
            throw new DataFileException(file, "the file was cut off while it was mapped: rows " + from + " to "
                    + (from + count - 1) + " cannot be read");
        }
    }
}
