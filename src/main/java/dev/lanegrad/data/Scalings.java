package dev.lanegrad.data;

import dev.lanegrad.text.Quoted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which scaling each column of a data set gets: one for all columns of numbers, others for single columns. One-hot
 * categories stay 0 and 1 unless their column is named. Immutable and thread-safe.
 *
 * @param numbers the scaling of every column of numbers that is not named
 * @param columns scaling by the column's name; without a {@link Schema}, columns are named {@code "1"} and so on
 */
public record Scalings(Scaling numbers, Map<String, Scaling> columns) {
    /** Nothing is scaled. */
    public static final Scalings NONE = all(Scaling.NONE);

    /** Copies the map. */
    public Scalings {
        columns = Map.copyOf(columns);
    }

    /**
     * One scaling for all columns of numbers.
     *
     * @param numbers the scaling
     * @return the plan
     */
    public static Scalings all(Scaling numbers) {
        return new Scalings(numbers, Map.of());
    }

    /**
     * The scaling of each input.
     *
     * @param data the data
     * @return one an input
     * @throws IllegalArgumentException if a column that is named does not exist
     */
    public List<Scaling> of(Dataset data) {
        List<Scaling> inputs = new ArrayList<>();
        Set<String> unknown = new TreeSet<>(columns.keySet());
        for (FeatureColumn column : data.columns()) {
            Scaling scaling = column instanceof FeatureColumn.Numeric ? numbers : Scaling.NONE;
            unknown.remove(column.name());
            inputs.addAll(Collections.nCopies(column.width(), columns.getOrDefault(column.name(), scaling)));
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("there is no feature column " + Quoted.list(unknown) + " to scale, there are "
                    + Quoted.list(data.columns().stream().map(FeatureColumn::name).toList()));
        }
        return List.copyOf(inputs);
    }

    /** For example {@code "standard, age: min_max"}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(numbers.text());
        new TreeMap<>(columns)
                .forEach((name, scaling) -> text.append(", ").append(name).append(": ").append(scaling.text()));
        return text.toString();
    }
}
