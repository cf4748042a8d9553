package dev.lanegrad.bench.peers;

import dev.lanegrad.bench.Inference;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Dense;
import java.util.List;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** PyTorch's kernels through their {@code out=} and in-place forms, in inference mode, on tensors that view the memory. */
public final class PyTorchInference implements Inference {
    /** For the service loader. */
    public PyTorchInference() {
    }

    @Override
    public String name() {
        return "pytorch";
    }

    @Override
    public boolean can(Task task) {
        return true;
    }

    @Override
    public Runnable prepare(Task task, List<Matrix> inputs, Matrix output) {
        Threads.require(task.threads());
        torch.set_num_threads(task.threads());
        new InferenceMode(true);
        Tensor[] x = inputs.stream().map(input -> PyTorchProducts.tensor(input, false)).toArray(Tensor[]::new);
        List<Dense> layers = task.layers();
        int count = layers.size();
        Tensor[] weight = new Tensor[count];
        Tensor[] bias = new Tensor[count];
        Tensor[] y = new Tensor[count];
        Matrix[] kept = new Matrix[count];
        for (int i = 0; i < count; i++) {
            weight[i] = PyTorchProducts.tensor(layers.get(i).weight().value(), false);
            bias[i] = PyTorchProducts.tensor(layers.get(i).bias().value(), false);
            kept[i] = i == count - 1 ? output : Matrix.create(task.batch(), layers.get(i).outputs());
            y[i] = PyTorchProducts.tensor(kept[i], false);
        }
        return new Runnable() {
            private int next;

            @Override
            public void run() {
                next = (next + 1) % INPUTS;
                Tensor from = x[next];
                for (int i = 0; i < count; i++) {
                    torch.addmm_out(y[i], bias[i], from, weight[i]);
                    switch (layers.get(i).activation().name()) {
                        case "relu" -> torch.relu_(y[i]);
                        case "tanh" -> torch.tanh_(y[i]);
                        case "softmax" -> torch.softmax_out(y[i], y[i], 1);
                        default -> {
                        }
                    }
                    from = y[i];
                }
                if (kept.length == 0) {
                    throw new IllegalStateException("the memory is kept alive");
                }
            }
        };
    }
}
