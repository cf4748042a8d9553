package dev.lanegrad.io.data;

import dev.lanegrad.memory.Matrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The numbers of a binary file as rows of floats, or as labels. */
final class BinaryRows implements FeatureRows {
    /** A multiple of every number's size. */
    private static final int BUFFER = 1 << 16;

    /** The largest array there is. */
    private static final int MAX_LABELS = Integer.MAX_VALUE - 8;

    private final Path file;
    private final BinaryInput input;
    private final BinaryLayout layout;
    private final ByteBuffer buffer;
    private int row;

    /**
     * Takes over an input that stands at the first number.
     *
     * @throws DataFileException if the file's size is not what the header promises
     */
    BinaryRows(Path file, BinaryInput input, BinaryLayout layout) throws IOException {
        input.requireSize(layout.end());
        this.file = file;
        this.input = input;
        this.layout = layout;
        buffer = ByteBuffer.allocate((int) Math.min(BUFFER, layout.end() - layout.start())).order(layout.order()).limit(0);
    }

    @Override
    public int columns() {
        return layout.columns();
    }

    @Override
    public int next(Matrix block) throws IOException {
        if (block.columns() != columns()) {
            throw new IllegalArgumentException("the block is " + block.shape() + ", expected rows of " + columns());
        }
        int count = Math.min(block.rows(), layout.rows() - row);
        for (int r = 0; r < count; r++) {
            for (int c = 0; c < columns(); c++) {
                block.set(r, c, value(r, c));
            }
        }
        row += count;
        if (count > 0 && row == layout.rows()) {
            input.requireEnd();
        }
        return count;
    }

    private float value(int r, int column) throws IOException {
        double number = layout.type().number(filled());
        float value = (float) number;
        if (!Float.isFinite(value)) {
            throw new DataFileException(file, "row " + (row + r) + ", column " + column + " is " + number
                    + (Double.isFinite(number)
                            ? ", too large for a float (at most " + Float.MAX_VALUE + ")"
                            : ", expected a finite number"));
        }
        return value;
    }

    /** The buffer, with at least one more number. */
    private ByteBuffer filled() throws IOException {
        if (!buffer.hasRemaining()) {
            int count = (int) Math.min(buffer.capacity(), layout.end() - input.position());
            input.read(buffer.array(), count);
            buffer.clear().limit(count);
        }
        return buffer;
    }

    /** All rows, before any was read. */
    Matrix matrix() throws IOException {
        Matrix matrix = Matrix.create(layout.rows(), layout.columns());
        next(matrix);
        return matrix;
    }

    /** All numbers of one dimension, before any was read. */
    int[] labels() throws IOException {
        if (layout.shape().size() != 1 || !layout.type().isInteger()) {
            throw new DataFileException(file, "the values are " + layout.type() + "s of shape " + layout.shape()
                    + ", expected integers of one dimension as labels");
        }
        if (layout.rows() > MAX_LABELS) {
            throw new DataFileException(file, "there are " + layout.rows() + " labels, expected at most " + MAX_LABELS);
        }
        int[] labels = new int[layout.rows()];
        for (int r = 0; r < labels.length; r++) {
            long label = layout.type().integer(filled());
            labels[r] = (int) label;
            if (labels[r] != label) {
                throw new DataFileException(file, "the label of row " + r + " is " + label + ", too large for an int");
            }
        }
        input.requireEnd();
        return labels;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
