package dev.lanegrad.loss;

import dev.lanegrad.memory.Matrix;

/** What a batch should have been predicted as, one entry a row. */
public sealed interface Targets {
    /**
     * Number of rows.
     *
     * @return the number of rows that have a target
     */
    int rows();

    /**
     * Class indices.
     *
     * @param labels row r's class is {@code labels[r]}; not copied, so that a training loop can refill it
     * @param rows how many of the labels count, 1 to {@code labels.length}
     */
    @SuppressWarnings("ArrayRecordComponent") // Shared with the training loop, and never compared.
    record Classes(int[] labels, int rows) implements Targets {
        /**
         * Checks the number of rows.
         *
         * @throws IllegalArgumentException if there are fewer labels than rows, or no row
         */
        public Classes {
            if (rows < 1 || rows > labels.length) {
                throw new IllegalArgumentException(rows + " rows need 1 to " + rows + " labels, given " + labels.length);
            }
        }
    }

    /**
     * Values: regression targets, probabilities, one-hot or soft classes.
     *
     * @param matrix one row a sample, one column an output
     */
    record Values(Matrix matrix) implements Targets {
        @Override
        public int rows() {
            return matrix.rows();
        }
    }
}
