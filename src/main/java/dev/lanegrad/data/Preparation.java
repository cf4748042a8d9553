package dev.lanegrad.data;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.util.List;
import java.util.Optional;

/**
 * What happens to raw features before a network sees them: missing numbers are filled, then columns are scaled. Fitted on
 * training data alone. Thread-safe as long as nobody writes to the scaler's matrices.
 *
 * @param schema which numbers may be missing, and what stands in for them
 * @param scaler the scaling
 */
public record Preparation(Optional<Schema> schema, Optional<Scaler> scaler) {
    /** Features reach the network as they are. */
    public static final Preparation NONE = new Preparation(Optional.empty(), Optional.empty());

    /**
     * Fits to training data. Allocation: a column of the data at a time.
     *
     * @param training the training part, and no other samples
     * @param scalings how columns are scaled
     * @return the preparation
     * @throws IllegalArgumentException if a column that the scalings name does not exist, or a column whose mean or median
     *     is to be imputed has no number
     */
    public static Preparation fit(Dataset training, Scalings scalings) {
        List<Scaling> inputs = scalings.of(training);
        Optional<Schema> schema = training.schema().map(s -> s.fitted(training));
        if (inputs.stream().allMatch(Scaling.NONE::equals)) {
            return new Preparation(schema, Optional.empty());
        }
        Optional<float[]> constants = schema.map(Schema::constants);
        return new Preparation(schema, Optional.of(Scaler.fit(inputs, index -> {
            float[] values = training.column(index);
            for (int r = 0; constants.isPresent() && r < values.length; r++) {
                values[r] = Float.isNaN(values[r]) ? constants.get()[index] : values[r];
            }
            return values;
        })));
    }

    /**
     * Refuses missing numbers that {@link #apply} would not fill. Looks only at columns of which the data's own schema
     * allows more than this one. Allocation: a column of the data at a time.
     *
     * @param data raw samples
     * @throws IllegalArgumentException if a number is missing that must not be (the message names row and column)
     */
    public void requireFilled(Dataset data) {
        boolean[] filled = schema.map(Schema::optional).orElseGet(() -> new boolean[data.inputs()]);
        boolean[] allowed = data.schema().map(Schema::optional).orElseGet(() -> new boolean[data.inputs()]);
        for (int c = 0; c < data.inputs(); c++) {
            float[] column = allowed[c] && !filled[c] ? data.column(c) : new float[0];
            for (int r = 0; r < column.length; r++) {
                if (Float.isNaN(column[r])) {
                    throw new IllegalArgumentException("the number in row " + r + ", column " + c + " is missing, the"
                            + " training data had no rule for a missing one");
                }
            }
        }
    }

    /**
     * Prepares a batch in place.
     *
     * @param kernels what computes
     * @param x rows x inputs, raw; overwritten
     * @throws IllegalArgumentException if shapes do not fit
     */
    public void apply(Kernels kernels, Matrix x) {
        if (schema.isPresent()) {
            schema.get().fill(x);
        }
        if (scaler.isPresent()) {
            scaler.get().apply(kernels, x, x);
        }
    }
}
