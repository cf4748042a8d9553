package dev.lanegrad.bench.peers;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.bench.DenseBuffers;
import dev.lanegrad.bench.DenseLayers;
import dev.lanegrad.memory.Matrix;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * oneDNN: forward one matmul with bias and the activation as its post-operation; backward the activation's gradient, two
 * matmuls and a product with ones for the bias.
 */
public final class OneDnnLayers implements DenseLayers {
    /** For the service loader. */
    public OneDnnLayers() {
    }

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public boolean can(Task task) {
        return task.activation().equals(Activation.RELU) || task.activation().equals(Activation.GELU);
    }

    @Override
    public Runnable prepare(Task task, DenseBuffers buffers) {
        Threads.require(task.threads());
        engine cpu = new engine(engine.kind.cpu, 0);
        return switch (task.pass()) {
            case FORWARD -> forward(cpu, task, buffers, false);
            case FORWARD_PREPACKED -> forward(cpu, task, buffers, true);
            case BACKWARD -> backward(cpu, task, buffers);
        };
    }

    private static Runnable forward(engine cpu, Task task, DenseBuffers buffers, boolean prepacked) {
        algorithm after = task.activation().equals(Activation.RELU) ? algorithm.eltwise_relu : algorithm.eltwise_gelu_erf;
        return dense(cpu, List.of(buffers.x()), buffers.weight(), buffers.bias(), buffers.y(), Optional.of(after), prepacked)
                .getFirst();
    }

    /** The forward pass of a layer for each of these inputs, all with the same weights in memory. */
    static List<Runnable> dense(engine cpu, List<Matrix> inputs, Matrix weight, Matrix biases, Matrix result,
            Optional<algorithm> activation, boolean prepacked) {
        memory.desc x = Primitives.desc(inputs.getFirst(), false);
        memory.desc weights = Primitives.desc(weight, false);
        memory.desc bias = Primitives.desc(biases, false);
        memory.desc y = Primitives.desc(result, false);
        post_ops after = new post_ops();
        activation.ifPresent(function -> after.append_eltwise(function, 0, 0));
        primitive_attr attributes = new primitive_attr();
        attributes.set_post_ops(after);
        memory.desc wanted = prepacked ? Primitives.any(weights) : weights;
        matmul.primitive_desc made = new matmul.primitive_desc(cpu, x, wanted, bias, y, attributes, false);
        Primitives arguments = new Primitives(cpu)
                .with(Primitives.BIAS, bias, biases)
                .with(Primitives.RESULT, y, result)
                .withReordered(Primitives.WEIGHTS, weights, weight, made.weights_desc());
        matmul primitive = new matmul(made);
        return inputs.stream().map(input -> arguments.with(Primitives.SOURCE, x, input).call(primitive)).toList();
    }

    private static Runnable backward(engine cpu, Task task, DenseBuffers buffers) {
        memory.desc dz = Primitives.desc(buffers.dz(), false);
        memory.desc dw = Primitives.desc(buffers.dw(), false);
        memory.desc db = Primitives.desc(buffers.db(), false);
        memory.desc dx = Primitives.desc(buffers.dx(), false);
        memory.desc xTransposed = Primitives.desc(buffers.x(), true);
        memory.desc weightTransposed = Primitives.desc(buffers.weight(), true);
        Runnable throughActivation = throughActivation(cpu, task, buffers, dz);
        Runnable ofWeights = new Primitives(cpu)
                .with(Primitives.SOURCE, xTransposed, buffers.x())
                .with(Primitives.WEIGHTS, dz, buffers.dz())
                .with(Primitives.RESULT, dw, buffers.dw())
                .call(new matmul(new matmul.primitive_desc(cpu, xTransposed, dz, dw)));
        // Its primitive for reductions is far slower than this.
        Matrix ones = Matrix.create(1, buffers.dz().rows());
        ones.fill(1);
        memory.desc row = Primitives.desc(ones, false);
        Runnable ofBias = new Primitives(cpu)
                .with(Primitives.SOURCE, row, ones)
                .with(Primitives.WEIGHTS, dz, buffers.dz())
                .with(Primitives.RESULT, db, buffers.db())
                .call(new matmul(new matmul.primitive_desc(cpu, row, dz, db)));
        Runnable ofInput = new Primitives(cpu)
                .with(Primitives.SOURCE, dz, buffers.dz())
                .with(Primitives.WEIGHTS, weightTransposed, buffers.weight())
                .with(Primitives.RESULT, dx, buffers.dx())
                .call(new matmul(new matmul.primitive_desc(cpu, dz, weightTransposed, dx)));
        return () -> {
            // The lambda also keeps the ones alive, which are not the caller's.
            Objects.requireNonNull(ones);
            throughActivation.run();
            ofWeights.run();
            ofBias.run();
            ofInput.run();
        };
    }

    private static Runnable throughActivation(engine cpu, Task task, DenseBuffers buffers, memory.desc shape) {
        boolean relu = task.activation().equals(Activation.RELU);
        algorithm algorithm = relu ? dnnl.algorithm.eltwise_relu_use_dst_for_bwd : dnnl.algorithm.eltwise_gelu_erf;
        var hint = new eltwise_forward.primitive_desc(cpu, prop_kind.forward_training, algorithm, shape, shape, 0, 0);
        var made = new eltwise_backward.primitive_desc(cpu, algorithm, shape, shape, shape, 0, 0, hint);
        return new Primitives(cpu)
                .with(relu ? Primitives.RESULT : Primitives.SOURCE, shape, buffers.kept())
                .with(dnnl.DNNL_ARG_DIFF_DST, shape, buffers.dy())
                .with(dnnl.DNNL_ARG_DIFF_SRC, shape, buffers.dz())
                .call(new eltwise_backward(made));
    }
}
