package dev.lanegrad.train;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.util.Arrays;

/** Where the outputs of one layer lie on their activation: on a slope, or where it is flat and nothing is learned. */
final class UnitActivity {
    /** A unit of relu and the like is off for a sample if its slope is below this. */
    private static final double OFF = 0.01;
    /** An output of tanh and the like is saturated if its slope is below this share of the slope at 0. */
    private static final double SATURATED = 0.05;

    private final Activation.Elementwise activation;
    private final boolean oneSided;
    private final boolean twoSided;
    private final Matrix ones;
    private final Matrix slopes;
    /** Samples seen when the unit was last on. */
    private final long[] lastOn;
    private final long patience;
    private long seen;
    /** Saturated outputs of the last batch so far. */
    private long saturated;
    private long outputs;

    /** For so many units; one that was off for so many samples is dead. */
    UnitActivity(Activation.Elementwise activation, int maxRows, int units, long patience) {
        this.activation = activation;
        boolean flatBelow = activation.slopes().atMinusInfinity() == 0;
        boolean flatAbove = activation.slopes().atPlusInfinity() == 0;
        oneSided = flatBelow != flatAbove;
        twoSided = flatBelow && flatAbove;
        ones = Matrix.create(maxRows, units);
        ones.fill(1);
        slopes = Matrix.create(maxRows, units);
        lastOn = new long[units];
        this.patience = patience;
    }

    /** Looks at a batch, or one more part of it, by what the backward pass keeps of it. */
    void see(Kernels kernels, Matrix kept, boolean first) {
        saturated = first ? 0 : saturated;
        outputs = first ? 0 : outputs;
        Matrix slope = slopes.rows(0, kept.rows());
        kernels.activationGradient(activation, kept, ones.rows(0, kept.rows()), slope);
        double peak = Math.max(activation.slopes().atMinusZero(), activation.slopes().atPlusZero());
        double flat = SATURATED * (peak > 0 ? peak : 1);
        for (int r = 0; r < kept.rows(); r++) {
            seen++;
            for (int c = 0; c < kept.columns(); c++) {
                double value = Math.abs(slope.get(r, c));
                if (value >= OFF) {
                    lastOn[c] = seen;
                }
                saturated += value < flat ? 1 : 0;
            }
        }
        outputs += kept.size();
    }

    /** Share of units that were off for long; NaN for activations that are not flat on one side alone. */
    double dead() {
        if (!oneSided) {
            return Double.NaN;
        }
        return (double) Arrays.stream(lastOn).filter(on -> seen - on >= patience).count() / lastOn.length;
    }

    /** Share of the last batch's outputs that are saturated; NaN for activations that are not flat on both sides. */
    double saturated() {
        return twoSided ? (double) saturated / outputs : Double.NaN;
    }
}
