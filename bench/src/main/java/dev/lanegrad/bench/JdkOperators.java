package dev.lanegrad.bench;

import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What a Java programmer writes without Lanegrad: textbook formulas over {@code VectorOperators.EXP} and its like, one
 * vector an iteration. A run of the benchmark has one function, so that its call in the loop is inlined.
 *
 * <p>What needs erf is not here: the Vector API has none.
 */
final class JdkOperators implements Implementation {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private static final float SELU_ALPHA = 1.6732632f;
    private static final float SELU_GAMMA = 1.050701f;
    /** sqrt(2 / pi). */
    private static final float GELU_ROOT = 0.7978846f;
    private static final float GELU_CUBE = 0.044715f;

    /** A function of one value. */
    private interface Unary {
        FloatVector apply(FloatVector x);
    }

    /** A gradient from what is kept and dy. */
    private interface Binary {
        FloatVector apply(FloatVector kept, FloatVector dy);
    }

    @Override
    public String name() {
        return "jdk";
    }

    /** A row of a function or gradient of whole rows: from one or two rows to another, each at the same offset. */
    private interface Row {
        void compute(long start, int columns);
    }

    @Override
    public Optional<Runnable> prepare(BenchFunction function, Buffers buffers) {
        Matrix z = buffers.z();
        Matrix result = buffers.result();
        String name = function.plainName();
        if (function.rowwise()) {
            MemorySegment x = z.segment();
            MemorySegment y = buffers.y().segment();
            MemorySegment dy = buffers.dy().segment();
            MemorySegment to = result.segment();
            return switch (function.name()) {
                case "softmax" -> rows(z, (start, columns) -> softmax(x, to, start, columns));
                case "log_softmax" -> rows(z, (start, columns) -> logSoftmax(x, to, start, columns));
                case "softmax_backward" -> rows(z, (start, columns) -> softmaxGradient(y, dy, to, start, columns));
                case "log_softmax_backward" -> rows(z, (start, columns) -> logSoftmaxGradient(y, dy, to, start, columns));
                default -> Optional.empty();
            };
        }
        if (function.backward()) {
            Binary gradient = gradient(name);
            Matrix kept = function.keepsOutput() ? buffers.y() : z;
            return gradient == null ? Optional.empty() : Optional.of(() -> zip(gradient, kept, buffers.dy(), result));
        }
        Unary value = value(name);
        return value == null ? Optional.empty() : Optional.of(() -> map(value, z, result));
    }

    private static Optional<Runnable> rows(Matrix shape, Row row) {
        return Optional.of(() -> {
            for (int r = 0; r < shape.rows(); r++) {
                row.compute(shape.offset(r, 0), shape.columns());
            }
        });
    }

    private static void map(Unary function, Matrix x, Matrix y) {
        MemorySegment from = x.segment();
        MemorySegment to = y.segment();
        int vectors = (int) (x.size() / SPECIES.length());
        for (int i = 0; i < vectors; i++) {
            long offset = i * (long) SPECIES.vectorByteSize();
            function.apply(FloatVector.fromMemorySegment(SPECIES, from, offset, ORDER)).intoMemorySegment(to, offset, ORDER);
        }
    }

    private static void zip(Binary function, Matrix kept, Matrix dy, Matrix dz) {
        MemorySegment a = kept.segment();
        MemorySegment b = dy.segment();
        MemorySegment to = dz.segment();
        int vectors = (int) (kept.size() / SPECIES.length());
        for (int i = 0; i < vectors; i++) {
            long offset = i * (long) SPECIES.vectorByteSize();
            function.apply(FloatVector.fromMemorySegment(SPECIES, a, offset, ORDER),
                    FloatVector.fromMemorySegment(SPECIES, b, offset, ORDER)).intoMemorySegment(to, offset, ORDER);
        }
    }

    private static float max(MemorySegment x, long start, int columns) {
        FloatVector largest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            largest = largest.lanewise(VectorOperators.MAX, load(x, start, c, inside), inside);
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }

