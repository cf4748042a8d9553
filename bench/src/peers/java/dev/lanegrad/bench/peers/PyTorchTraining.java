package dev.lanegrad.bench.peers;

import dev.lanegrad.bench.TrainingSteps;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A training step of PyTorch's C++ API, as its users write it: {@code torch::linear} on weights of outputs x inputs,
 * {@code relu}, {@code cross_entropy_loss}, autograd, an optimizer. Tensors are closed at once: the garbage collector has
 * nothing to do.
 */
public final class PyTorchTraining implements TrainingSteps {
    /**
     * Property: whether the thread takes subnormal numbers for zero, as PyTorch can be asked to ({@code set_flush_denormal}).
     * Then it does so in Java, too: for a process in which Lanegrad is not measured.
     */
    private static final String FLUSH = "lanegrad.bench.flush";

    /** For the service loader. */
    public PyTorchTraining() {
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
    public Training prepare(Task task, Optimizer optimizer) {
        Threads.require(task.threads());
        torch.set_num_threads(task.threads());
        if (Boolean.getBoolean(FLUSH)) {
            Context.setFlushDenormal(true);
        }
        Network network = task.create();
        List<Dense> layers = network.layers().stream().map(Dense.class::cast).toList();
        Tensor[] weight = layers.stream().map(l -> parameter(l.weight().value(), true)).toArray(Tensor[]::new);
        Tensor[] bias = layers.stream().map(l -> parameter(l.bias().value(), false)).toArray(Tensor[]::new);
        TensorVector parameters = new TensorVector();
        for (int i = 0; i < weight.length; i++) {
            parameters.push_back(weight[i]);
            parameters.push_back(bias[i]);
        }
        Adam adam = PyTorchOptimizers.adam(parameters, optimizer.rate());
        Matrix samples = task.samples();
        // The copy is PyTorch's own memory, which nobody has to keep alive.
        Tensor x = PyTorchProducts.tensor(samples, false).clone();
        Tensor[] labels = Arrays.stream(task.labels())
                .map(turn -> torch.tensor(Arrays.stream(turn).asLongStream().toArray())).toArray(Tensor[]::new);
        return new Training() {
            private Tensor loss = torch.tensor(Float.NaN);
            private int turn;

            @Override
            public void step() {
                loss.close();
                adam.zero_grad();
                Tensor y = x;
                for (int i = 0; i < weight.length; i++) {
                    Tensor z = torch.linear(y, weight[i], bias[i]);
                    closeUnlessInput(y);
                    y = z;
                    if (i < weight.length - 1) {
                        y = torch.relu(z);
                        z.close();
                    }
                }
                loss = torch.cross_entropy_loss(y, labels[turn]);
                turn = (turn + 1) % labels.length;
                y.close();
                loss.backward();
                adam.step().close();
            }

            private void closeUnlessInput(Tensor tensor) {
                if (tensor != x) {
                    tensor.close();
                }
            }

            @Override
            public float loss() {
                return loss.item_float();
            }
        };
    }

    private static Tensor parameter(Matrix matrix, boolean isWeight) {
        Tensor view = PyTorchProducts.tensor(matrix, isWeight);
        Tensor own = isWeight ? view.contiguous().clone() : view.view(matrix.columns()).clone();
        return own.requires_grad_(true);
    }
}
