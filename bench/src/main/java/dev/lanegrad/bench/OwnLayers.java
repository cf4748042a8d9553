package dev.lanegrad.bench;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;

/**
 * Lanegrad itself, vectorised or scalar, through the same checked methods that everybody calls.
 *
 * @param own the implementation
 */
record OwnLayers(OwnKernels own) implements DenseLayers {
    @Override
    public String name() {
        return own.name();
    }

    @Override
    public boolean can(Task task) {
        return task.threads() <= own.maxThreads();
    }

    @Override
    public Runnable prepare(Task task, DenseBuffers buffers) {
        Kernels kernels = own.kernels(task.threads());
        Activation activation = task.activation();
        Matrix x = buffers.x();
        Matrix weight = buffers.weight();
        Matrix bias = buffers.bias();
        Matrix y = buffers.y();
        return switch (task.pass()) {
            case FORWARD -> () -> {
                kernels.dense(x, weight, bias, y);
                kernels.activate(activation, y, y);
            };
            case FORWARD_PREPACKED -> {
                FrozenDense layer = kernels.freeze(weight, bias, activation);
                yield () -> kernels.forward(layer, x.segment(), 0, x.leadingDimension(), y.segment(), 0,
                        y.leadingDimension(), x.rows());
            }
            case BACKWARD -> () -> {
                kernels.activationGradient(activation, buffers.kept(), buffers.dy(), buffers.dz());
                kernels.weightGradient(x, buffers.dz(), buffers.dw(), false);
                kernels.biasGradient(buffers.dz(), buffers.db(), false);
                kernels.inputGradient(buffers.dz(), weight, buffers.dx());
            };
        };
    }
}
