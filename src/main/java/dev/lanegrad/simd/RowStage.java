package dev.lanegrad.simd;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer of {@link RowPass}: rows and biases on the heap, in whole vectors, so that a small layer takes little more
 * than its multiplications. The order of each sum is that of all other ways. Immutable, thread-safe.
 */
final class RowStage implements Stage {
    /** A frozen layer that may have one. */
    interface Layer extends FrozenDense {
        /** The stage; null if single rows gain nothing. */
        @Nullable
        RowStage row();
    }

    private final Panels weight;

    /** What a sum starts from: biases, or zeros; padded with zeros to what one call of the loops computes. */
    private final float[] start;
    private final StageEnd end;

    private RowStage(Panels weight, Matrix bias, @Nullable Matrix scale, Activation activation) {
        int unit = weight.chains() == 1 ? RowKernels.WIDTH : weight.width();
        int padded = (weight.columns() + unit - 1) / unit * unit;
        float[] ownBias = bias.toArray();
        this.weight = weight;
        end = new StageEnd(ownBias, scale, activation);
        start = end.startsFromBias() ? Arrays.copyOf(ownBias, padded) : new float[padded];
    }

    /** The stage of a layer; null if its activation is one of whole rows and these are not narrow. */
    static @Nullable RowStage of(Panels weight, Matrix bias, @Nullable Matrix scale, Activation activation) {
        return StageEnd.serves(activation, weight.columns()) ? new RowStage(weight, bias, scale, activation) : null;
    }

    /** The layer's panels. */
    Panels weight() {
        return weight;
    }

    /** What sums start from, padded to a multiple of {@link BlockLoops#SUMS} at least. */
    float[] start() {
        return start;
    }

    /** What comes after the sums. */
    StageEnd end() {
        return end;
    }

    /** Memory of a stage's own arrays, if there is one. */
    static long bytes(@Nullable RowStage stage) {
        return stage == null ? 0 : stage.start.length * 4L + stage.end.bytes();
    }

    @Override
    public int inputs() {
        return weight.terms();
    }

    @Override
    public int outputs() {
        return weight.columns();
    }

    @Override
    public int padded() {
        return start.length;
    }

    /**
     * y = f(x W + b).
     *
     * @param x the row
     * @param y for {@link #padded()} floats
     * @param scratch native memory, for as many
     * @param narrow for a softmax
     */
    void run(float[] x, float[] y, MemorySegment scratch, NarrowRows narrow) {
        if (weight.chains() == 1) {
            int count = weight.count();
            for (int panel = 0; panel < count; panel += RowKernels.PANELS) {
                int column = panel * TileKernels.NR;
                RowKernels.run(1, x, weight, panel, Math.min(panel + RowKernels.PANELS, count) - 1, start, column, y,
                        column);
            }
        } else {
            ChainKernel.of(weight.chains()).row(x, weight, start, y);
        }
        end.row(y, scratch, narrow);
    }
}
