package dev.lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Twins;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any number of threads moves parameters and states to the bits of the scalar reference. */
@Tag("bits")
class OptimizerThreadsTest {
    private static final int[] THREADS = {1, 2, 3, 8};
    /** Steps around RAdam's first rectified one, and a late one. */
    private static final long[] STEPS = {1, 5, 6, 1000};
    private static final int ROWS = 397;
    /** Neither vectors nor cache lines come out even, for any number of threads. */
    private static final int COLUMNS = 331;

    static List<Optimizer> optimizers() {
        return Twins.optimizers();
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void threadsHaveTheBitsOfTheReference(Optimizer optimizer) {
        assertTrue(ROWS * COLUMNS >= 1 << 17, "would stay on one thread");
        List<Matrix> expected = compute(new ReferenceKernels(), optimizer, Arena.ofAuto());
        for (int threads : THREADS) {
            try (Parallelism parallelism = Parallelism.ofExactly(threads, Parallelism.MAX_SPIN_NANOS);
                    Arena confined = Arena.ofConfined()) {
                Kernels kernels = VectorSupport.kernels(parallelism);
                // Memory of a confined arena stays on the calling thread.
                for (Arena arena : List.of(Arena.ofAuto(), confined)) {
                    List<Matrix> actual = compute(kernels, optimizer, arena);
                    for (int i = 0; i < expected.size(); i++) {
                        Bits.assertSame(optimizer.text() + ", array " + i + " on " + threads + " threads", expected.get(i),
                                actual.get(i));
                    }
                }
            }
        }
    }

    /** The parameter and all states after some steps. */
    private static List<Matrix> compute(Kernels kernels, Optimizer optimizer, Arena arena) {
        Matrix parameter = matrix(1, arena);
        Matrix[] state = new Matrix[optimizer.stateCount()];
        for (int i = 0; i < state.length; i++) {
            state[i] = Matrix.create(ROWS, COLUMNS, COLUMNS, arena);
            state[i].fill(optimizer.initialState());
        }
        for (long step : STEPS) {
            kernels.update(optimizer, step, parameter, matrix((int) step + 1, arena), state);
        }
        List<Matrix> results = new ArrayList<>(Arrays.asList(state));
        results.add(parameter);
        return results;
    }

    private static Matrix matrix(int salt, Arena arena) {
        Matrix matrix = Matrix.create(ROWS, COLUMNS, COLUMNS, arena);
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < COLUMNS; c++) {
                matrix.set(r, c, ((r * 31 + c * 17 + salt * 7) % 41 - 20) / 23f);
            }
        }
        matrix.set(salt % ROWS, 100, Float.NaN);
        matrix.set(ROWS - 1, COLUMNS - 1, Float.POSITIVE_INFINITY);
        return matrix;
    }
}
