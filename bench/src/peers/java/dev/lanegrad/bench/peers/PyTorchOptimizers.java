package dev.lanegrad.bench.peers;

import dev.lanegrad.bench.OptimizerSteps;
import dev.lanegrad.memory.Matrix;
import org.bytedeco.pytorch.Adagrad;
import org.bytedeco.pytorch.AdagradOptions;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The optimizers of PyTorch's C++ API, with its defaults; it has no fused ones. */
public final class PyTorchOptimizers implements OptimizerSteps {
    /** For the service loader. */
    public PyTorchOptimizers() {
    }

    @Override
    public String name() {
        return "pytorch";
    }

    @Override
    public boolean can(dev.lanegrad.optim.Optimizer optimizer, int threads) {
        return switch (optimizer) {
            case dev.lanegrad.optim.Sgd o -> o.equals(new dev.lanegrad.optim.Sgd(o.rate(), o.momentum()));
            case dev.lanegrad.optim.AdaGrad _, dev.lanegrad.optim.RmsProp _, dev.lanegrad.optim.Adam _,
                    dev.lanegrad.optim.AdamW _ -> dev.lanegrad.optim.Optimizer.all().contains(optimizer);
            default -> false;
        };
    }

    @Override
    public Runnable prepare(dev.lanegrad.optim.Optimizer optimizer, int threads, Matrix parameter, Matrix gradient) {
        Threads.require(threads);
        torch.set_num_threads(threads);
        Tensor p = PyTorchProducts.tensor(parameter, false);
        p.requires_grad_(true);
        p.mutable_grad().put(PyTorchProducts.tensor(gradient, false));
        TensorVector parameters = new TensorVector(p);
        double rate = optimizer.rate();
        Optimizer peer = switch (optimizer) {
            case dev.lanegrad.optim.Sgd o -> {
                SGDOptions options = new SGDOptions(rate);
                options.momentum().put(o.momentum());
                yield new SGD(parameters, options);
            }
            case dev.lanegrad.optim.AdaGrad _ -> new Adagrad(parameters, new AdagradOptions(rate));
            case dev.lanegrad.optim.RmsProp _ -> new RMSprop(parameters, new RMSpropOptions(rate));
            case dev.lanegrad.optim.Adam _ -> adam(parameters, rate);
            case dev.lanegrad.optim.AdamW _ -> new AdamW(parameters, new AdamWOptions(rate));
            default -> throw new IllegalArgumentException("PyTorch's C++ API has no " + optimizer.name());
        };
        return () -> peer.step().close();
    }

    /** Adam with its defaults. */
    static Adam adam(TensorVector parameters, double rate) {
        return new Adam(parameters, new AdamOptions(rate));
    }
}
