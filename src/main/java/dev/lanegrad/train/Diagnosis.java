package dev.lanegrad.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Judges how activations and gradients flow, from the medians of the last hundred measured steps.
 *
 * <pre>{@code
 * Diagnosis diagnosis = new Diagnosis();
 * trainer.measureFlow(1).callback(diagnosis).fit(train);
 * System.out.println(diagnosis.text());
 * }</pre>
 *
 * <p>The limits are far from what healthy runs show, so that a verdict is worth a look and its absence no proof. Not
 * thread-safe.
 */
public final class Diagnosis implements Callback {
    /** Steps that medians are taken of. */
    public static final int WINDOW = 100;
    /** Root mean square of an input column above which it counts as not scaled. */
    public static final double LARGEST_INPUT = 10;
    /** Root mean square of all input columns below which they count as not scaled. */
    public static final double SMALLEST_INPUT = 0.01;
    /** Update-to-weight ratio above which the rate counts as too high, a hundred times the usual one; 1 in the first 20 steps. */
    public static final double LARGEST_RATIO = 0.1;
    /** Share of saturated outputs of a hidden layer that counts as too many. */
    public static final double MOST_SATURATED = 0.6;
    /** Share of dead units of a hidden layer that counts as too many. */
    public static final double MOST_DEAD = 0.5;
    /** The gradient at the first layer in units of that at the last above which it counts as exploding. */
    public static final double LARGEST_GROWTH = 100;
    /** The gradient at the first layer in units of that at the last below which it counts as vanishing. */
    public static final double SMALLEST_GROWTH = 1e-3;
    /** The first steps of a run, which may have larger updates, are judged by themselves: too large ones make weights as large. */
    private static final int FEWEST = 20;

    private final Deque<FlowReport> window = new ArrayDeque<>();
    private final List<FlowReport> first = new ArrayList<>();
    private long measured;

    /** Starts without a step. */
    public Diagnosis() {
    }

    @Override
    public void flowMeasured(FlowReport report) {
        measured++;
        window.addLast(report);
        if (first.size() < FEWEST) {
            first.add(report);
        }
        if (window.size() > WINDOW) {
            window.removeFirst();
        }
    }

