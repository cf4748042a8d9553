package dev.lanegrad.infer;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.spec.WeightFormat;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How a predictor is made. Immutable; each {@code with} method gives a changed copy.
 *
 * @param output what predictions are; empty for what the model says
 * @param nan what to do with NaN in the input
 * @param kernels gives a new instance at each call, all of one implementation; its native scratch memory should be the
 *     arena's, which is closed when the instance is no longer of use and which may be for the calling thread only
 * @param weights how the weights of dense layers are held
 * @param calibration rows on which the error of the weights' format is measured
 */
public record PredictorOptions(Optional<OutputForm> output, NanPolicy nan, Function<Arena, Kernels> kernels,
        WeightFormat weights, Optional<Calibration> calibration) {
    private static final PredictorOptions DEFAULTS = new PredictorOptions(Optional.empty(), NanPolicy.PROPAGATE,
            arena -> VectorSupport.kernels(Parallelism.single(), arena), WeightFormat.FLOAT32, Optional.empty());

    /**
     * The model's own form of output, NaN propagated, vector code, each call on the thread that makes it.
     *
     * @return the defaults
     */
    public static PredictorOptions defaults() {
        return DEFAULTS;
    }

    /**
     * With another form of output than the model says.
     *
     * @param form what predictions are
     * @return a copy
     */
    public PredictorOptions withOutput(OutputForm form) {
        return new PredictorOptions(Optional.of(form), nan, kernels, weights, calibration);
    }

    /**
     * With another treatment of NaN.
     *
     * @param policy the treatment
     * @return a copy
     */
    public PredictorOptions withNan(NanPolicy policy) {
        return new PredictorOptions(output, policy, kernels, weights, calibration);
    }

    /**
     * With vector code whose large products may use several threads, no more than asked for and than the JVM has processors
     * ({@link Parallelism#of(int)}); small networks stay on the caller's and start none. One call at a time has the threads,
     * another one meanwhile computes alone.
     *
     * @param parallelism the threads; they stay the caller's to close, after the predictor
     * @return a copy
     */
    public PredictorOptions withParallelism(Parallelism parallelism) {
        return new PredictorOptions(output, nan, arena -> VectorSupport.kernels(parallelism, arena), weights, calibration);
    }

    /**
     * With kernels of the caller's choice, for example the scalar reference. Native scratch memory of theirs is freed by the
     * garbage collector, as they know no arena; {@link #kernels()} may be given functions that hand one on.
     *
     * @param supplier gives a new instance at each call, all of one implementation
     * @return a copy
     */
    public PredictorOptions withKernels(Supplier<Kernels> supplier) {
        return new PredictorOptions(output, nan, _ -> supplier.get(), weights, calibration);
    }

    /**
     * With weights of fewer bits: half or a quarter of the memory, and other results, whose bits are those of the scalar
     * reference with the same format. What that costs is not measured.
     *
     * @param format the format
     * @return a copy
     */
    public PredictorOptions withWeights(WeightFormat format) {
        return new PredictorOptions(output, nan, kernels, format, Optional.empty());
    }

    /**
     * With weights of fewer bits, whose error is measured when the predictor is made ({@link Predictor#precision}) and may
     * not exceed a limit.
     *
     * @param format the format
     * @param rows what to measure on, and the limits
     * @return a copy
     */
    public PredictorOptions withWeights(WeightFormat format, Calibration rows) {
        return new PredictorOptions(output, nan, kernels, format, Optional.of(rows));
    }
}
