package dev.lanegrad.loss;

import dev.lanegrad.text.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How the parameters of losses stand in text, and what lists of weights must be. */
final class LossText {
    static final String IGNORE_INDEX = "ignore_index";
    static final String LABEL_SMOOTHING = "label_smoothing";
    static final String LOG_INPUT = "log_input";
    static final String EPSILON = "eps";
    static final String LOG_TARGET = "log_target";
    static final String POSITIVE_WEIGHT = "pos_weight";
    private static final String WEIGHTS = "weights";

    private LossText() {
    }

    /** The loss with what is given instead of its own parameters. */
    static Loss with(Loss loss, Parameters given) {
        return switch (loss) {
            case Huber f -> new Huber(given.number("delta", f.delta()));
            case SmoothL1 f -> new SmoothL1(given.number("beta", f.beta()));
            case BinaryCrossEntropy f -> new BinaryCrossEntropy(given.list(POSITIVE_WEIGHT)
                    .orElse(f.positiveWeights()));
            case SoftmaxCrossEntropy f -> new SoftmaxCrossEntropy(given.list(WEIGHTS).orElse(f.weights()),
                    given.integer(IGNORE_INDEX, f.ignoreIndex()), given.number(LABEL_SMOOTHING, f.labelSmoothing()));
            case NegativeLogLikelihood f -> new NegativeLogLikelihood(given.list(WEIGHTS).orElse(f.weights()),
                    given.integer(IGNORE_INDEX, f.ignoreIndex()));
            case KullbackLeibler f -> new KullbackLeibler(given.flag(LOG_TARGET, f.logTarget()));
            case Poisson f -> new Poisson(given.flag(LOG_INPUT, f.logInput()), given.number(EPSILON, f.epsilon()));
            case MeanSquaredError f -> f;
            case MeanAbsoluteError f -> f;
            case LogCosh f -> f;
            case ProbabilityCrossEntropy f -> f;
            case Hinge f -> f;
            case SquaredHinge f -> f;
        };
    }

    /** A name with parameters in brackets, or alone where there are none. */
    static String of(String name, List<String> parameters) {
        return parameters.isEmpty() ? name : name + "(" + String.join(",", parameters) + ")";
    }

    /** A loss of classes; weights alone need no name. Further parameters come last, with their names. */
    static String of(Loss.OfClasses loss, List<String> more) {
        List<String> parameters = new ArrayList<>();
        if (loss.ignoreIndex() != SoftmaxCrossEntropy.DEFAULT_IGNORE_INDEX) {
            parameters.add(IGNORE_INDEX + "=" + loss.ignoreIndex());
        }
        parameters.addAll(more);
        if (!loss.weights().isEmpty()) {
            parameters.addFirst(parameters.isEmpty()
                    ? joined(loss.weights(), ",")
                    : WEIGHTS + "="
                            + joined(loss.weights(), ":"));
        }
        return of(loss.name(), parameters);
    }

    static String joined(List<Float> numbers, String separator) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(separator));
    }

    /**
     * The weights, copied; -0 becomes +0, for the sum over a one-hot row would make it that.
     *
     * @throws IllegalArgumentException if a weight is negative or not finite
     */
    static List<Float> checked(List<Float> weights, String of) {
        List<Float> checked = new ArrayList<>();
        for (float weight : weights) {
            if (!(weight >= 0 && weight < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("the weight of " + of + " " + checked.size()
                        + " must be at least 0 and finite, given " + weight);
            }
            checked.add(weight + 0f);
        }
        return List.copyOf(checked);
    }
}
