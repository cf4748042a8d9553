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
        return new Preparation(schema, Optional.of(Scaler.fit(inputs, index -> {
            float[] values = training.column(index);
            schema.ifPresent(s -> s.fill(index, values));
            return values;
        })));
    }

    /**
     * Prepares a batch in place.
     *
     * @param kernels what computes
     * @param x rows x inputs, raw; overwritten
     * @throws IllegalArgumentException if shapes do not fit
     */
    public void apply(Kernels kernels, Matrix x) {
        schema.ifPresent(s -> s.fill(x));
        scaler.ifPresent(s -> s.apply(kernels, x, x));
    }
}
