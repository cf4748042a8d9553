package dev.lanegrad.bench.peers;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.bench.Inference;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Dense;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.softmax_forward;

/** oneDNN: a matmul a layer, weights in its own layout, the activation as its post-operation; a primitive for a softmax. */
public final class OneDnnInference implements Inference {
    private static final int COLUMNS = 1;

    /** For the service loader. */
    public OneDnnInference() {
    }

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public boolean can(Task task) {
        return true;
    }

    @Override
    public Runnable prepare(Task task, List<Matrix> inputs, Matrix output) {
        Threads.require(task.threads());
        engine cpu = new engine(engine.kind.cpu, 0);
        List<Dense> layers = task.layers();
        List<Matrix> between = new ArrayList<>();
        List<Runnable> first = List.of();
        List<Runnable> further = new ArrayList<>();
        for (Dense layer : layers) {
            Matrix y = between.size() == layers.size() - 1 ? output : Matrix.create(task.batch(), layer.outputs());
            List<Matrix> x = between.isEmpty() ? inputs : List.of(between.getLast());
            List<Runnable> calls = OneDnnLayers.dense(cpu, x, layer.weight().value(), layer.bias().value(), y,
                    after(layer.activation()), true);
            if (between.isEmpty()) {
                first = calls;
            } else {
                further.addAll(calls);
            }
            if (layer.activation().equals(Activation.SOFTMAX)) {
                further.add(softmax(cpu, y));
            }
            between.add(y);
        }
        return inTurn(first.toArray(Runnable[]::new), further.toArray(Runnable[]::new), layers, between);
    }

    /** Keeps the layers and what is between them: the primitives know addresses only. */
    private static Runnable inTurn(Runnable[] first, Runnable[] further, List<Dense> layers, List<Matrix> between) {
        return Inference.inTurn(next -> {
            if (layers.size() != between.size()) {
                throw new IllegalStateException("a result a layer");
            }
            first[next].run();
            for (Runnable call : further) {
                call.run();
            }
        });
    }

    private static Optional<algorithm> after(Activation activation) {
        return switch (activation.name()) {
            case "relu" -> Optional.of(algorithm.eltwise_relu);
            case "tanh" -> Optional.of(algorithm.eltwise_tanh);
            case "identity", "softmax" -> Optional.empty();
            default -> throw new IllegalArgumentException(activation.name());
        };
    }

    private static Runnable softmax(engine cpu, Matrix y) {
        memory.desc shape = Primitives.desc(y, false);
        var made = new softmax_forward.primitive_desc(cpu, prop_kind.forward_inference, algorithm.softmax_accurate, shape,
                shape, COLUMNS);
        return new Primitives(cpu)
                .with(Primitives.SOURCE, shape, y)
                .with(Primitives.RESULT, shape, y)
                .call(new softmax_forward(made));
    }
}
