package dev.lanegrad.loss;

import java.util.List;

/**
 * Kullback and Leibler's divergence from target probabilities t to predicted log-probabilities x (such as a log-softmax
 * gives), as PyTorch's {@code KLDivLoss}: l = t (log(t) - x), slope -t. Where the targets are logarithms themselves,
 * t = exp(target) and log(t) = target. Terms with t = 0 are left out, so 0 log(0) = 0 and an x of -Inf there costs nothing.
 *
 * <p>The mean is that over all elements, PyTorch's reduction {@code mean}. The divergence of distributions, its
 * {@code batchmean}, is that times the number of outputs: {@link Reduction#SUM} divided by the number of rows.
 *
 * @param logTarget whether targets are logarithms of probabilities
 */
public record KullbackLeibler(boolean logTarget) implements Loss.Elementwise {
    /** Targets are probabilities. */
    public KullbackLeibler() {
        this(false);
    }

    @Override
    public String name() {
        return "kullback_leibler";
    }

    @Override
    public Outputs outputs() {
        return Outputs.CLASS_LOG_PROBABILITIES;
    }

    @Override
    public TargetDomain targetDomain() {
        return logTarget ? TargetDomain.LOG_DISTRIBUTIONS : TargetDomain.DISTRIBUTIONS;
    }

    @Override
    public String text() {
        return LossText.of(name(), logTarget ? List.of(LossText.LOG_TARGET + "=true") : List.of());
    }
}
