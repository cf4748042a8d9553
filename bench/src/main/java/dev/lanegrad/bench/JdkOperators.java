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
 * <p>What needs erf is not here: the Vector API has none. Gradients are here where they need no more than the function
 * itself.
 */
final class JdkOperators implements Implementation {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

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

    @Override
    public Optional<Runnable> prepare(BenchFunction function, Buffers buffers) {
        Matrix z = buffers.z();
        Matrix result = buffers.result();
        if (function.backward()) {
            Binary gradient = gradient(function.activation().name());
            Matrix kept = buffers.kept(function.activation());
            return gradient == null ? Optional.empty() : Optional.of(() -> zip(gradient, kept, buffers.dy(), result));
        }
        return switch (function.name()) {
            case "softmax" -> Optional.of(() -> softmax(z, result));
            default -> {
                Unary value = value(function.name());
                yield value == null ? Optional.empty() : Optional.of(() -> map(value, z, result));
            }
        };
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

    private static void softmax(Matrix x, Matrix y) {
        for (int r = 0; r < x.rows(); r++) {
            softmaxRow(x.segment(), y.segment(), x.offset(r, 0), x.columns());
        }
    }

    private static void softmaxRow(MemorySegment x, MemorySegment y, long start, int columns) {
        FloatVector largest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            largest = largest.lanewise(VectorOperators.MAX,
                    FloatVector.fromMemorySegment(SPECIES, x, start + c * 4L, ORDER, inside), inside);
        }
        float max = largest.reduceLanes(VectorOperators.MAX);
        FloatVector sums = FloatVector.zero(SPECIES);
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            FloatVector e = FloatVector.fromMemorySegment(SPECIES, x, start + c * 4L, ORDER, inside).sub(max)
                    .lanewise(VectorOperators.EXP);
            e.intoMemorySegment(y, start + c * 4L, ORDER, inside);
            sums = sums.lanewise(VectorOperators.ADD, e, inside);
        }
        float factor = 1 / sums.reduceLanes(VectorOperators.ADD);
        for (int c = 0; c < columns; c += SPECIES.length()) {
            VectorMask<Float> inside = SPECIES.indexInRange(c, columns);
            FloatVector.fromMemorySegment(SPECIES, y, start + c * 4L, ORDER, inside).mul(factor)
                    .intoMemorySegment(y, start + c * 4L, ORDER, inside);
        }
    }

    private static Unary value(String name) {
        return switch (name) {
            case "identity" -> x -> x;
            case "sigmoid" -> JdkOperators::sigmoid;
            case "tanh" -> x -> x.lanewise(VectorOperators.TANH);
            case "relu" -> x -> x.max(0);
            case "leaky_relu" -> x -> x.blend(x.mul(0.01f), x.lt(0));
            default -> null;
        };
    }

    private static Binary gradient(String name) {
        return switch (name) {
            case "identity" -> (y, dy) -> dy;
            case "sigmoid" -> (y, dy) -> dy.mul(y).mul(one().sub(y));
            case "tanh" -> (y, dy) -> dy.mul(one().sub(y.mul(y)));
            case "relu" -> (y, dy) -> dy.blend(0, y.compare(VectorOperators.LE, 0));
            case "leaky_relu" -> (x, dy) -> dy.blend(dy.mul(0.01f), x.compare(VectorOperators.LE, 0));
            default -> null;
        };
    }

    private static FloatVector one() {
        return FloatVector.broadcast(SPECIES, 1);
    }

    private static FloatVector sigmoid(FloatVector x) {
        return one().div(x.neg().lanewise(VectorOperators.EXP).add(1));
    }
}
