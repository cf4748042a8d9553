package dev.lanegrad.optim;

import dev.lanegrad.text.NamedChoice;
import dev.lanegrad.text.RecordText;
import java.util.List;

/**
 * A bound on the gradients of a step, as PyTorch's {@code clip_grad_value_} and {@code clip_grad_norm_}. Descriptions are
 * immutable and compare by value. A NaN stays where it is and nothing else is scaled; a norm of Inf makes the gradients 0 or NaN.
 */
public sealed interface Clipping {
    /** What is added to a norm, so that nothing is divided by 0: PyTorch's. */
    double NORM_EPSILON = 1e-6;

    /**
     * Each element: g = g &gt; limit ? limit : g &lt; -limit ? -limit : g.
     *
     * @param limit the largest magnitude, positive and finite
     */
    record ByValue(float limit) implements Clipping {
        /**
         * Checks the limit.
         *
         * @throws IllegalArgumentException if it is out of range
         */
        public ByValue {
            check(limit);
        }

        @Override
        public String name() {
            return "value";
        }
    }

    /**
     * Each parameter by the norm of its own gradient: g = g min(1, limit / (norm + 1e-6)).
     *
     * @param limit the largest norm, positive and finite
     */
    record ByNorm(float limit) implements Clipping {
        /**
         * Checks the limit.
         *
         * @throws IllegalArgumentException if it is out of range
         */
        public ByNorm {
            check(limit);
        }

        @Override
        public String name() {
            return "norm";
        }
    }

    /**
     * All parameters by the norm of all gradients together (Pascanu, Mikolov and Bengio, "On the difficulty of training
     * recurrent neural networks", ICML 2013): g = g min(1, limit / (norm + 1e-6)).
     *
     * @param limit the largest norm, positive and finite
     */
    record ByGlobalNorm(float limit) implements Clipping {
        /**
         * Checks the limit.
         *
         * @throws IllegalArgumentException if it is out of range
         */
        public ByGlobalNorm {
            check(limit);
        }

        @Override
        public String name() {
            return "global_norm";
        }
    }

    private static void check(float limit) {
        if (!(limit > 0 && limit < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the limit of gradients must be positive and finite, given " + limit);
        }
    }

    /**
     * Every clipping once, with a limit of 1. Tests and documents enumerate this list.
     *
     * @return all clippings
     */
    static List<Clipping> all() {
        return List.of(new ByValue(1), new ByNorm(1), new ByGlobalNorm(1));
    }

    /**
     * Reads a clipping from text: {@code "global_norm(0.5)"}.
     *
     * @param text as {@link #text()} writes it
     * @return the clipping
     * @throws IllegalArgumentException if there is none of this name, or the limit is out of range
     */
    static Clipping parse(String text) {
        return new NamedChoice<>("clipping", all(), Clipping::name, Clipping::name,
                (usual, given) -> (Clipping) RecordText.with((Record) usual, given)).parse(text);
    }

    /**
     * The name in files and on the command line.
     *
     * @return the name, in lower case
     */
    String name();

    /**
     * The bound.
     *
     * @return the largest magnitude or norm
     */
    float limit();

    /**
     * The name, and the limit in brackets.
     *
     * @return what {@link #parse} reads
     */
    default String text() {
        return name() + "(" + limit() + ")";
    }

    /**
     * What gradients of a norm are multiplied with.
     *
     * @param sumOfSquares the norm, squared
     * @return limit / (norm + 1e-6), at most 1; NaN where the sum is
     */
    default float factor(double sumOfSquares) {
        double factor = limit() / (StrictMath.sqrt(sumOfSquares) + NORM_EPSILON);
        return factor > 1 ? 1 : (float) factor;
    }
}
