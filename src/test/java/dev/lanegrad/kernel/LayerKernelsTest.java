package dev.lanegrad.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.DropoutMask;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Floats;
import dev.lanegrad.testing.Twins;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Dropout, parametric relu, row sums and addition: the vector code has the reference's bits; what they are by hand. */
@Tag("bits")
class LayerKernelsTest {
    private static final List<Kernels> BOTH = List.of(Twins.REFERENCE, Twins.VECTOR);

    private static float[] floats(long seed, int count) {
        return Floats.any(new SplittableRandom(seed), count);
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void dropout(@ForAll @IntRange(min = 1, max = 7) int rows, @ForAll @IntRange(min = 1, max = 140) int columns,
            @ForAll long seed, @ForAll int step, @ForAll @IntRange(max = 100) int layer) {
        float[] x = floats(seed, rows * columns);
        for (float rate : new float[] {0, 0x1p-30f, 0.1f, 0.5f, 0.97f, Math.nextDown(1f)}) {
            DropoutMask mask = new DropoutMask(rate, seed, layer, step, Math.abs(step % 1000));
            Twins.compare("dropout " + rate, seed, (kernels, memory) -> kernels.layers().dropout(mask,
                    memory.input(rows, columns, x), memory.output("y", rows, columns)));
            Twins.compare("dropout in place " + rate, seed, (kernels, memory) -> {
                Matrix y = memory.inOut("y", rows, columns, x);
                kernels.layers().dropout(mask, y, y);
            });
        }
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void parametricRelu(@ForAll @IntRange(min = 1, max = 7) int rows, @ForAll @IntRange(min = 1, max = 140) int columns,
            @ForAll long seed) {
        float[] x = floats(seed, rows * columns);
        float[] dy = floats(seed + 1, rows * columns);
        float[] sums = floats(seed + 2, columns);
        for (int slopes : new int[] {1, columns}) {
            float[] slope = floats(seed + 3, slopes);
            Twins.compare("forward", seed, (kernels, memory) -> kernels.layers().parametricRelu(
                    memory.input(rows, columns, x), memory.input(1, slopes, slope), memory.output("y", rows, columns)));
            Twins.compare("forward in place", seed, (kernels, memory) -> {
                Matrix y = memory.inOut("y", rows, columns, x);
                kernels.layers().parametricRelu(y, memory.input(1, slopes, slope), y);
            });
            Twins.compare("gradient", seed, (kernels, memory) -> kernels.layers().parametricReluGradient(
                    memory.input(rows, columns, x), memory.input(1, slopes, slope), memory.input(rows, columns, dy),
                    memory.output("dx", rows, columns)));
            Twins.compare("gradient in place", seed, (kernels, memory) -> {
                Matrix dx = memory.inOut("dx", rows, columns, dy);
                kernels.layers().parametricReluGradient(memory.input(rows, columns, x), memory.input(1, slopes, slope),
                        dx, dx);
            });
        }
        Twins.compare("slope gradient", seed, (kernels, memory) -> kernels.layers().slopeGradient(
                memory.input(rows, columns, x), memory.input(rows, columns, dy), memory.output("sums", 1, columns), false));
        Twins.compare("accumulating slope gradient", seed, (kernels, memory) -> kernels.layers().slopeGradient(
                memory.input(rows, columns, x), memory.input(rows, columns, dy), memory.inOut("sums", 1, columns, sums),
                true));
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void sums(@ForAll @IntRange(min = 1, max = 7) int rows, @ForAll @IntRange(min = 1, max = 140) int columns,
            @ForAll long seed) {
        float[] a = floats(seed, rows * columns);
        float[] b = floats(seed + 1, rows * columns);
        Twins.compare("row sums", seed, (kernels, memory) -> kernels.layers().rowSums(memory.input(rows, columns, a),
                memory.output("sums", rows, 1)));
        Twins.compare("add", seed, (kernels, memory) -> kernels.layers().add(memory.input(rows, columns, a),
                memory.input(rows, columns, b), memory.output("y", rows, columns)));
        Twins.compare("add to the first", seed, (kernels, memory) -> {
            Matrix y = memory.inOut("y", rows, columns, a);
            kernels.layers().add(y, memory.input(rows, columns, b), y);
        });
        Twins.compare("add to the second", seed, (kernels, memory) -> {
            Matrix y = memory.inOut("y", rows, columns, b);
            kernels.layers().add(memory.input(rows, columns, a), y, y);
        });
    }

    /** A row in a batch, at another place of it, or in a micro-batch: the same mask. */
    @Example
    void rowsDoNotDependOnTheirBatch() {
        Matrix x = Matrix.create(50, 37);
        x.fill(1);
        for (Kernels kernels : BOTH) {
            Matrix whole = Matrix.create(50, 37);
            kernels.layers().dropout(new DropoutMask(0.3f, 5, 2, 9, 0), x, whole);
            for (int from = 0; from < 50; from += 7) {
                int count = Math.min(7, 50 - from);
                Matrix part = Matrix.create(count, 37);
                kernels.layers().dropout(new DropoutMask(0.3f, 5, 2, 9, from), x.rows(from, count), part);
                Bits.assertSame("from row " + from, whole.rows(from, count), part);
            }
        }
    }

    @Example
    void byHand() {
        for (Kernels kernels : BOTH) {
            Matrix x = Matrix.of(2, 5, -2, -0f, 0, 3, Float.NaN, -4, 5, Float.NEGATIVE_INFINITY, -6, 7);
            Matrix y = Matrix.create(2, 5);
            kernels.layers().parametricRelu(x, Matrix.of(1, 1, -0.5f), y);
            Bits.assertSame("one slope", new float[] {1, -0f, 0, 3, Float.NaN, 2, 5, Float.POSITIVE_INFINITY, 3, 7},
                    y.toArray());
            Matrix slopes = Matrix.of(1, 5, 1, 2, 3, 4, 5);
            kernels.layers().parametricRelu(x, slopes, y);
            Bits.assertSame("a slope a column",
                    new float[] {-2, -0f, 0, 3, Float.NaN, -4, 5, Float.NEGATIVE_INFINITY, -24, 7}, y.toArray());
            Matrix dy = Matrix.of(2, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
            kernels.layers().parametricReluGradient(x, slopes, dy, y);
            Bits.assertSame("gradient", new float[] {1, 2, 3, 4, 5, 6, 7, 24, 36, 10}, y.toArray());
            Matrix sums = Matrix.of(1, 5, 100, 100, 0, 100, 100);
            kernels.layers().slopeGradient(x, dy, sums, true);
            Bits.assertSame("slopes", new float[] {100 - 2 - 24, 100, Float.NEGATIVE_INFINITY, 100 - 54, 100},
                    sums.toArray());
            // What is dropped does not hide a NaN or an infinity.
            Matrix dropped = Matrix.of(1, 3, Float.NaN, Float.POSITIVE_INFINITY, -1);
            kernels.layers().dropout(new DropoutMask(Math.nextDown(1f), 1, 1, 1, 0), dropped, dropped);
            Bits.assertSame("dropped", new float[] {Float.NaN, Float.NaN, -0f}, dropped.toArray());
        }
    }

    private static void refused(String part, Consumer<LayerKernels> call) {
        for (Kernels kernels : BOTH) {
            String message = assertThrows(IllegalArgumentException.class, () -> call.accept(kernels.layers())).getMessage();
            assertTrue(message.contains(part), message);
        }
    }

    @Example
    void wrongArgumentsAreRefusedBeforeAnythingIsWritten() {
        Matrix x = Matrix.create(3, 4);
        Matrix other = Matrix.create(3, 5);
        Matrix y = Matrix.create(3, 4);
        y.fill(7);
        Matrix slope = Matrix.create(1, 4);
        DropoutMask mask = new DropoutMask(0.5f, 0, 0, 0, 0);
        Matrix wide = Matrix.create(3, 6);
        refused("y is 3 x 5", k -> k.dropout(mask, x, other));
        refused("overlaps x in part", k -> k.dropout(mask, wide.columns(0, 4), wide.columns(1, 4)));
        refused("slope is 1 x 5, expected 1 x 1 or 1 x 4", k -> k.parametricRelu(x, Matrix.create(1, 5), y));
        refused("slope is 2 x 1, expected 1 x 1 or 1 x 4", k -> k.parametricRelu(x, Matrix.create(2, 1), y));
        refused("y is 3 x 5", k -> k.parametricRelu(x, slope, other));
        refused("overlaps slope", k -> k.parametricRelu(x, y.rows(1, 1), y));
        refused("dy is 3 x 5", k -> k.parametricReluGradient(x, slope, other, y));
        refused("dx is 3 x 5", k -> k.parametricReluGradient(x, slope, y, other));
        refused("overlaps x", k -> k.parametricReluGradient(y, slope, x, y));
        refused("sums is 1 x 5", k -> k.slopeGradient(x, y, Matrix.create(1, 5), true));
        refused("dy is 3 x 5", k -> k.slopeGradient(x, other, slope, true));
        refused("overlaps dy", k -> k.slopeGradient(x, y, y.rows(0, 1), false));
        refused("sums is 1 x 4", k -> k.rowSums(x, slope));
        refused("overlaps x", k -> k.rowSums(y, y.columns(1, 1)));
        refused("b is 3 x 5", k -> k.add(x, other, y));
        refused("y is 3 x 5", k -> k.add(x, y, other));
        refused("overlaps b in part", k -> k.add(x, wide.columns(0, 4), wide.columns(2, 4)));
        assertEquals(7 * 12, sum(y));
        for (float rate : new float[] {-0.1f, 1, 2, Float.NaN}) {
            String message = assertThrows(IllegalArgumentException.class, () -> new DropoutMask(rate, 0, 0, 0, 0))
                    .getMessage();
            assertTrue(message.contains("must be in [0, 1), given " + rate), message);
        }
        assertThrows(IllegalArgumentException.class, () -> new DropoutMask(0.5f, 0, 0, 0, -1));
    }

    private static double sum(Matrix matrix) {
        double sum = 0;
        for (float value : matrix.toArray()) {
            sum += value;
        }
        return sum;
    }
}