    /**
     * What is wrong as far as the measured steps tell.
     *
     * @return verdicts, causes before effects; empty if nothing is conspicuous
     */
    public List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>();
        if (window.isEmpty()) {
            return verdicts;
        }
        inputs(verdicts);
        List<LayerFlow> layers = medians();
        double limit = measured >= FEWEST ? LARGEST_RATIO : 1;
        rate(layers, "of late", limit, verdicts);
        if (verdicts.stream().noneMatch(v -> v.finding() == Finding.RATE_TOO_HIGH)) {
            rate(medians(first), "in the first " + FEWEST + " measured steps", limit, verdicts);
        }
        List<LayerFlow> hidden = layers.subList(0, layers.size() - 1);
        for (LayerFlow layer : hidden) {
            if (layer.saturated() > MOST_SATURATED) {
                verdicts.add(new Verdict(Finding.SATURATED, layer.name(), String.format(Locale.ROOT,
                        "%.0f %% of the outputs lie where the slope is below a twentieth of its largest, %.0f %% is the limit",
                        100 * layer.saturated(), 100 * MOST_SATURATED)));
            }
        }
        boolean dead = false;
        for (LayerFlow layer : hidden) {
            if (layer.dead() > MOST_DEAD) {
                dead |= layer.dead() == 1;
                verdicts.add(new Verdict(Finding.DEAD_RELU, layer.name(), String.format(Locale.ROOT,
                        "%.0f %% of the units were off for every sample of late, %.0f %% is the limit",
                        100 * layer.dead(), 100 * MOST_DEAD)));
            }
        }
        growth(layers, dead, verdicts);
        return verdicts;
    }

    private void inputs(List<Verdict> verdicts) {
        double largest = median(window, FlowReport::largestInput);
        double smallest = median(window, FlowReport::smallestInput);
        if (largest > LARGEST_INPUT) {
            verdicts.add(new Verdict(Finding.INPUTS_NOT_SCALED, "inputs", String.format(Locale.ROOT,
                    "root mean squares of the columns reach from %.2g to %.2g, expected about 1 and at most %.0f", smallest,
                    largest, LARGEST_INPUT)));
        } else if (largest < SMALLEST_INPUT) {
            verdicts.add(new Verdict(Finding.INPUTS_NOT_SCALED, "inputs", String.format(Locale.ROOT,
                    "no column has a root mean square above %.2g, expected about 1 and at least %.2g", largest,
                    SMALLEST_INPUT)));
        }
    }

    private static void rate(List<LayerFlow> layers, String when, double limit, List<Verdict> verdicts) {
        layers.stream().filter(layer -> layer.updateRatio() > limit)
                .max((a, b) -> Double.compare(a.updateRatio(), b.updateRatio()))
                .ifPresent(layer -> verdicts.add(new Verdict(Finding.RATE_TOO_HIGH, layer.name(), String.format(Locale.ROOT,
                        "%s an update is %.2g times its weights, about 0.001 is usual and %.2g the limit", when,
                        layer.updateRatio(), limit))));
    }

    /** Compares the first and the last layer with weights; a layer that is dead stops a gradient, which then is an effect. */
    private static void growth(List<LayerFlow> layers, boolean dead, List<Verdict> verdicts) {
        List<LayerFlow> weighted = layers.stream().filter(layer -> !Double.isNaN(layer.weights())).toList();
        if (weighted.size() < 2) {
            return;
        }
        LayerFlow first = weighted.getFirst();
        LayerFlow last = weighted.getLast();
        double growth = first.gradient() / last.gradient();
        String numbers = String.format(Locale.ROOT,
                "the gradient's norm is %.2g there and %.2g at %s, %.2g times it; the limits are %.2g and %.2g",
                first.gradient(), last.gradient(), last.name(), growth, SMALLEST_GROWTH, LARGEST_GROWTH);
        if (growth > LARGEST_GROWTH) {
            verdicts.add(new Verdict(Finding.EXPLODING, first.name(), numbers));
        } else if (growth < SMALLEST_GROWTH && !dead) {
            verdicts.add(new Verdict(Finding.VANISHING, first.name(), numbers));
        }
    }

    private static double median(Collection<FlowReport> reports, ToDoubleFunction<FlowReport> number) {
        double[] sorted = reports.stream().mapToDouble(number).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /**
     * The layers' numbers, each the median of the last {@link #WINDOW} measured steps (of dead units, which only count up
     * over many samples, the last number).
     *
     * @return one entry a layer; empty before the first measured step
     */
    public List<LayerFlow> medians() {
        return medians(window);
    }

    private static List<LayerFlow> medians(Collection<FlowReport> reports) {
        List<LayerFlow> medians = new ArrayList<>();
        List<FlowReport> all = List.copyOf(reports);
        for (int i = 0; !all.isEmpty() && i < all.getLast().layers().size(); i++) {
            int index = i;
            LayerFlow last = all.getLast().layers().get(i);
            medians.add(new LayerFlow(last.name(), last.text(), median(all, r -> r.layers().get(index).activations()),
                    median(all, r -> r.layers().get(index).gradient()), median(all, r -> r.layers().get(index).weights()),
                    median(all, r -> r.layers().get(index).weightGradient()),
                    median(all, r -> r.layers().get(index).updateRatio()), last.dead(),
                    median(all, r -> r.layers().get(index).saturated()),
                    median(all, r -> r.layers().get(index).sparsity())));
        }
        return medians;
    }

    /**
     * A table of {@link #medians()}, and the verdicts below it.
     *
     * @return lines without a line end after the last
     */
    public String text() {
        List<String> lines = new ArrayList<>();
        String[] heads = {"layer", "", "activations", "gradient", "weights", "gradient", "update", "dead", "saturated",
            "zeros"};
        String[] units = {"", "", "rms", "norm", "norm", "norm", "/ weights", "units", "outputs", "outputs"};
        List<String[]> rows = new ArrayList<>(List.of(heads, units));
        for (LayerFlow f : medians()) {
            rows.add(new String[] {f.name(), f.text(), number(f.activations()), number(f.gradient()), number(f.weights()),
                number(f.weightGradient()), number(f.updateRatio()), percent(f.dead()), percent(f.saturated()),
                percent(f.sparsity())});
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < row.length; c++) {
                int column = c;
                int width = rows.stream().mapToInt(r -> r[column].length()).max().orElseThrow();
                String blanks = " ".repeat(width - row[c].length());
                line.append(c < 2 ? row[c] + blanks : blanks + row[c]).append("  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        List<Verdict> verdicts = verdicts();
        lines.add(String.format(Locale.ROOT, "medians of %d measured steps, the last of %d; %s", window.size(), measured,
                verdicts.isEmpty()
                        ? "nothing is conspicuous"
                        : verdicts.size() + (verdicts.size() == 1 ? " finding:" : " findings:")));
        verdicts.forEach(verdict -> lines.add("- " + verdict));
        return String.join(System.lineSeparator(), lines);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2g", value);
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
