package dev.lanegrad.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.Bits;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Any number of threads gives the bits of the reference, in all three products and in frozen layers. */
@Tag("bits")
class ThreadsBitsTest {
    private static final int[] THREADS = {1, 2, 3, 8};

    /** Small enough for a scalar reference, large enough to be shared out. */
    private static final int WORK = 700_000;

    @Property(tries = 25)
    void anyShape(@ForAll @IntRange(min = 1, max = 300) int in, @ForAll @IntRange(min = 1, max = 300) int out) {
        compare(1 + WORK / (in * out), in, out);
    }

    @Example
    void shapesOfEveryWayToCompute() {
        int[][] shapes = {{1, 900, 700}, {2, 700, 600}, {3, 700, 600}, {5, 512, 300}, {12, 300, 200}, {200, 70, 70},
            {400, 33, 64}, {400, 130, 17}, {700, 80, 10}, {6000, 100, 1}, {64, 600, 65}};
        for (int[] shape : shapes) {
            assertTrue((long) shape[0] * shape[1] * shape[2] >= 1 << 19, "would stay on one thread");
            compare(shape[0], shape[1], shape[2]);
        }
    }

    private static void compare(int rows, int in, int out) {
        List<Matrix> expected = compute(new ReferenceKernels(), rows, in, out, Arena.ofAuto());
        for (int threads : THREADS) {
            try (Parallelism parallelism = Parallelism.ofExactly(threads, Parallelism.MAX_SPIN_NANOS);
                    Arena confined = Arena.ofConfined()) {
                Kernels kernels = VectorSupport.kernels(parallelism);
                for (Arena arena : List.of(Arena.ofAuto(), confined)) {
                    List<Matrix> actual = compute(kernels, rows, in, out, arena);
                    for (int i = 0; i < expected.size(); i++) {
                        Bits.assertSame("product " + i + " of " + rows + " x " + in + " x " + out + " on " + threads
                                + " threads", expected.get(i), actual.get(i));
                    }
                }
            }
        }
    }

    private static List<Matrix> compute(Kernels kernels, int rows, int in, int out, Arena arena) {
        Matrix x = matrix(rows, in, 1, arena);
        Matrix weight = matrix(in, out, 2, arena);
        Matrix bias = matrix(1, out, 3, arena);
        Matrix dz = matrix(rows, out, 4, arena);
        List<Matrix> results = new ArrayList<>();
        Matrix y = matrix(rows, out, 5, arena);
        kernels.dense(x, weight, bias, y);
        results.add(y);
        Matrix frozen = matrix(rows, out, 6, arena);
        kernels.forward(kernels.freeze(weight, bias, Activation.IDENTITY), x.segment(), 0, in, frozen.segment(), 0, out,
                rows);
        results.add(frozen);
        Matrix dx = matrix(rows, in, 7, arena);
        kernels.inputGradient(dz, weight, dx);
        results.add(dx);
        Matrix dw = matrix(in, out, 8, arena);
        kernels.weightGradient(x, dz, dw, true);
        results.add(dw);
        return results;
    }

    private static Matrix matrix(int rows, int columns, int salt, Arena arena) {
        Matrix matrix = Matrix.create(rows, columns, columns, arena);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                matrix.set(r, c, ((r * 31 + c * 17 + salt * 7) % 41 - 20) / 23f);
            }
        }
        return matrix;
    }
}
