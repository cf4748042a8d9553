package dev.lanegrad.bench;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.simd.VectorSupport;
import java.util.Optional;

/**
 * Lanegrad itself, vectorised or scalar, through the same checked methods that everybody calls.
 *
 * @param name value of the benchmark's parameter
 * @param kernels the implementation
 */
record OwnKernels(String name, Kernels kernels) implements Implementation {
    static Implementation vectors() {
        return new OwnKernels("lanegrad", VectorSupport.kernels());
    }

    static Implementation scalar() {
        return new OwnKernels("reference", new ReferenceKernels());
    }

    @Override
    public Optional<Runnable> prepare(BenchFunction function, Buffers buffers) {
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
