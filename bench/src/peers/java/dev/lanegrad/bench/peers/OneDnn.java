package dev.lanegrad.bench.peers;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import dev.lanegrad.bench.BenchFunction;
import dev.lanegrad.bench.Buffers;
import dev.lanegrad.bench.Implementation;
import dev.lanegrad.memory.Matrix;
import java.util.Optional;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.softmax_backward;
import org.bytedeco.dnnl.softmax_forward;
import org.bytedeco.dnnl.stream;

/**
 * oneDNN: one primitive, made once, on memory bound once. Where it can take a gradient from the value (its algorithms
 * {@code ..._use_dst_for_bwd}), it does so if Lanegrad does.
 */
public final class OneDnn implements Implementation {
    private static final int COLUMNS = 1;

    /** An element-wise algorithm and its two parameters. */
    private record Eltwise(algorithm forward, algorithm fromOutput, float alpha, float beta) {
        static Eltwise of(algorithm forward, float alpha, float beta) {
            return new Eltwise(forward, null, alpha, beta);
        }
    }

    /** For the service loader. */
    public OneDnn() {
    }

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public Optional<Runnable> prepare(BenchFunction function, Buffers buffers) {
        Threads.requireOne();
        String plain = function.plainName();
        return switch (plain) {
            case "softmax" -> Optional.of(softmax(algorithm.softmax_accurate, function, buffers));
            case "log_softmax" -> Optional.of(softmax(algorithm.softmax_log, function, buffers));
            default -> Optional.ofNullable(eltwise(plain)).map(e -> eltwise(e, function, buffers));
        };
    }

    private static Eltwise eltwise(String name) {
        return switch (name) {
            case "identity" -> Eltwise.of(algorithm.eltwise_linear, 1, 0);
            case "sigmoid" -> new Eltwise(algorithm.eltwise_logistic, algorithm.eltwise_logistic_use_dst_for_bwd, 0, 0);
            case "tanh" -> new Eltwise(algorithm.eltwise_tanh, algorithm.eltwise_tanh_use_dst_for_bwd, 0, 0);
            case "relu" -> new Eltwise(algorithm.eltwise_relu, algorithm.eltwise_relu_use_dst_for_bwd, 0, 0);
            case "leaky_relu" -> new Eltwise(algorithm.eltwise_relu, algorithm.eltwise_relu_use_dst_for_bwd, 0.01f, 0);
            case "relu6" -> new Eltwise(algorithm.eltwise_clip_v2, algorithm.eltwise_clip_v2_use_dst_for_bwd, 0, 6);
            case "hard_tanh" -> new Eltwise(algorithm.eltwise_clip_v2, algorithm.eltwise_clip_v2_use_dst_for_bwd, -1, 1);
            // With alpha = 1, celu is elu.
            case "elu", "celu" -> new Eltwise(algorithm.eltwise_elu, algorithm.eltwise_elu_use_dst_for_bwd, 1, 0);
            case "gelu" -> Eltwise.of(algorithm.eltwise_gelu_erf, 0, 0);
            case "gelu_tanh" -> Eltwise.of(algorithm.eltwise_gelu_tanh, 0, 0);
            case "silu" -> Eltwise.of(algorithm.eltwise_swish, 1, 0);
            case "mish" -> Eltwise.of(algorithm.eltwise_mish, 0, 0);
            case "softplus" -> Eltwise.of(algorithm.eltwise_soft_relu, 1, 0);
            // soft_relu is log(1 + exp(alpha x)) / alpha.
            case "log_sigmoid" -> Eltwise.of(algorithm.eltwise_soft_relu, -1, 0);
            case "hard_sigmoid" -> Eltwise.of(algorithm.eltwise_hardsigmoid, 1 / 6f, 0.5f);
            case "hard_swish" -> Eltwise.of(algorithm.eltwise_hardswish, 1 / 6f, 0.5f);
            case "exp" -> Eltwise.of(algorithm.eltwise_exp, 0, 0);
            case "log" -> Eltwise.of(algorithm.eltwise_log, 0, 0);
            case "inverse_sqrt" -> Eltwise.of(algorithm.eltwise_pow, 1, -0.5f);
            default -> null;
        };
    }

    private static Runnable eltwise(Eltwise eltwise, BenchFunction function, Buffers buffers) {
        engine cpu = new engine(engine.kind.cpu, 0);
        memory.desc shape = shape(buffers.z());
        if (!function.backward()) {
            var forward = new eltwise_forward.primitive_desc(cpu, prop_kind.forward_inference, eltwise.forward, shape, shape,
                    eltwise.alpha, eltwise.beta);
            return run(cpu, new eltwise_forward(forward), new int[] {DNNL_ARG_SRC, DNNL_ARG_DST}, shape, buffers.z(),
                    buffers.result());
        }
        boolean output = function.keepsOutput() && eltwise.fromOutput != null;
        algorithm algorithm = output ? eltwise.fromOutput : eltwise.forward;
        var hint = new eltwise_forward.primitive_desc(cpu, prop_kind.forward_training, algorithm, shape, shape,
                eltwise.alpha, eltwise.beta);
        var backward = new eltwise_backward.primitive_desc(cpu, algorithm, shape, shape, shape, eltwise.alpha,
                eltwise.beta, hint);
        return run(cpu, new eltwise_backward(backward),
                new int[] {output ? DNNL_ARG_DST : DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC}, shape,
                output ? buffers.y() : buffers.z(), buffers.dy(), buffers.result());
    }

    private static Runnable softmax(algorithm algorithm, BenchFunction function, Buffers buffers) {
        engine cpu = new engine(engine.kind.cpu, 0);
        memory.desc shape = shape(buffers.z());
        var forward = new softmax_forward.primitive_desc(cpu,
                function.backward() ? prop_kind.forward_training : prop_kind.forward_inference, algorithm, shape, shape,
                COLUMNS);
        if (!function.backward()) {
            return run(cpu, new softmax_forward(forward), new int[] {DNNL_ARG_SRC, DNNL_ARG_DST}, shape, buffers.z(),
                    buffers.result());
        }
        var backward = new softmax_backward.primitive_desc(cpu, algorithm, shape, shape, shape, COLUMNS, forward);
        return run(cpu, new softmax_backward(backward),
                new int[] {DNNL_ARG_DST, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC}, shape, buffers.y(), buffers.dy(),
                buffers.result());
    }

    private static memory.desc shape(Matrix matrix) {
        return new memory.desc(new long[] {matrix.rows(), matrix.columns()}, memory.data_type.f32,
                memory.format_tag.ab);
    }

    private static Runnable run(engine cpu, primitive primitive, int[] roles, memory.desc shape, Matrix... matrices) {
        IntMemoryMap arguments = new IntMemoryMap();
        for (int i = 0; i < roles.length; i++) {
            arguments.put(roles[i], new memory(shape, cpu, Native.pointer(matrices[i])));
        }
        stream queue = new stream(cpu);
        // On the CPU a primitive has finished when execute returns; waiting costs next to nothing, and is what users do.
        return () -> {
            primitive.execute(queue, arguments);
            queue._wait();
        };
    }
}
