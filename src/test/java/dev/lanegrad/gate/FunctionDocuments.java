package dev.lanegrad.gate;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.nn.Initializer;
import dev.lanegrad.optim.Clipping;
import dev.lanegrad.optim.DoubleOptimizer;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.schedule.ReduceOnPlateau;
import dev.lanegrad.optim.schedule.Schedule;
import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Elementary;
import dev.lanegrad.spec.Limits;
import dev.lanegrad.testing.Twins;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The tables of functions under {@code docs}: every function that is enumerated, with what its record and its Javadoc say of
 * it, and the speed from the benchmark's file. Formulas and meanings of parameters are read from the sources.
 */
final class FunctionDocuments {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String[] SIZES = {"4096", "262144", "16777216"};
    private static final List<String> IMPLEMENTATIONS = List.of("lanegrad", "jdk", "onednn", "pytorch", "reference");
    private static final List<String> PEERS = List.of("onednn", "pytorch");
    private static final String GENERATED = "<!-- Written by FunctionDocumentsTest: do not edit. -->\n";

    private final Path measurements;

    /** With the speed from that file, if it is there. */
    FunctionDocuments(Path measurements) {
        this.measurements = measurements;
    }

    /** Every document, by its file. */
    Map<Path, String> all() throws IOException {
        Map<Path, String> documents = new TreeMap<>();
        documents.put(Path.of("docs/activations.md"), activations());
        documents.put(Path.of("docs/losses.md"), losses());
        documents.put(Path.of("docs/initializers.md"), initializers());
        documents.put(Path.of("docs/optimizers.md"), optimizers());
        return documents;
    }

    private String activations() throws IOException {
        StringBuilder text = new StringBuilder(GENERATED).append("# Activations\n\n");
        paragraph(text, "z is a weighted sum, y = f(z), dy the gradient with respect to y, dz that with respect to z. "
                + "The backward pass keeps the input z or the output y. NaN in gives NaN out.");
        table(text, Activation.all(), List.of("function", "formula", "parameters", "keeps"), activation -> List.of(
                code(activation.name()), summary(activation), parameters(activation, activation.text()),
                activation.keeps() == Activation.Keeps.INPUT ? "z" : "y"));
        heading(text, "Accuracy");
        paragraph(text, "The largest errors over all float arguments, with the default parameters, in units in the "
                + "last place (ULP); those of the softmaxes hold for rows of up to 1,000 elements. The "
                + "derivative is taken as a function of what the backward pass keeps; around a root of it the "
                + "bound is absolute. The last bound is absolute, too: the derivative's distance from the exact "
                + "one at z, where y has been rounded or saturated.");
        table(text, Activation.all(),
                List.of("function", "value", "derivative", "around its root", "against the exact z", "why"),
                activation -> {
                    Accuracy accuracy = activation.accuracy();
                    return List.of(code(activation.name()), ulp(accuracy.valueUlp()), ulp(accuracy.derivativeUlp()),
                            root(accuracy.root()),
                            accuracy.equals(Accuracy.EXACT) ? "exact" : absolute(accuracy.derivativeAtInput()),
                            escaped(accuracy.remark()));
                });
        heading(text, "Special values");
        paragraph(text, "f and its derivative at the ends and at both zeros.");
        table(text, Activation.elementwise(),
                List.of("function", "f(-Inf)", "f(-0)", "f(+0)", "f(+Inf)", "f'(-Inf)", "f'(-0)",
                        "f'(+0)", "f'(+Inf)", "extremes"),
                activation -> {
                    List<String> cells = new ArrayList<>(List.of(code(activation.name())));
                    cells.addAll(limits(activation.limits()));
                    cells.addAll(limits(activation.slopes()));
                    cells.add(escaped(activation.extremes()));
                    return cells;
                });
        heading(text, "Elementary functions");
        paragraph(text, "`Kernels.apply` computes them over a matrix, the activations are made of them. Bounds in ULP "
                + "over all float arguments.");
        table(text, List.of(Elementary.values()),
                List.of("function", "formula", "domain", "value", "f(-Inf)", "f(-0)", "f(+0)",
                        "f(+Inf)", "extremes"),
                elementary -> {
                    List<String> cells = new ArrayList<>(List.of(code(elementary.label()), formula(elementary),
                            escaped(elementary.domain()), ulp(elementary.maxUlp())));
                    cells.addAll(limits(elementary.limits()));
                    cells.add(escaped(elementary.extremes()));
                    return cells;
                });
        speed(text);
        return text.toString();
    }

