package dev.lanegrad.reference;

import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Hinge;
import dev.lanegrad.loss.Huber;
import dev.lanegrad.loss.KullbackLeibler;
import dev.lanegrad.loss.LogCosh;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.MeanAbsoluteError;
import dev.lanegrad.loss.MeanSquaredError;
import dev.lanegrad.loss.Poisson;
import dev.lanegrad.loss.ProbabilityCrossEntropy;
import dev.lanegrad.loss.SmoothL1;
import dev.lanegrad.loss.SquaredHinge;
import dev.lanegrad.spec.LogCoshSpec;
import java.util.List;

/** Element-wise losses: the loss of one element y against its target t, and its slope. Thread-safe. */
final class ScalarElementLosses {
    private ScalarElementLosses() {
    }

    /** l(y, t). */
    static float loss(Loss.Elementwise loss, int column, float y, float t) {
        return switch (loss) {
            case MeanSquaredError f -> (y - t) * (y - t);
            case MeanAbsoluteError f -> Math.abs(y - t);
            case Huber f -> {
                float magnitude = Math.abs(y - t);
                float near = magnitude > f.delta() ? f.delta() : magnitude;
                yield near * Math.fma(-0.5f, near, magnitude);
            }
            case SmoothL1 f -> {
                float magnitude = Math.abs(y - t);
                float near = magnitude > f.beta() ? f.beta() : magnitude;
                float ratio = magnitude < f.beta() ? magnitude / f.beta() : 1;
                yield ratio * Math.fma(-0.5f, near, magnitude);
            }
            case LogCosh f -> logCosh(y - t);
            case BinaryCrossEntropy f -> f.positiveWeights().isEmpty()
                    ? crossEntropy(y, t)
                    : weightedCrossEntropy(weight(f.positiveWeights(), column) * t, y, t);
            case ProbabilityCrossEntropy f -> -t * clamped(ScalarMath.log(y)) + (t - 1) * clamped(ScalarMath.log1p(-y));
            case KullbackLeibler f -> f.logTarget()
                    ? divergence(ScalarMath.exp(t), t, y)
                    : divergence(t, ScalarMath.log(t), y);
            case Hinge f -> beyond(y, t);
            case SquaredHinge f -> beyond(y, t) * beyond(y, t);
            case Poisson f when f.logInput() -> {
                float rate = ScalarMath.exp(y);
                yield rate - (t == 0 ? 0 : t * y);
            }
            case Poisson f -> y - t * ScalarMath.log(y + f.epsilon());
        };
    }

    /** dl/dy. */
    static float slope(Loss.Elementwise loss, int column, float y, float t) {
        float difference = y - t;
        return switch (loss) {
            case MeanSquaredError f -> 2 * difference;
            case MeanAbsoluteError f -> Math.signum(difference);
            case Huber f -> difference > f.delta() ? f.delta() : difference < -f.delta() ? -f.delta() : difference;
            case SmoothL1 f -> Math.abs(difference) < f.beta() ? difference / f.beta() : Math.signum(difference);
            case LogCosh f -> ScalarMath.tanh(difference);
            case BinaryCrossEntropy f when f.positiveWeights().isEmpty() -> ScalarMath.sigmoid(y) - t;
            case BinaryCrossEntropy f -> {
                float positive = weight(f.positiveWeights(), column) * t;
                yield ScalarMath.sigmoid(y) * (1 + (positive - t)) - positive;
            }
            case ProbabilityCrossEntropy f -> {
                float variance = (1 - y) * y;
                yield difference / (variance < ProbabilityCrossEntropy.MIN_VARIANCE
                        ? ProbabilityCrossEntropy.MIN_VARIANCE
                        : variance);
            }
            case KullbackLeibler f -> f.logTarget() ? -ScalarMath.exp(t) : -t;
            case Hinge f -> {
                float side = Math.fma(-t, y, 1f);
                yield side > 0 ? -t : side <= 0 ? 0 : side;
            }
            case SquaredHinge f -> -2 * beyond(y, t) * t;
            case Poisson f when f.logInput() -> ScalarMath.exp(y) - t;
            case Poisson f -> 1 - t / (y + f.epsilon());
        };
    }

    private static float weight(List<Float> weights, int column) {
        return weights.get(weights.size() == 1 ? 0 : column);
    }

    private static float logCosh(float d) {
        float a = Math.abs(d);
        if (a < LogCoshSpec.SMALL_BELOW) {
            float s = a * a;
            float lost = Math.fma(a, a, -s);
            float q = Math.fma(s, LogCoshSpec.Q5, LogCoshSpec.Q4);
            q = Math.fma(q, s, LogCoshSpec.Q3);
            q = Math.fma(q, s, LogCoshSpec.Q2);
            q = Math.fma(q, s, LogCoshSpec.Q1);
            q = Math.fma(q, s, LogCoshSpec.Q0);
            return 0.5f * s + Math.fma(s * s, q, 0.5f * lost);
        }
        return (a - LogCoshSpec.LN2) + ScalarMath.softplus(-2 * a);
    }

    private static float crossEntropy(float z, float t) {
        float wrong = z > 0 ? 1 - t : t;
        float softplus = ScalarMath.softplus(-Math.abs(z));
        return (wrong == 0 ? 0 : Math.abs(z) * wrong) + softplus;
    }

    private static float weightedCrossEntropy(float positive, float z, float t) {
        float negative = 1 - t;
        return (positive == 0 ? 0 : positive * ScalarMath.softplus(-z))
                + (negative == 0 ? 0 : negative * ScalarMath.softplus(z));
    }

    /** max(x, -100); NaN passes. */
    private static float clamped(float x) {
        return x < ProbabilityCrossEntropy.MIN_LOG ? ProbabilityCrossEntropy.MIN_LOG : x;
    }

    private static float divergence(float t, float logT, float x) {
        return t == 0 ? 0 : t * (logT - x);
    }

    /** How far y is from beyond the margin, max(0, 1 - t y); NaN passes. */
    private static float beyond(float y, float t) {
        float side = Math.fma(-t, y, 1f);
        return side <= 0 ? 0 : side;
    }
}
