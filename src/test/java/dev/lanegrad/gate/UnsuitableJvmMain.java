package dev.lanegrad.gate;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.StrokeDigits;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.train.Trainer;
import java.util.Arrays;
import java.util.function.Supplier;

/** What the forks of {@link UnsuitableJvmTest} run: a training of a few steps, on the kernels that the argument names. */
public final class UnsuitableJvmMain {
    private UnsuitableJvmMain() {
    }

    /** Prints a hash of the trained weights' bits. */
    public static void main(String[] arguments) {
        Supplier<Kernels> kernels = arguments[0].equals("reference") ? ReferenceKernels::new : VectorSupport::kernels;
        Dataset data = StrokeDigits.dataset(1, 0, 20);
        Network network = Network.input(data.inputs()).dense(4, Activation.TANH).dense(10).build(1);
        Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(1e-2f)).kernels(kernels).batchSize(8).fit(data);
        System.out.println("weights " + Arrays.hashCode(network.parameters().getFirst().value().toArray()));
        // A warning comes at first use alone.
        var _ = kernels.get();
    }
}