    private void speed(StringBuilder text) throws IOException {
        heading(text, "Speed");
        if (!Files.exists(measurements)) {
            text.append("Not measured yet.\n");
            return;
        }
        Measurements measured = Measurements.read(measurements);
        text.append("Gelem/s: billions of results a second, medians; one thread, out of place, ").append(measured.machine())
                .append("; rows of 1,000 for the softmaxes. The last column compares Lanegrad with the better of oneDNN and")
                .append(" PyTorch, who take turns with it. PyTorch's backward pass of log_sigmoid reads an exponential that its")
                .append(" forward pass stored; at 16,777,216 elements memory is the limit.\nMade by\n\n```\n")
                .append(String.join("\n", measured.command())).append("\n```\n");
        for (String size : SIZES) {
            text.append(String.format(Locale.ROOT, "%n### %,d elements%n%n", Integer.parseInt(size)));
            List<String> header = new ArrayList<>(List.of("function"));
            header.addAll(IMPLEMENTATIONS);
            header.add("to the best peer");
            table(text, BenchmarkTest.functions(), header, function -> {
                List<String> cells = new ArrayList<>(List.of(code(function)));
                IMPLEMENTATIONS.forEach(impl -> cells.add(number(measured.median(function, impl, size))));
                double best = PEERS.stream().mapToDouble(peer -> measured.median(function, peer, size))
                        .filter(Double::isFinite).max().orElse(Double.NaN);
                cells.add(number(measured.median(function, "lanegrad", size) / best));
                return cells;
            });
        }
    }

    private static String losses() {
        StringBuilder text = new StringBuilder(GENERATED).append("# Losses\n\n");
        paragraph(text, "Of the prediction against its target: l is the loss of an element, or of a row where the formula "
                + "sums over it. The values given are the defaults.");
        table(text, Loss.all(), List.of("loss", "formula", "parameters", "class indices as targets"), loss -> List.of(
                code(loss.name()), summary(loss), components(loss), loss.allowsClasses() ? "yes" : "no"));
        return text.toString();
    }

    private static String initializers() {
        StringBuilder text = new StringBuilder(GENERATED).append("# Initializers\n\n");
        paragraph(text, "What a weight matrix (in x out) starts as: a function of (seed, layer, row, column) and the "
                + "shape alone, with the same bits on every machine.");
        table(text, Initializer.all(), List.of("initializer", "what", "parameters"), initializer -> List.of(
                code(initializer.name()), constant(initializer), parameters(initializer, initializer.text())));
        heading(text, "Gains");
        paragraph(text, "For the initializers with a gain, `Initializer.gain(activation)`.");
        table(text, Activation.all(), List.of("before", "gain"), activation -> List.of(code(activation.text()),
                String.valueOf(Initializer.gain(activation))));
        return text.toString();
    }

