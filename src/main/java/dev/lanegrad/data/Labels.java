package dev.lanegrad.data;

import dev.lanegrad.memory.Matrix;
import java.util.Objects;

/** The rule by which outputs become a class. Stateless, thread-safe, allocates nothing. */
public final class Labels {
    private Labels() {
    }

    /**
     * The column of a row's largest element, the first of equals; NaN never wins, a row of NaN gives 0.
     *
     * @param outputs rows x classes: logits or probabilities
     * @param row which row
     * @return the class index
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public static int largest(Matrix outputs, int row) {
        int best = 0;
        float value = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < outputs.columns(); c++) {
            if (outputs.get(row, c) > value) {
                value = outputs.get(row, c);
                best = c;
            }
        }
        return best;
    }

    /**
     * The index of the largest of some floats of an array, as {@link #largest(Matrix, int)}.
     *
     * @param outputs logits or probabilities
     * @param from where the row starts
     * @param classes how many there are
     * @return the class index, counted from the row's start
     * @throws IndexOutOfBoundsException if the row is not all there
     */
    public static int largest(float[] outputs, int from, int classes) {
        Objects.checkFromIndexSize(from, classes, outputs.length);
        int best = 0;
        float value = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            if (outputs[from + c] > value) {
                value = outputs[from + c];
                best = c;
            }
        }
        return best;
    }
}
