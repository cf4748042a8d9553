package dev.lanegrad.bench.peers;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.bench.DenseBuffers;
import dev.lanegrad.bench.DenseLayers;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch's kernels through their {@code out=} forms, in inference mode: {@code addmm} and the activation in place; backward
 * what its autograd calls.
 */
public final class PyTorchLayers implements DenseLayers {
    /** For the service loader. */
    public PyTorchLayers() {
    }

    @Override
    public String name() {
        return "pytorch";
    }

    @Override
    public boolean can(Task task) {
        return task.pass() != Pass.FORWARD_PREPACKED
                && (task.activation().equals(Activation.RELU) || task.activation().equals(Activation.GELU));
    }

    @Override
    public Runnable prepare(Task task, DenseBuffers buffers) {
        Threads.require(task.threads());
        torch.set_num_threads(task.threads());
        // Holds for this thread, which is the one that computes, until the process ends.
        new InferenceMode(true);
        boolean relu = task.activation().equals(Activation.RELU);
        if (task.pass() == Pass.FORWARD) {
            Tensor x = PyTorchProducts.tensor(buffers.x(), false);
            Tensor weight = PyTorchProducts.tensor(buffers.weight(), false);
            Tensor bias = PyTorchProducts.tensor(buffers.bias(), false);
            Tensor y = PyTorchProducts.tensor(buffers.y(), false);
            return () -> {
                torch.addmm_out(y, bias, x, weight);
                if (relu) {
                    torch.relu_(y);
                } else {
                    torch.gelu_(y);
                }
            };
        }
        Tensor xTransposed = PyTorchProducts.tensor(buffers.x(), true);
        Tensor weightTransposed = PyTorchProducts.tensor(buffers.weight(), true);
        Tensor kept = PyTorchProducts.tensor(buffers.kept(), false);
        Tensor dy = PyTorchProducts.tensor(buffers.dy(), false);
        Tensor dz = PyTorchProducts.tensor(buffers.dz(), false);
        Tensor dw = PyTorchProducts.tensor(buffers.dw(), false);
        Tensor db = PyTorchProducts.tensor(buffers.db(), false).view(buffers.db().columns());
        Tensor dx = PyTorchProducts.tensor(buffers.dx(), false);
        Scalar zero = new Scalar(0f);
        return () -> {
            if (relu) {
                torch.threshold_backward_out(dz, dy, kept, zero);
            } else {
                torch.gelu_backward_out(dz, dy, kept);
            }
            torch.mm_out(dw, xTransposed, dz);
            torch.sum_out(db, dz, 0L);
            torch.mm_out(dx, dz, weightTransposed);
        };
    }
}
