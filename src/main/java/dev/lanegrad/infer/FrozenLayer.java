package dev.lanegrad.infer;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Identity;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.kernel.FrozenSequence;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;

/** A layer with what it computes from copied or packed: immutable, shared by any number of threads. */
sealed interface FrozenLayer {
    /** Number of outputs. */
    int outputs();

    /** Bytes of memory. */
    long bytes();

    /** What a description calls it. */
    String text();

    /** The kernel for people. */
    default String describe() {
        return text();
    }

    /** Whether output rows may be the input rows. */
    boolean inPlace();

    /** From rows to rows; offsets in bytes, strides in floats. Allocates nothing once warm. */
    void forward(Kernels kernels, MemorySegment x, long xOffset, int xStride, MemorySegment y, long yOffset, int yStride,
            int rows);

    /** y = f(x W + b). */
    record Dense(FrozenDense packed) implements FrozenLayer {
        @Override
        public int outputs() {
            return packed.outputs();
        }

        @Override
        public long bytes() {
            return packed.bytes();
        }

        @Override
        public String text() {
            return Integer.toString(packed.outputs());
        }

        @Override
        public String describe() {
            return "dense " + packed.text();
        }

        @Override
        public boolean inPlace() {
            return false;
        }

        @Override
        public void forward(Kernels kernels, MemorySegment x, long xOffset, int xStride, MemorySegment y, long yOffset,
                int yStride, int rows) {
            kernels.forward(packed, x, xOffset, xStride, y, yOffset, yStride, rows);
        }
    }

    /** Several dense layers in one call, over single rows or blocks of rows. */
    record Sequence(FrozenSequence layers) implements FrozenLayer {
        @Override
        public int outputs() {
            return layers.outputs();
        }

        @Override
        public long bytes() {
            return layers.bytes();
        }

        @Override
        public String text() {
            return Integer.toString(layers.outputs());
        }

        @Override
        public boolean inPlace() {
            return false;
        }

        @Override
        public void forward(Kernels kernels, MemorySegment x, long xOffset, int xStride, MemorySegment y, long yOffset,
                int yStride, int rows) {
            kernels.sequences().forward(layers, x, xOffset, xStride, y, yOffset, yStride, rows);
        }
    }

    /** y = f(x). */
    record Activated(int outputs, Activation activation) implements FrozenLayer {
        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public String text() {
            return activation instanceof Identity ? Integer.toString(outputs) : activation.text();
        }

        @Override
        public String describe() {
            return activation.text();
        }

        @Override
        public boolean inPlace() {
            return true;
        }

        @Override
        public void forward(Kernels kernels, MemorySegment x, long xOffset, int xStride, MemorySegment y, long yOffset,
                int yStride, int rows) {
            kernels.activate(activation, x, xOffset, xStride, y, yOffset, yStride, rows, outputs);
        }
    }

    /** Parametric relu, with one slope a column. */
    record Slopes(Matrix slopes) implements FrozenLayer {
        @Override
        public int outputs() {
            return slopes.columns();
        }

        @Override
        public long bytes() {
            return slopes.size() * Float.BYTES;
        }

        @Override
        public String text() {
            return "parametric_relu";
        }

        @Override
        public boolean inPlace() {
            return true;
        }

        @Override
        public void forward(Kernels kernels, MemorySegment x, long xOffset, int xStride, MemorySegment y, long yOffset,
                int yStride, int rows) {
            kernels.layers().parametricRelu(x, xOffset, xStride, slopes, y, yOffset, yStride, rows, slopes.columns());
        }
    }

    /** Batch normalisation that was not folded: y = (x - mean) * scale + beta. */
    record Affine(Matrix mean, Matrix scale, Matrix beta) implements FrozenLayer {
        @Override
        public int outputs() {
            return mean.columns();
        }

        @Override
        public long bytes() {
            return 3 * mean.size() * Float.BYTES;
        }

        @Override
        public String text() {
            return "batch_normalization";
        }

        @Override
        public boolean inPlace() {
            return true;
        }

        @Override
        public void forward(Kernels kernels, MemorySegment x, long xOffset, int xStride, MemorySegment y, long yOffset,
                int yStride, int rows) {
            kernels.normalizations().affine(x, xOffset, xStride, mean, scale, beta, y, yOffset, yStride, rows);
        }
    }

    /** Layer normalisation. */
    record NormalizedRow(Matrix gamma, Matrix beta, float epsilon) implements FrozenLayer {
        @Override
        public int outputs() {
            return gamma.columns();
        }

        @Override
        public long bytes() {
            return 2 * gamma.size() * Float.BYTES;
        }

        @Override
        public String text() {
            return "layer_normalization";
        }

        @Override
        public boolean inPlace() {
            return true;
        }

        @Override
        public void forward(Kernels kernels, MemorySegment x, long xOffset, int xStride, MemorySegment y, long yOffset,
                int yStride, int rows) {
            kernels.normalizations().layerNorm(x, xOffset, xStride, gamma, beta, epsilon, y, yOffset, yStride, rows);
        }
    }

    /** RMS normalisation. */
    record ScaledRow(Matrix gamma, float epsilon) implements FrozenLayer {
        @Override
        public int outputs() {
            return gamma.columns();
        }

        @Override
        public long bytes() {
            return gamma.size() * Float.BYTES;
        }

        @Override
        public String text() {
            return "rms_normalization";
        }

        @Override
        public boolean inPlace() {
            return true;
        }

        @Override
        public void forward(Kernels kernels, MemorySegment x, long xOffset, int xStride, MemorySegment y, long yOffset,
                int yStride, int rows) {
            kernels.normalizations().rmsNorm(x, xOffset, xStride, gamma, epsilon, y, yOffset, yStride, rows);
        }
    }

    /** Scaling of inputs. */
    record Scaled(Scaler scaler) implements FrozenLayer {
        @Override
        public int outputs() {
            return scaler.columns();
        }

        @Override
        public long bytes() {
            return 2L * scaler.columns() * Float.BYTES;
        }

        @Override
        public String text() {
            return "scaled";
        }

        @Override
        public boolean inPlace() {
            return true;
        }

        @Override
        public void forward(Kernels kernels, MemorySegment x, long xOffset, int xStride, MemorySegment y, long yOffset,
                int yStride, int rows) {
            kernels.standardize(x, xOffset, xStride, scaler.center(), scaler.factor(), y, yOffset, yStride, rows);
        }
    }
}