    private static void softmax(MemorySegment x, MemorySegment y, long start, int columns) {
        float max = max(x, start, columns);
        FloatVector sums = FloatVector.zero(SPECIES);
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            FloatVector e = load(x, start, c, inside).sub(max).lanewise(VectorOperators.EXP);
            e.intoMemorySegment(y, start + c * 4L, ORDER, inside);
            sums = sums.lanewise(VectorOperators.ADD, e, inside);
        }
        float factor = 1 / sums.reduceLanes(VectorOperators.ADD);
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            load(y, start, c, inside).mul(factor).intoMemorySegment(y, start + c * 4L, ORDER, inside);
        }
    }

    private static void logSoftmax(MemorySegment x, MemorySegment y, long start, int columns) {
        float max = max(x, start, columns);
        FloatVector sums = FloatVector.zero(SPECIES);
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            sums = sums.lanewise(VectorOperators.ADD, load(x, start, c, inside).sub(max).lanewise(VectorOperators.EXP),
                    inside);
        }
        float shift = max + (float) Math.log(sums.reduceLanes(VectorOperators.ADD));
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            load(x, start, c, inside).sub(shift).intoMemorySegment(y, start + c * 4L, ORDER, inside);
        }
    }

    private static void softmaxGradient(MemorySegment y, MemorySegment dy, MemorySegment dz, long start, int columns) {
        FloatVector sums = FloatVector.zero(SPECIES);
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            sums = load(y, start, c, inside).fma(load(dy, start, c, inside), sums);
        }
        float sum = sums.reduceLanes(VectorOperators.ADD);
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            load(dy, start, c, inside).sub(sum).mul(load(y, start, c, inside))
                    .intoMemorySegment(dz, start + c * 4L, ORDER, inside);
        }
    }

    private static void logSoftmaxGradient(MemorySegment y, MemorySegment dy, MemorySegment dz, long start, int columns) {
        FloatVector sums = FloatVector.zero(SPECIES);
        for (int c = 0; c < columns; c += SPECIES.length()) {
            sums = sums.add(load(dy, start, c, SPECIES.indexInRange(c, columns)));
        }
        float sum = sums.reduceLanes(VectorOperators.ADD);
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            load(dy, start, c, inside).sub(load(y, start, c, inside).lanewise(VectorOperators.EXP).mul(sum))
                    .intoMemorySegment(dz, start + c * 4L, ORDER, inside);
        }
    }

    /** What the mask leaves out is 0. */
    private static FloatVector load(MemorySegment from, long start, int column, VectorMask<Float> inside) {
        return FloatVector.fromMemorySegment(SPECIES, from, start + column * 4L, ORDER, inside);
    }

    private static Unary value(String name) {
        return switch (name) {
            case "identity" -> x -> x;
            case "sigmoid" -> JdkOperators::sigmoid;
            case "tanh" -> x -> x.lanewise(VectorOperators.TANH);
            case "relu" -> x -> x.max(0);
            case "relu6" -> x -> x.max(0).min(6);
            case "leaky_relu" -> x -> x.blend(x.mul(0.01f), x.lt(0));
            case "thresholded_relu" -> x -> x.blend(0, x.compare(VectorOperators.LE, 1));
            case "elu", "celu" -> x -> x.blend(x.lanewise(VectorOperators.EXPM1), x.lt(0));
            case "selu" -> x -> x.mul(SELU_GAMMA)
                    .blend(x.lanewise(VectorOperators.EXPM1).mul(SELU_GAMMA * SELU_ALPHA), x.lt(0));
            case "gelu_tanh" -> x -> x.mul(0.5f).mul(geluTanh(x).add(1));
            case "silu" -> x -> x.mul(sigmoid(x));
            case "mish" -> x -> x.mul(softplus(x).lanewise(VectorOperators.TANH));
            case "softplus" -> JdkOperators::softplus;
            case "softsign" -> x -> x.div(x.abs().add(1));
            case "log_sigmoid" -> x -> softplus(x.neg()).neg();
            case "hard_sigmoid" -> x -> x.mul(1 / 6f).add(0.5f).max(0).min(1);
            case "hard_swish" -> x -> x.mul(x.add(3).max(0).min(6)).mul(1 / 6f);
            case "hard_tanh" -> x -> x.max(-1).min(1);
            case "exp" -> x -> x.lanewise(VectorOperators.EXP);
            case "expm1" -> x -> x.lanewise(VectorOperators.EXPM1);
            case "log" -> x -> x.lanewise(VectorOperators.LOG);
            case "log1p" -> x -> x.lanewise(VectorOperators.LOG1P);
            case "inverse_sqrt" -> x -> one().div(x.sqrt());
            default -> null;
        };
    }

    /** From the input or from the output, as Lanegrad's own. */
    private static Binary gradient(String name) {
        return switch (name) {
            case "identity" -> (y, dy) -> dy;
            case "sigmoid" -> (y, dy) -> dy.mul(y).mul(one().sub(y));
            case "tanh" -> (y, dy) -> dy.mul(one().sub(y.mul(y)));
            case "relu" -> (y, dy) -> dy.blend(0, y.compare(VectorOperators.LE, 0));
            case "relu6" -> (y, dy) -> inside(y, 0, 6, dy);
            case "leaky_relu" -> (x, dy) -> dy.blend(dy.mul(0.01f), x.compare(VectorOperators.LE, 0));
            case "thresholded_relu" -> (x, dy) -> dy.blend(0, x.compare(VectorOperators.LE, 1));
            case "elu", "celu" -> (x, dy) -> dy.blend(dy.mul(x.lanewise(VectorOperators.EXP)), x.lt(0));
            case "selu" -> (x, dy) -> dy.mul(SELU_GAMMA)
                    .blend(dy.mul(x.lanewise(VectorOperators.EXP)).mul(SELU_GAMMA * SELU_ALPHA), x.lt(0));
            case "gelu_tanh" -> (x, dy) -> {
                FloatVector t = geluTanh(x);
                FloatVector slope = x.mul(x).mul(3 * GELU_CUBE).add(1).mul(GELU_ROOT);
                return dy.mul(0.5f).mul(t.add(1).add(x.mul(one().sub(t.mul(t))).mul(slope)));
            };
            case "silu" -> (x, dy) -> {
                FloatVector s = sigmoid(x);
                return dy.mul(s).mul(x.mul(one().sub(s)).add(1));
            };
            case "mish" -> (x, dy) -> {
                FloatVector t = softplus(x).lanewise(VectorOperators.TANH);
                return dy.mul(t.add(x.mul(sigmoid(x)).mul(one().sub(t.mul(t)))));
            };
            case "softplus" -> (x, dy) -> dy.mul(sigmoid(x));
            case "softsign" -> (y, dy) -> {
                FloatVector rest = one().sub(y.abs());
                return dy.mul(rest).mul(rest);
            };
            case "log_sigmoid" -> (x, dy) -> dy.mul(sigmoid(x.neg()));
            case "hard_sigmoid" -> (y, dy) -> inside(y, 0, 1, dy.mul(1 / 6f));
            case "hard_swish" -> (x, dy) -> dy.mul(x.mul(1 / 3f).add(0.5f)).blend(0, x.compare(VectorOperators.LE, -3))
                    .blend(dy, x.compare(VectorOperators.GE, 3));
            case "hard_tanh" -> (y, dy) -> inside(y, -1, 1, dy);
            default -> null;
        };
    }

    private static FloatVector one() {
        return FloatVector.broadcast(SPECIES, 1);
    }

    private static FloatVector sigmoid(FloatVector x) {
        return one().div(x.neg().lanewise(VectorOperators.EXP).add(1));
    }

    private static FloatVector softplus(FloatVector x) {
        return x.max(0).add(x.abs().neg().lanewise(VectorOperators.EXP).lanewise(VectorOperators.LOG1P));
    }

    private static FloatVector geluTanh(FloatVector x) {
        return x.mul(x).mul(GELU_CUBE).add(1).mul(x).mul(GELU_ROOT).lanewise(VectorOperators.TANH);
    }

    private static FloatVector inside(FloatVector y, float low, float high, FloatVector dy) {
        return dy.blend(0, y.compare(VectorOperators.LE, low).or(y.compare(VectorOperators.GE, high)));
    }
}