    private static String optimizers() {
        StringBuilder text = new StringBuilder(GENERATED).append("# Optimizers\n\n");
        paragraph(text, "p is the parameter, g its gradient, with the penalty of a weight decay that is not decoupled: g = "
                + "fma(weightDecay, p, g). A decoupled one makes p = (1 - rate weightDecay) p before the step. The values given "
                + "are the defaults; in text parameters are written as `adamw(rate=3e-4,weight_decay=0.05)`. Means that decay "
                + "are kept as +0 where they would be subnormal numbers: with those a step takes several times as long, and the "
                + "means of units that are off would end as such.");
        paragraph(text,
                "Parameters are floats, where PyTorch has doubles: 0.999 is 0.99900001287, and 1 minus it 1.3e-5 of itself "
                        + "smaller. What is computed from beta1, beta2, rho and alpha deviates with them. Over "
                        + DoubleOptimizer.DEVIATION_STEPS
                        + " steps with random gradients and the parameters below (a test computes both in "
                        + "`double`) an optimizer got away from where it would be by at most " + Optimizer.all().stream()
                                .filter(o -> DoubleOptimizer.deviation(o) > DoubleOptimizer.USUAL_DEVIATION)
                                .map(o -> deviation(DoubleOptimizer.deviation(o)) + " of the way that it made ("
                                        + code(o.name()) + "), ")
                                .collect(Collectors.joining())
                        + deviation(DoubleOptimizer.USUAL_DEVIATION) + " (all others); the "
                        + "roundings of `float` come on top, in PyTorch, too.");
        table(text, Optimizer.all(), List.of("optimizer", "formula", "parameters", "state, where all of it is kept"),
                optimizer -> List.of(code(optimizer.name()), summary(optimizer), components(optimizer),
                        Twins.optimizers().stream().filter(o -> o.getClass() == optimizer.getClass())
                                .map(o -> String.join(", ", o.stateNames()))
                                .max(Comparator.comparingInt(String::length))
                                .orElseThrow().replace("_", "\\_")));
        heading(text, "Schedules");
        paragraph(text,
                "`Descent.schedule`, `train --schedule`. A tick is an epoch or a step. `linear_warm_up(length=5)+cosine` "
                        + "is a warm-up and then another schedule; `ReduceOnPlateau` goes on top of any.");
        table(text, Schedule.all(), List.of("schedule", "rate", "parameters"), schedule -> List.of(code(schedule.name()),
                summary(schedule), components(schedule)));
        paragraph(text.append('\n'), summary(ReduceOnPlateau.DEFAULT));
        paragraph(text, "Its parameters: " + components(ReduceOnPlateau.DEFAULT) + ".");
        heading(text, "Clipping");
        paragraph(text, "`Descent.clip`, `train --clip`.");
        table(text, Clipping.all(), List.of("clipping", "what"), clipping -> List.of(code(clipping.text()),
                plain(before("record " + clipping.getClass().getSimpleName() + "(", Clipping.class).split("\n<p>|\n@",
                        2)[0])));
        heading(text, "Penalties, limits, groups, parts of a batch");
        paragraph(text,
                "`Descent.penalize`, `train --l1`, `--l2`: the penalties l1 sum |w| and l2 / 2 sum w^2 are added to the "
                        + "gradients of weights, before any clipping; the reported loss is without them. `Descent.maxNorm`, `train "
                        + "--max-norm`: after each update the weights that lead to one unit are shortened to at most this norm. "
                        + "`Descent.group`: parameters with an optimizer of their own, which follow the schedule in proportion to their "
                        + "own rates: the `minimum` of a schedule or a plateau is meant for the descent's own optimizer, and for a "
                        + "group with ten times its rate it is ten times as high (PyTorch's `eta_min` and `min_lr` are the same for "
                        + "all groups); "
                        + "`Descent.decayingWeightsOnly`, `train --weight-decay`: biases and norms do not decay. "
                        + "`Trainer.microBatch`, `train --micro-batch`: gradients of parts of a batch are summed to the bits of the "
                        + "whole batch's, where memory is short; batch normalisation refuses it.");
        return text.toString();
    }

    private static String deviation(double share) {
        return String.format(Locale.ROOT, "%.0e", share);
    }

    private static void heading(StringBuilder text, String heading) {
        text.append("\n## ").append(heading).append("\n\n");
    }

    private static void paragraph(StringBuilder text, String paragraph) {
        text.append(paragraph).append("\n\n");
    }

    private static <T> void table(StringBuilder text, List<T> things, List<String> header,
            Function<T, List<String>> cells) {
        row(text, header);
        row(text, header.stream().map(column -> "---").toList());
        things.forEach(thing -> row(text, cells.apply(thing)));
    }

