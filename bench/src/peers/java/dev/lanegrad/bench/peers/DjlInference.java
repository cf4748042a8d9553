package dev.lanegrad.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import dev.lanegrad.bench.Inference;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Dense;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * DJL with its engine PyTorch: {@code Linear.linear} and {@code Activation} on arrays that view the inputs; the result, for
 * which it has no memory of ours, is copied. Arrays are closed at once.
 */
public final class DjlInference implements Inference {
    private static final int COLUMNS = 1;

    /** For the service loader. */
    public DjlInference() {
    }

    @Override
    public String name() {
        return "djl";
    }

    @Override
    public boolean can(Task task) {
        return true;
    }

    @Override
    public Runnable prepare(Task task, List<Matrix> inputs, Matrix output) {
        NDManager manager = Djl.manager(task.threads());
        NDArray[] x = inputs.stream().map(input -> Djl.view(manager, input)).toArray(NDArray[]::new);
        Dense[] layers = task.layers().toArray(Dense[]::new);
        NDArray[] weight = new NDArray[layers.length];
        NDArray[] bias = new NDArray[layers.length];
        String[] activation = new String[layers.length];
        for (int i = 0; i < layers.length; i++) {
            weight[i] = Djl.weights(manager, layers[i].weight().value());
            bias[i] = Djl.biases(manager, layers[i].bias().value());
            activation[i] = layers[i].activation().name();
        }
        MemorySegment result = output.segment();
        return Inference.inTurn(next -> {
            NDArray y = layer(x[next], weight[0], bias[0], activation[0]);
            for (int i = 1; i < weight.length; i++) {
                NDArray from = y;
                y = layer(from, weight[i], bias[i], activation[i]);
                from.close();
            }
            result.copyFrom(MemorySegment.ofBuffer(y.toByteBuffer(true)));
            y.close();
        });
    }

    private static NDArray layer(NDArray x, NDArray weight, NDArray bias, String activation) {
        NDArray z = Linear.linear(x, weight, bias).singletonOrThrow();
        NDArray y = switch (activation) {
            case "relu" -> Activation.relu(z);
            case "tanh" -> Activation.tanh(z);
            case "softmax" -> z.softmax(COLUMNS);
            case "identity" -> z;
            default -> throw new IllegalArgumentException(activation);
        };
        if (y != z) {
            z.close();
        }
        return y;
    }
}
