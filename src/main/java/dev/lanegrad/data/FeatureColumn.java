package dev.lanegrad.data;

import dev.lanegrad.text.Quoted;
import java.util.HashSet;
import java.util.List;

/** One column of a table that is a feature, and how it becomes inputs of a network. Immutable and thread-safe. */
public sealed interface FeatureColumn {
    /**
     * The column's name.
     *
     * @return the name in the table's header; a number from 1 where there is none
     */
    String name();

    /**
     * Number of inputs that the column becomes.
     *
     * @return at least 1
     */
    int width();

    /**
     * A column of numbers: one input.
     *
     * @param name the name
     * @param missing what stands in for a missing number
     */
    record Numeric(String name, Imputation missing) implements FeatureColumn {
        @Override
        public int width() {
            return 1;
        }
    }

    /**
     * A column of words, one-hot: one input a category, 1 for the row's category and 0 for the others.
     *
     * @param name the name
     * @param categories at least one, all different, in the order of the inputs; the empty text is a value that is missing
     */
    record Categorical(String name, List<String> categories) implements FeatureColumn {
        /**
         * Checks the categories.
         *
         * @throws IllegalArgumentException if there is none or two are equal
         */
        public Categorical {
            categories = List.copyOf(categories);
            if (categories.isEmpty() || new HashSet<>(categories).size() != categories.size()) {
                throw new IllegalArgumentException("column " + Quoted.text(name) + " has the categories "
                        + Quoted.list(categories) + ", expected at least one, all different");
            }
        }

        @Override
        public int width() {
            return categories.size();
        }
    }
}
