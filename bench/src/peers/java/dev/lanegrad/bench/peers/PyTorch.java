package dev.lanegrad.bench.peers;

import dev.lanegrad.bench.BenchFunction;
import dev.lanegrad.bench.Buffers;
import dev.lanegrad.bench.Implementation;
import dev.lanegrad.memory.Matrix;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch's kernels through their {@code out=} forms on tensors that view the benchmark's buffers, in inference mode: no
 * autograd, no allocation of results.
 */
public final class PyTorch implements Implementation {
    private static final int COLUMNS = 1;
    private static final double SELU_ALPHA = 1.6732632423543772848170429916717;
    private static final double SELU_SCALE = 1.0507009873554804934193349852946;

    /** Made once: a Java string would be copied in every call. */
    private static final BytePointer TANH = new BytePointer("tanh");

    /** For the service loader. */
    public PyTorch() {
    }

    @Override
    public String name() {
        return "pytorch";
    }

    @Override
    public Optional<Runnable> prepare(BenchFunction function, Buffers buffers) {
        Threads.requireOne();
        torch.set_num_threads(1);
        // Holds for this thread, which is the one that computes, until the process ends.
        new InferenceMode(true);
        Tensor z = tensor(buffers.z());
        Tensor result = tensor(buffers.result());
        if (!function.backward()) {
            return Optional.ofNullable(value(function.plainName(), z, result));
        }
        boolean fromOutput = function.keepsOutput();
        return Optional.ofNullable(gradient(function.plainName(), fromOutput, z, tensor(buffers.y()), tensor(buffers.dy()),
                result));
    }

    private static Runnable value(String name, Tensor z, Tensor y) {
        return switch (name) {
            case "identity" -> () -> y.copy_(z);
            case "sigmoid" -> () -> torch.sigmoid_out(y, z);
            case "tanh" -> () -> torch.tanh_out(y, z);
            case "relu" -> () -> torch.relu_out(y, z);
            case "leaky_relu" -> () -> torch.leaky_relu_out(y, z);
            case "relu6" -> {
                Scalar low = new Scalar(0f);
                Scalar high = new Scalar(6f);
                yield () -> torch.hardtanh_out(y, z, low, high);
            }
            case "hard_tanh" -> () -> torch.hardtanh_out(y, z);
            case "elu" -> () -> torch.elu_out(y, z);
            case "celu" -> () -> torch.celu_out(y, z);
            case "selu" -> {
                // As PyTorch's own selu does.
                Scalar alpha = new Scalar(SELU_ALPHA);
                Scalar scale = new Scalar(SELU_SCALE);
                Scalar one = new Scalar(1f);
                yield () -> torch.elu_out(y, z, alpha, scale, one);
            }
            case "gelu" -> () -> torch.gelu_out(y, z);
            case "gelu_tanh" -> () -> torch.gelu_out(y, z, TANH);
            case "silu" -> () -> torch.silu_out(y, z);
            case "mish" -> () -> torch.mish_out(y, z);
            case "softplus" -> () -> torch.softplus_out(y, z);
            case "softsign" -> {
                // As PyTorch's own softsign does, which has no kernel: z / (|z| + 1).
                Scalar one = new Scalar(1f);
                yield () -> {
                    torch.abs_out(y, z);
                    y.add_(one);
                    torch.div_out(y, z, y);
                };
            }
            case "log_sigmoid" -> () -> torch.log_sigmoid_out(y, z);
            case "hard_sigmoid" -> () -> torch.hardsigmoid_out(y, z);
            case "hard_swish" -> () -> torch.hardswish_out(y, z);
            case "thresholded_relu" -> {
                Scalar threshold = new Scalar(1f);
                Scalar below = new Scalar(0f);
                yield () -> torch.threshold_out(y, z, threshold, below);
            }
            case "softmax" -> () -> torch.softmax_out(y, z, COLUMNS);
            case "log_softmax" -> () -> torch.log_softmax_out(y, z, COLUMNS);
            case "exp" -> () -> torch.exp_out(y, z);
            case "expm1" -> () -> torch.expm1_out(y, z);
            case "log" -> () -> torch.log_out(y, z);
            case "log1p" -> () -> torch.log1p_out(y, z);
            case "erf" -> () -> torch.erf_out(y, z);
            case "inverse_sqrt" -> () -> torch.rsqrt_out(y, z);
            default -> null;
        };
    }

    /** Where PyTorch can take the gradient from the input or from the output, it takes what Lanegrad takes. */
    private static Runnable gradient(String name, boolean fromOutput, Tensor z, Tensor y, Tensor dy, Tensor dz) {
        Scalar zero = new Scalar(0f);
        Scalar one = new Scalar(1f);
        return switch (name) {
            case "identity" -> () -> dz.copy_(dy);
            case "sigmoid" -> () -> torch.sigmoid_backward_out(dz, dy, y);
            case "tanh" -> () -> torch.tanh_backward_out(dz, dy, y);
            case "relu" -> () -> torch.threshold_backward_out(dz, dy, y, zero);
            case "leaky_relu" -> {
                Scalar slope = new Scalar(0.01);
                yield () -> torch.leaky_relu_backward_out(dz, dy, z, slope, false);
            }
            case "relu6" -> {
                Scalar six = new Scalar(6f);
                yield () -> torch.hardtanh_backward_out(dz, dy, z, zero, six);
            }
            case "hard_tanh" -> {
                Scalar minusOne = new Scalar(-1f);
                yield () -> torch.hardtanh_backward_out(dz, dy, z, minusOne, one);
            }
            // With alpha = 1, celu is elu.
            case "elu", "celu" -> () -> torch.elu_backward_out(dz, dy, one, one, one, fromOutput, fromOutput ? y : z);
            case "selu" -> {
                Scalar alpha = new Scalar(SELU_ALPHA);
                Scalar scale = new Scalar(SELU_SCALE);
                yield () -> torch.elu_backward_out(dz, dy, alpha, scale, one, fromOutput, fromOutput ? y : z);
            }
            case "gelu" -> () -> torch.gelu_backward_out(dz, dy, z);
            case "gelu_tanh" -> () -> torch.gelu_backward_out(dz, dy, z, TANH);
            case "silu" -> () -> torch.silu_backward_out(dz, dy, z);
            case "softplus" -> {
                Scalar threshold = new Scalar(20f);
                yield () -> torch.softplus_backward_out(dz, dy, z, one, threshold);
            }
            case "log_sigmoid" -> {
                // On the CPU the forward pass leaves exp(-|z|) there.
                Tensor buffer = torch.empty_like(z);
                torch.log_sigmoid_forward_out(torch.empty_like(z), buffer, z);
                yield () -> torch.log_sigmoid_backward_out(dz, dy, z, buffer);
            }
            case "hard_sigmoid" -> () -> torch.hardsigmoid_backward_out(dz, dy, z);
            case "hard_swish" -> () -> torch.hardswish_backward_out(dz, dy, z);
            case "thresholded_relu" -> () -> torch.threshold_backward_out(dz, dy, z, one);
            // mish_backward and the softmaxes' have no out= form in these bindings; softsign has no kernel of its own.
            default -> null;
        };
    }

    private static Tensor tensor(Matrix matrix) {
        return torch.from_blob(Native.pointer(matrix), matrix.rows(), matrix.columns());
    }
}
