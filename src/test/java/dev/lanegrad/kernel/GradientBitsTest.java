package dev.lanegrad.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.testing.Floats;
import dev.lanegrad.testing.Twins;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Norms, clipping, penalties and limits: the bits of the reference, and the reference against formulas in {@code double}. */
@Tag("bits")
class GradientBitsTest {
    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void bits(@ForAll @IntRange(min = 1, max = 40) int rows, @ForAll @IntRange(min = 1, max = 300) int columns,
            @ForAll Floats.Kind kind, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = Floats.array(random, kind, rows * columns);
        float[] p = Floats.array(random, kind, rows * columns);
        float limit = random.nextInt(4) * 0.75f;
        float factor = random.nextInt(5) - 1.5f;
        Twins.compare(rows + " x " + columns + " of " + kind, seed, (kernels, memory) -> {
            GradientKernels ops = kernels.gradients();
            double sum = ops.sumOfSquares(memory.input(rows, columns, x));
            memory.output("sum", 1, 2).copyFrom(new float[] {(float) sum, (float) (sum - (float) sum)});
            ops.scale(memory.inOut("scale", rows, columns, x), factor);
            ops.clip(memory.inOut("clip", rows, columns, x), limit);
            ops.penalize(memory.input(rows, columns, p), limit, factor, memory.inOut("penalize", rows, columns, x));
            ops.limitColumns(memory.inOut("limit", rows, columns, x), limit);
        });
    }

    /** What stands without gaps is one row. */
    @Example
    void contiguous() {
        for (int rows : new int[] {1, 3, 64, 65}) {
            for (int columns : new int[] {1, 15, 16, 17, 64, 1000}) {
                float[] x = new float[rows * columns];
                SplittableRandom random = new SplittableRandom(columns);
                for (int i = 0; i < x.length; i++) {
                    x[i] = (float) random.nextGaussian();
                }
                Twins.compare(rows + " x " + columns, 1, (kernels, memory) -> {
                    GradientKernels ops = kernels.gradients();
                    Matrix m = Matrix.of(rows, columns, x);
                    Matrix apart = Matrix.create(rows, columns, columns + 5, Arena.ofAuto());
                    apart.copyFrom(m);
                    assertEquals(ops.sumOfSquares(m), ops.sumOfSquares(apart));
                    double sum = ops.sumOfSquares(m);
                    memory.output("sum", 1, 2).copyFrom(new float[] {(float) sum, (float) (sum - (float) sum)});
                    ops.scale(m, 0.3f);
                    ops.penalize(apart, 0.1f, 0.2f, m);
                    ops.clip(m, 0.2f);
                    ops.limitColumns(m, 0.5f);
                    memory.inOut("all", rows, columns, m.toArray());
                });
            }
        }
    }

    @Example
    void sumsAreAccurate() {
        SplittableRandom random = new SplittableRandom(3);
        Matrix x = Matrix.create(300, 333);
        double exact = 0;
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.columns(); c++) {
                x.set(r, c, (float) random.nextGaussian());
                exact += (double) x.get(r, c) * x.get(r, c);
            }
        }
        // 256 roundings a lane, 4 of the tree.
        assertEquals(exact, new ReferenceKernels().gradients().sumOfSquares(x), exact * 260 * 0x1p-24);
    }

    @Example
    void byHand() {
        GradientKernels ops = new ReferenceKernels().gradients();
        Matrix x = Matrix.of(2, 2, 3, 0.3f, 4, -0.4f);
        assertEquals(25.25, ops.sumOfSquares(x), 1e-6);
        ops.limitColumns(x, 2.5f);
        assertEquals(1.5f, x.get(0, 0), 1e-6f);
        assertEquals(2, x.get(1, 0), 1e-6f);
        assertEquals(-0.4f, x.get(1, 1));
        ops.clip(x, 1.75f);
        assertEquals(1.75f, x.get(1, 0));
        ops.scale(x, -2);
        assertEquals(-3.5f, x.get(1, 0));
        Matrix g = Matrix.of(1, 3, 1, 1, 1);
        ops.penalize(Matrix.of(1, 3, -2, 0, 4), 0.5f, 0.25f, g);
        assertEquals(0, g.get(0, 0));
        assertEquals(1, g.get(0, 1));
        assertEquals(2.5f, g.get(0, 2));
    }

    @Example
    void refused() {
        for (Kernels kernels : new Kernels[] {Twins.REFERENCE, Twins.VECTOR}) {
            Matrix x = Matrix.create(2, 3);
            assertThrows(IllegalArgumentException.class, () -> kernels.gradients().clip(x, -1));
            assertThrows(IllegalArgumentException.class, () -> kernels.gradients().limitColumns(x, Float.NaN));
            assertThrows(IllegalArgumentException.class, () -> kernels.gradients().penalize(x, 0, 0, x));
            assertThrows(IllegalArgumentException.class, () -> kernels.gradients().penalize(x, 0, 0, Matrix.create(3, 2)));
        }
    }
}
