package dev.lanegrad.bench;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.simd.VectorSupport;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Lanegrad itself, vectorised or scalar, through the same checked methods that everybody calls.
 *
 * @param name value of the benchmark's parameter
 * @param maxThreads with how many threads it can compute
 * @param maker makes kernels for a number of threads
 */
record OwnKernels(String name, int maxThreads, IntFunction<Kernels> maker) implements Implementation {
    /** The one place that says how Lanegrad gets its threads. */
    static OwnKernels vectors() {
        return new OwnKernels("lanegrad", Parallelism.MAX_THREADS,
                threads -> VectorSupport.kernels(Parallelism.of(threads)));
    }

    static OwnKernels scalar() {
        return new OwnKernels("reference", 1, threads -> new ReferenceKernels());
    }

    /**
     * Makes kernels.
     *
     * @param threads at most {@code maxThreads}
     * @return kernels that nobody else has
     */
    Kernels kernels(int threads) {
        return maker.apply(threads);
    }

    @Override
    public Optional<Runnable> prepare(BenchFunction function, Buffers buffers) {
        Kernels kernels = kernels(1);
        Matrix z = buffers.z();
        Matrix result = buffers.result();
        if (!function.backward()) {
            return Optional.of(() -> function.apply(kernels, z, result));
        }
        Activation activation = function.activation().orElseThrow();
        Matrix kept = function.keepsOutput() ? buffers.y() : z;
        Matrix dy = buffers.dy();
        return Optional.of(() -> kernels.activationGradient(activation, kept, dy, result));
    }
}
