package dev.lanegrad.io;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.text.Quoted;
import java.util.List;

/**
 * A tensor to write to a safetensors file.
 *
 * @param name unique in its file
 * @param shape {@code [rows, columns]}, or {@code [columns]} for a matrix of one row that is a vector in the file
 * @param values the values; not copied
 */
public record Tensor(String name, List<Integer> shape, Matrix values) {
    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException if the shape is not that of the values
     */
    public Tensor {
        shape = List.copyOf(shape);
        boolean isVector = values.rows() == 1 && shape.equals(List.of(values.columns()));
        if (!isVector && !shape.equals(List.of(values.rows(), values.columns()))) {
            throw new IllegalArgumentException("tensor " + Quoted.text(name) + " has shape " + shape
                    + ", but its values are " + values.shape());
        }
    }

    /**
     * A tensor of two dimensions.
     *
     * @param name unique in its file
     * @param values rows x columns
     * @return a tensor of shape [rows, columns]
     */
    public static Tensor matrix(String name, Matrix values) {
        return new Tensor(name, List.of(values.rows(), values.columns()), values);
    }

    /**
     * A tensor of one dimension.
     *
     * @param name unique in its file
     * @param values 1 x columns
     * @return a tensor of shape [columns]
     * @throws IllegalArgumentException if there is more than one row
     */
    public static Tensor vector(String name, Matrix values) {
        return new Tensor(name, List.of(values.columns()), values);
    }
}
