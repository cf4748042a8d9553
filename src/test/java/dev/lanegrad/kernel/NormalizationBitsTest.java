package dev.lanegrad.kernel;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Canaries;
import dev.lanegrad.testing.Floats;
import dev.lanegrad.testing.Raw;
import dev.lanegrad.testing.Twins;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** What {@link KernelBitsTest} is to the other kernels: the vector code's normalisations have the reference's bits. */
@Tag("bits")
class NormalizationBitsTest {
    private record Shape(int rows, int columns) {
        int size() {
            return rows * columns;
        }
    }

    @Provide
    Arbitrary<Shape> shapes() {
        Arbitrary<Integer> rows = Arbitraries.of(2, 3, 5, 8, 9, 33);
        Arbitrary<Integer> columns = Arbitraries.oneOf(Arbitraries.integers().between(1, 70),
                Arbitraries.of(1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 129, 1000, 1025));
        return Combinators.combine(rows, columns).as(Shape::new);
    }

    /** One call's numbers; every second one mixes kinds from array to array, the others use one kind alone. */
    private static final class Draw {
        private final SplittableRandom random;
        private final Shape shape;
        private final boolean mixed;
        private final Floats.Kind kind;
        private final float[] x;
        private final float[] dy;
        private final float[] gamma;
        private final float[] beta;
        private final float epsilon;

        Draw(Shape shape, long seed) {
            this.shape = shape;
            random = new SplittableRandom(seed);
            mixed = random.nextBoolean();
            Floats.Kind[] kinds = Floats.Kind.values();
            kind = kinds[random.nextInt(kinds.length)];
            x = floats(shape.size());
            dy = floats(shape.size());
            gamma = floats(shape.columns);
            beta = floats(shape.columns);
            epsilon = new float[] {1e-5f, 0x1p-23f, Float.MIN_VALUE, Float.MAX_VALUE, 0.5f}[random.nextInt(5)];
        }

        private float[] floats(int count) {
            return mixed ? Floats.any(random, count) : Floats.array(random, kind, count);
        }

        Matrix x(Canaries memory) {
            return memory.input(shape.rows, shape.columns, x);
        }

        Matrix dy(Canaries memory) {
            return memory.input(shape.rows, shape.columns, dy);
        }

        Matrix row(Canaries memory, float[] values) {
            return memory.input(1, shape.columns, values);
        }

        Matrix output(Canaries memory, String name) {
            return memory.output(name, shape.rows, shape.columns);
        }

        Matrix inOut(Canaries memory, String name, float[] values) {
            return memory.inOut(name, shape.rows, shape.columns, values);
        }