    private static void row(StringBuilder text, List<String> cells) {
        cells.forEach(cell -> text.append("| ").append(cell.replace("|", "\\|")).append(' '));
        text.append("|\n");
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String ulp(double bound) {
        return bound == 0 ? "exact" : String.valueOf(bound).replaceAll("\\.0$", "");
    }

    private static String number(double value) {
        return Double.isNaN(value)
                ? "-"
                : String.format(Locale.ROOT, value < 1 ? "%.3g" : value < 100 ? "%.2f" : "%.0f", value);
    }

    private static String absolute(double bound) {
        return String.format(Locale.ROOT, "%.2g", bound);
    }

    private static String root(Accuracy.Root root) {
        return root.equals(Accuracy.Root.NONE)
                ? ""
                : absolute(root.absolute()) + " for z in [" + root.from() + ", " + root.to() + "]";
    }

    private static List<String> limits(Limits limits) {
        List<String> values = new ArrayList<>();
        for (float value : limits.values()) {
            String sign = value > 0 || 1 / value > 0 ? "+" : "-";
            if (value == 0) {
                values.add(sign + "0");
            } else if (Float.isInfinite(value)) {
                values.add(sign + "Inf");
            } else {
                values.add(String.valueOf(value).replaceAll("\\.0$", ""));
            }
        }
        return values;
    }

    private static String formula(Elementary elementary) {
        return plain(before("\n    " + elementary.name() + "(", Elementary.class));
    }

    private static String escaped(String text) {
        return text.replace("<", "&lt;").replace(">", "&gt;").replace("*", "\\*");
    }

    /** The first paragraph of a record's comment. */
    private static String summary(Object thing) {
        return plain(comment(thing).split("\n<p>|\n@", 2)[0]);
    }

    /** The comment of the constant, which says more of one initializer than the record that several share. */
    private static String constant(Initializer initializer) {
        String name = initializer.name().toUpperCase(Locale.ROOT);
        return plain(before("Initializer " + name + " =", Initializer.class));
    }

    /** Names, values and meanings of what stands in brackets in the text: the last components of the record. */
    private static String parameters(Object thing, String text) {
        if (!text.contains("(")) {
            return "";
        }
        String[] values = text.substring(text.indexOf('(') + 1, text.length() - 1).split(",", -1);
        RecordComponent[] components = thing.getClass().getRecordComponents();
        List<String> parameters = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            parameters.add(parameter(thing, components[components.length - values.length + i].getName(), values[i]));
        }
        return String.join("; ", parameters);
    }

    /** Names, values and meanings of all components of the record. */
    private static String components(Object thing) {
        List<String> parameters = new ArrayList<>();
        for (RecordComponent component : thing.getClass().getRecordComponents()) {
            try {
                Object value = component.getAccessor().invoke(thing);
                parameters.add(parameter(thing, component.getName(), String.valueOf(value)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(component.toString(), e);
            }
        }
        return String.join("; ", parameters);
    }

    private static String parameter(Object thing, String name, String value) {
        String tag = "\n@param " + name + " ";
        String comment = comment(thing);
        int start = found(tag, comment) + tag.length();
        int end = comment.indexOf("\n@", start);
        return name + " = " + value + ": " + plain(comment.substring(start, end < 0 ? comment.length() : end));
    }

    private static String comment(Object thing) {
        return before("public record " + thing.getClass().getSimpleName() + "(", thing.getClass());
    }

    /** The comment in front of a declaration, without the stars. */
    private static String before(String declaration, Class<?> type) {
        String source = source(type);
        int end = source.lastIndexOf("*/", found(declaration, source));
        int start = source.lastIndexOf("/**", end) + "/**".length();
        return source.substring(start, end).replaceAll("\n *\\* ?", "\n").strip();
    }

    private static int found(String text, String within) {
        int found = within.indexOf(text);
        if (found < 0) {
            throw new IllegalStateException("there is no '" + text + "' in\n" + within);
        }
        return found;
    }

    private static String plain(String comment) {
        return comment.replaceAll("\\s+", " ")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link(?:plain)? [^ }]+ ([^}]*)}", "$1")
                .replaceAll("\\{@link(?:plain)? (?:[\\w.]*\\.)?([\\w#]+)(?:\\([^)]*\\))?}", "`$1`")
                .replace("*", "\\*").replace("_", "\\_").strip();
    }

    private static String source(Class<?> type) {
        Path file = SOURCES.resolve(type.getName().replace('.', '/') + ".java");
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
