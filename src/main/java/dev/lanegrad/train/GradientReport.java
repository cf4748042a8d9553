package dev.lanegrad.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a {@link GradientCheck} found.
 *
 * @param entries the parameters' elements that were looked at, in the order of the parameters
 */
public record GradientReport(List<Entry> entries) {
    /** Whether a gradient and a difference tell the same. */
    public enum Outcome {
        /** They are equal within the tolerance and the error of the difference. */
        AGREES,
        /** They are not. */
        DIFFERS,
        /** Rounding or a kink (relu at 0) leaves the difference without meaning. */
        UNDECIDED
    }

    /**
     * One element of a parameter.
     *
     * @param parameter its name: {@code "layers.0.weight"}
     * @param row its row
     * @param column its column
     * @param gradient what backpropagation says
     * @param difference what finite differences of the loss say
     * @param error how far these may be off, estimated from two step sizes
     * @param outcome whether they agree
     */
    public record Entry(String parameter, int row, int column, double gradient, double difference, double error,
            Outcome outcome) {
        /** How far the two are apart, in units of the larger one; 0 where both are 0. */
        double relativeDistance() {
            double larger = Math.max(Math.abs(gradient), Math.abs(difference));
            if (!Double.isFinite(gradient)) {
                return Double.POSITIVE_INFINITY;
            }
            return larger == 0 ? 0 : Math.abs(gradient - difference) / larger;
        }
    }

    /** Copies the list. */
    public GradientReport {
        entries = List.copyOf(entries);
    }

    /**
     * Elements with an outcome.
     *
     * @param outcome which
     * @return these elements
     */
    public List<Entry> with(Outcome outcome) {
        return entries.stream().filter(entry -> entry.outcome() == outcome).toList();
    }

    /**
     * Whether backpropagation is right as far as differences can tell.
     *
     * @return true if no element differs and at least half of them are decided
     */
    public boolean agrees() {
        return with(Outcome.DIFFERS).isEmpty() && 2 * with(Outcome.AGREES).size() >= entries.size();
    }

    /**
     * A line a parameter, then each element that differs.
     *
     * @return lines without a line end after the last
     */
    public String text() {
        Map<String, List<Entry>> parameters = new LinkedHashMap<>();
        entries.forEach(entry -> parameters.computeIfAbsent(entry.parameter(), name -> new ArrayList<>()).add(entry));
        int width = parameters.keySet().stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        parameters.forEach((name, list) -> {
            double worst = list.stream().filter(e -> e.outcome() != Outcome.UNDECIDED).mapToDouble(Entry::relativeDistance)
                    .max().orElse(Double.NaN);
            long differ = list.stream().filter(e -> e.outcome() == Outcome.DIFFERS).count();
            long undecided = list.stream().filter(e -> e.outcome() == Outcome.UNDECIDED).count();
            lines.add(String.format(Locale.ROOT, "%s  %d elements, %d undecided, %s%s", name + " ".repeat(width
                    - name.length()), list.size(), undecided, differ == 0 ? "" : differ + " DIFFER, ",
                    Double.isNaN(worst)
                            ? "none decided"
                            : String.format(Locale.ROOT, "largest relative distance %.1e",
                                    worst)));
        });
        for (Entry e : with(Outcome.DIFFERS)) {
            lines.add(String.format(Locale.ROOT, "- %s[%d, %d]: gradient %.6g, finite difference %.6g (+- %.1g)",
                    e.parameter(), e.row(), e.column(), e.gradient(), e.difference(), e.error()));
        }
        lines.add(agrees()
                ? "the gradients agree with finite differences"
                : with(Outcome.DIFFERS).isEmpty()
                        ? "too few elements could be decided: take smoother activations, scaled inputs or another seed"
                        : "the gradients DIFFER from finite differences");
        return String.join(System.lineSeparator(), lines);
    }
}