        @Override
        public String toString() {
            return shape + ", " + (mixed ? "mixed" : kind) + " values";
        }
    }

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void layerNorm(@ForAll("shapes") Shape shape, @ForAll long seed) {
        Draw draw = new Draw(shape, seed);
        float[] anyStatistics = draw.floats(3 * shape.rows);
        float[] sums = draw.floats(shape.columns);
        Twins.compare("layer normalisation of " + draw, seed, (kernels, memory) -> {
            NormalizationKernels norms = kernels.normalizations();
            Matrix x = draw.x(memory);
            Matrix gamma = draw.row(memory, draw.gamma);
            Matrix beta = draw.row(memory, draw.beta);
            Matrix statistics = memory.output("statistics", shape.rows, 3);
            norms.layerNorm(x, gamma, beta, draw.epsilon, statistics, draw.output(memory, "y"));
            Matrix inPlace = draw.inOut(memory, "y in place", draw.x);
            norms.layerNorm(inPlace, gamma, beta, draw.epsilon, memory.output("statistics in place", shape.rows, 3),
                    inPlace);
            Raw from = Raw.of(memory, x);
            Raw to = Raw.of(memory, draw.dy(memory));
            norms.layerNorm(from.matrix().segment(), from.offset(), from.stride(), gamma, beta, draw.epsilon,
                    to.matrix().segment(), to.offset(), to.stride(), shape.rows);
            draw.output(memory, "y on segments").copyFrom(to.rows(shape.rows));
            // What is kept need not come from a forward pass to have defined bits.
            for (Matrix kept : new Matrix[] {statistics, memory.input(shape.rows, 3, anyStatistics)}) {
                String name = kept.segment().isReadOnly() ? " of any statistics" : "";
                norms.layerNormInputGradient(x, kept, gamma, draw.dy(memory), draw.output(memory, "dx" + name));
                Matrix dx = draw.inOut(memory, "dx in place" + name, draw.dy);
                norms.layerNormInputGradient(x, kept, gamma, dx, dx);
                norms.layerNormParameterGradients(x, kept, draw.dy(memory),
                        memory.output("dgamma" + name, 1, shape.columns), memory.output("dbeta" + name, 1, shape.columns),
                        false);
                norms.layerNormParameterGradients(x, kept, draw.dy(memory),
                        memory.inOut("more dgamma" + name, 1, shape.columns, sums),
                        memory.inOut("more dbeta" + name, 1, shape.columns, sums), true);
            }
        });
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void rmsNorm(@ForAll("shapes") Shape shape, @ForAll long seed) {
        Draw draw = new Draw(shape, seed);
        float[] anyStatistics = draw.floats(shape.rows);
        float[] sums = draw.floats(shape.columns);
        Twins.compare("RMS normalisation of " + draw, seed, (kernels, memory) -> {
            NormalizationKernels norms = kernels.normalizations();
            Matrix x = draw.x(memory);
            Matrix gamma = draw.row(memory, draw.gamma);
            Matrix statistics = memory.output("statistics", shape.rows, 1);
            norms.rmsNorm(x, gamma, draw.epsilon, statistics, draw.output(memory, "y"));
            Matrix inPlace = draw.inOut(memory, "y in place", draw.x);
            norms.rmsNorm(inPlace, gamma, draw.epsilon, memory.output("statistics in place", shape.rows, 1), inPlace);
            Raw from = Raw.of(memory, x);
            Raw to = Raw.of(memory, draw.dy(memory));
            norms.rmsNorm(from.matrix().segment(), from.offset(), from.stride(), gamma, draw.epsilon,
                    to.matrix().segment(), to.offset(), to.stride(), shape.rows);
            draw.output(memory, "y on segments").copyFrom(to.rows(shape.rows));
            for (Matrix kept : new Matrix[] {statistics, memory.input(shape.rows, 1, anyStatistics)}) {
                String name = kept.segment().isReadOnly() ? " of any statistics" : "";
                norms.rmsNormInputGradient(x, kept, gamma, draw.dy(memory), draw.output(memory, "dx" + name));
                Matrix dx = draw.inOut(memory, "dx in place" + name, draw.dy);
                norms.rmsNormInputGradient(x, kept, gamma, dx, dx);
                norms.rmsNormParameterGradient(x, kept, draw.dy(memory),
                        memory.output("dgamma" + name, 1, shape.columns), false);
                norms.rmsNormParameterGradient(x, kept, draw.dy(memory),
                        memory.inOut("more dgamma" + name, 1, shape.columns, sums), true);
            }
        });
    }

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void batchNorm(@ForAll("shapes") Shape shape, @ForAll long seed) {
        Draw draw = new Draw(shape, seed);
        float[] anyStatistics = draw.floats(4 * shape.columns);
        float[] sums = draw.floats(shape.columns);
        float[] mean = draw.floats(shape.columns);
        float[] variance = draw.floats(shape.columns);
        float momentum = new float[] {0.1f, 0, 1, 0.01f}[draw.random.nextInt(4)];
        Twins.compare("batch normalisation of " + draw, seed, (kernels, memory) -> {
            NormalizationKernels norms = kernels.normalizations();
            Matrix x = draw.x(memory);
            Matrix gamma = draw.row(memory, draw.gamma);
            Matrix beta = draw.row(memory, draw.beta);
            Matrix statistics = memory.output("statistics", 4, shape.columns);
            norms.batchNorm(x, gamma, beta, draw.epsilon, statistics, draw.output(memory, "y"));
            Matrix inPlace = draw.inOut(memory, "y in place", draw.x);
            norms.batchNorm(inPlace, gamma, beta, draw.epsilon, memory.output("statistics in place", 4, shape.columns),
                    inPlace);
            for (Matrix kept : new Matrix[] {statistics, memory.input(4, shape.columns, anyStatistics)}) {
                String name = kept.segment().isReadOnly() ? " of any statistics" : "";
                norms.batchNormInputGradient(x, kept, gamma, draw.dy(memory), draw.output(memory, "dx" + name));
                Matrix dx = draw.inOut(memory, "dx in place" + name, draw.dy);
                norms.batchNormInputGradient(x, kept, gamma, dx, dx);
                norms.batchNormParameterGradients(x, kept, draw.dy(memory),
                        memory.output("dgamma" + name, 1, shape.columns), memory.output("dbeta" + name, 1, shape.columns),
                        false);
                norms.batchNormParameterGradients(x, kept, draw.dy(memory),
                        memory.inOut("more dgamma" + name, 1, shape.columns, sums),
                        memory.inOut("more dbeta" + name, 1, shape.columns, sums), true);
                norms.updateRunning(kept, shape.rows, momentum, memory.inOut("mean" + name, 1, shape.columns, mean),
                        memory.inOut("variance" + name, 1, shape.columns, variance));
            }
        });
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void evaluation(@ForAll("shapes") Shape shape, @ForAll long seed) {
        Draw draw = new Draw(shape, seed);
        float[] mean = draw.floats(shape.columns);
        float[] variance = draw.floats(shape.columns);
        float[] bias = draw.floats(shape.columns);
        Twins.compare("batch normalisation in evaluation of " + draw, seed, (kernels, memory) -> {
            NormalizationKernels norms = kernels.normalizations();
            Matrix x = draw.x(memory);
            Matrix means = draw.row(memory, mean);
            Matrix beta = draw.row(memory, draw.beta);
            Matrix scale = memory.output("scale", 1, shape.columns);
            norms.evaluationScale(draw.row(memory, variance), draw.row(memory, draw.gamma), draw.epsilon, scale);
            Matrix scaleInPlace = memory.inOut("scale in place", 1, shape.columns, draw.gamma);
            norms.evaluationScale(draw.row(memory, variance), scaleInPlace, draw.epsilon, scaleInPlace);
            norms.affine(x, means, scale, beta, draw.output(memory, "y"));
            Matrix inPlace = draw.inOut(memory, "y in place", draw.x);
            norms.affine(inPlace, means, scale, beta, inPlace);
            Raw from = Raw.of(memory, x);
            Raw to = Raw.of(memory, draw.dy(memory));
            norms.affine(from.matrix().segment(), from.offset(), from.stride(), means, scale, beta, to.matrix().segment(),
                    to.offset(), to.stride(), shape.rows);
            draw.output(memory, "y on segments").copyFrom(to.rows(shape.rows));
            norms.fold(x, draw.row(memory, bias), means, scale, beta, draw.output(memory, "folded weight"),
                    memory.output("folded bias", 1, shape.columns));
            Matrix weight = draw.inOut(memory, "weight in place", draw.x);
            Matrix foldedBias = memory.inOut("bias in place", 1, shape.columns, bias);
            norms.fold(weight, foldedBias, means, scale, beta, weight, foldedBias);
        });
    }

    /** Rows longer than any block of a sum along a row, and batches with more rows than any block. */
    @Example
    void longSums() {
        for (Shape shape : new Shape[] {new Shape(2, 4096), new Shape(2, 4113), new Shape(2, 20_000), new Shape(1, 262_147),
            new Shape(5000, 3), new Shape(300, 35)}) {
            layerNorm(shape, 5);
            rmsNorm(shape, 5);
            if (shape.rows > 1) {
                batchNorm(shape, 5);
            }
        }
    }

    /** Differences that are all -0 or underflow: a tail padded with zeros would change the sign of a sum. */
    @Example
    void aTailLeavesTheOtherLanesAlone() {
        for (int columns : new int[] {15, 16, 17, 18, 23, 24, 25, 31, 32, 33, 47, 48, 49}) {
            float[] x = new float[3 * columns];
            float[] dy = new float[3 * columns];
            for (int i = 0; i < x.length; i++) {
                x[i] = i % columns == columns - 1 ? 0.5f : -0f;
                dy[i] = i % columns == columns - 1 ? -0f : -1e-30f;
            }
            float[] ones = new float[columns];
            Arrays.fill(ones, 1e-15f);
            Twins.compare("zeros of " + columns, columns, (kernels, memory) -> {
                NormalizationKernels norms = kernels.normalizations();
                Matrix xs = memory.input(3, columns, x);
                Matrix dys = memory.input(3, columns, dy);
                Matrix gamma = memory.input(1, columns, ones);
                Matrix statistics = memory.output("statistics", 3, 3);
                norms.layerNorm(xs, gamma, memory.input(1, columns, new float[columns]), 1e-5f, statistics,
                        memory.output("y", 3, columns));
                norms.layerNormInputGradient(xs, statistics, gamma, dys, memory.output("dx", 3, columns));
                norms.rmsNorm(xs, gamma, 1e-5f, memory.output("rms", 3, 1), memory.output("z", 3, columns));
            });
        }
    }
}
