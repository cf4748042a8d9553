package dev.lanegrad.data;

import dev.lanegrad.text.Quoted;
import java.util.Locale;

/**
 * What stands in for a number that is missing (NaN in raw features).
 *
 * <p>Mean and median are fitted on training data alone; fitted, they are constants. Immutable and thread-safe.
 *
 * @param rule the rule
 * @param value the number of {@link Rule#CONSTANT}; 0 for the other rules
 */
public record Imputation(Rule rule, float value) {
    /** A missing number is an error. */
    public static final Imputation REFUSE = new Imputation(Rule.REFUSE, 0);
    /** The mean of the column's numbers. */
    public static final Imputation MEAN = new Imputation(Rule.MEAN, 0);
    /** The median of the column's numbers. */
    public static final Imputation MEDIAN = new Imputation(Rule.MEDIAN, 0);

    /** Where the number comes from. */
    public enum Rule {
        /** From nowhere: missing numbers are refused. */
        REFUSE,
        /** The mean of the column's numbers in the training data. */
        MEAN,
        /** The median of the column's numbers in the training data. */
        MEDIAN,
        /** A number that is given. */
        CONSTANT
    }

    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException if it is not finite, or not 0 where the rule has no value
     */
    public Imputation {
        if (!Float.isFinite(value) || (rule != Rule.CONSTANT && value != 0)) {
            throw new IllegalArgumentException("the value of " + rule.name().toLowerCase(Locale.ROOT) + " is " + value
                    + ", expected " + (rule == Rule.CONSTANT ? "a finite number" : "0"));
        }
    }

    /**
     * A number of the caller's choice.
     *
     * @param value finite
     * @return the imputation
     * @throws IllegalArgumentException if the value is NaN or Inf
     */
    public static Imputation constant(float value) {
        return new Imputation(Rule.CONSTANT, value);
    }

    /**
     * Reads what {@link #text()} writes.
     *
     * @param text {@code refuse}, {@code mean}, {@code median}, or a number
     * @return the imputation
     * @throws IllegalArgumentException if it is none of these
     */
    public static Imputation parse(String text) {
        return switch (text) {
            case "refuse" -> REFUSE;
            case "mean" -> MEAN;
            case "median" -> MEDIAN;
            default -> {
                try {
                    yield constant(Float.parseFloat(text));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("missing values are " + Quoted.text(text)
                            + ", expected refuse, mean, median or a finite number", e);
                }
            }
        };
    }

    /**
     * The rule's name, or the constant.
     *
     * @return text that {@link #parse} reads
     */
    public String text() {
        return rule == Rule.CONSTANT ? Float.toString(value) : rule.name().toLowerCase(Locale.ROOT);
    }
}
