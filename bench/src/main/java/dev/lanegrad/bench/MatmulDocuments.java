package dev.lanegrad.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Draws and tabulates what {@link GemmReport}, {@link DenseReport} and {@link GemmSweep} measured: {@code docs/matmul-speed.md}
 * and its pictures. What was not measured is left out.
 *
 * <pre>{@code
 * java -cp bench/target/benchmarks.jar dev.lanegrad.bench.MatmulDocuments bench/results docs
 * }</pre>
 */
public final class MatmulDocuments {
    /** Parts of files' names, and what they are called. */
    private static final Map<String, String> FILES = new LinkedHashMap<>();

    static {
        FILES.put("1-thread", "one thread");
        FILES.put("2-threads", "two threads");
        FILES.put("1-thread-cascade-lake", "one thread of another machine, before tiles wrote straight to C");
        FILES.put("avx2", "one thread, vectors of 256 bits and 16 registers");
        FILES.put("128-bits", "one thread, vectors of 128 bits");
    }

    private final Path from;
    private final Path to;
    private final StringBuilder text = new StringBuilder();

    private MatmulDocuments(Path from, Path to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Writes the page and its pictures.
     *
     * @param arguments the directory of the results, and that of the documents
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("needs the directory of the results, and that of the documents");
        }
        System.setProperty("java.awt.headless", "true");
        new MatmulDocuments(Path.of(arguments[0]), Path.of(arguments[1])).write();
    }

    private void write() throws IOException {
        Files.createDirectories(to.resolve("images"));
        text.append("<!-- Written by bench's MatmulDocuments: do not edit. -->\n# Speed of the matrix products\n\n");
        paragraph("GFLOP/s, the median of the faster run: 2 M K N operations a product, float32. C (M x N) = A B; `TN` is the gradient of the"
                + " weights, `NT` that of the input. Lanegrad's forward product adds its bias, the others compute the bare"
                + " product (beta = 0). The share of the peak is that of a loop of FMAs on registers, run beside each"
                + " product. The last column compares with the fastest peer; where weights are packed beforehand, a peer may"
                + " do so or not, whichever is faster.");
        for (Map.Entry<String, String> each : FILES.entrySet()) {
            Path file = from.resolve("gemm-" + each.getKey() + ".json");
            if (Files.exists(file)) {
                products(GemmResults.read(file), each.getKey(), each.getValue());
            }
        }
        if (Files.exists(from.resolve("dense.json"))) {
            layers(Results.read(from.resolve("dense.json")));
        }
        if (Files.exists(from.resolve("gemm-sweep.json"))) {
            sweep();
        }
        Files.writeString(to.resolve("matmul-speed.md"), text);
    }

    private void products(GemmResults results, String name, String spoken) throws IOException {
        List<String> shapes = GemmReport.shapes().stream()
                .filter(shape -> Double.isFinite(results.peak(shape))).toList();
        heading(capital(spoken));
        source(results.results());
        if (shapes.stream().anyMatch(shape -> Double.isFinite(results.ratio(shape, false)))) {
            MatmulPlots.squares(results, shapes, spoken, image("GFLOP/s of square products, " + spoken,
                    "matmul-squares-" + name));
            MatmulPlots.ratios(results, shapes, spoken, image("Lanegrad beside the fastest peer, " + spoken,
                    "matmul-ratios-" + name));
        }
        products(results, shapes, false);
        products(results, shapes.stream().filter(shape -> Product.of(shape).form() == Product.Form.NN).toList(), true);
    }

    private void products(GemmResults results, List<String> shapes, boolean prepacked) {
        text.append("\n### Weights packed ").append(prepacked ? "beforehand" : "in each call").append("\n\n");
        List<String> impls = Stream.concat(Stream.of(GemmResults.OWN), prepacked
                ? GemmResults.PACKERS.stream()
                : Stream.concat(GemmResults.PEERS.stream(), Stream.of("reference")))
                .filter(impl -> shapes.stream().anyMatch(shape -> Double.isFinite(results.median(shape, impl, prepacked))))
                .toList();
        row(Stream.of(List.of("product"), impls, List.of("peak", "share of the peak", "to the best peer"))
                .flatMap(List::stream).toList());
        row(Stream.generate(() -> "---").limit(impls.size() + 4).toList());
        for (String shape : shapes) {
            List<String> cells = new ArrayList<>(List.of("`" + shape + "`"));
            impls.forEach(impl -> cells.add(number(results.median(shape, impl, prepacked))));
            double own = results.median(shape, GemmResults.OWN, prepacked);
            cells.add(number(results.peak(shape)));
            cells.add(percent(own / results.peak(shape)));
            cells.add(number(results.ratio(shape, prepacked)));
            row(cells);
        }
    }

    private void layers(Results results) {
        heading("Layers");
        paragraph("Forward: weighted sums, bias and activation. Backward: the activation's gradient, then those of input,"
                + " weights and bias. oneDNN fuses bias and activation into the product, PyTorch has a call for each.");
        source(results);
        List<String> impls = List.of(GemmResults.OWN, "onednn", "pytorch");
        row(List.of("layer", "activation", "pass", "lanegrad", "onednn", "pytorch", "to the best peer"));
        row(Stream.generate(() -> "---").limit(7).toList());
        for (String shape : DenseReport.shapes()) {
            for (String activation : DenseReport.ACTIVATIONS) {
                for (String pass : DenseReport.PASSES) {
                    List<Double> rates = impls.stream().map(impl -> results.median(Map.of("shape", shape,
                            "activation", activation, "pass", pass, "impl", impl))).toList();
                    if (rates.stream().allMatch(rate -> rate.isNaN())) {
                        continue;
                    }
                    List<String> cells = new ArrayList<>(List.of("`" + shape + "`", activation, pass));
                    rates.forEach(rate -> cells.add(number(rate)));
                    cells.add(number(rates.getFirst()
                            / Results.best(rates.stream().skip(1).mapToDouble(rate -> rate))));
                    row(cells);
                }
            }
        }
    }

    private void sweep() throws IOException {
        Map<?, ?> content = (Map<?, ?>) Json.read(Files.readString(from.resolve("gemm-sweep.json")));
        heading("Odd shapes");
        paragraph("Lanegrad alone, all M, K and N of " + Sweep.SIZES + ", as a share of the peak. A cliff would be a shape"
                + " below half of what the slower of its two neighbours in M, in K or in N reaches (less five percent for"
                + " noise). " + content.get("machine") + ".");
        double peak = (Double) content.get("peak");
        for (String name : List.of("packing", "prepacked")) {
            Sweep sweep = Sweep.empty();
            List<?> rates = (List<?>) content.get(name);
            for (int m = 0; m < rates.size(); m++) {
                for (int k = 0; k < rates.size(); k++) {
                    List<?> row = (List<?>) ((List<?>) rates.get(m)).get(k);
                    sweep.rates()[m][k] = row.stream().mapToDouble(rate -> (Double) rate).toArray();
                }
            }
            String spoken = name.equals("packing") ? "weights packed in each call" : "weights packed beforehand";
            List<?> cliffs = (List<?>) content.get(name + "_cliffs");
            text.append("\n### ").append(capital(spoken)).append("\n\n");
            MatmulPlots.sweep(sweep, peak, "Lanegrad, " + spoken, image("Heat map of the sweep, " + spoken,
                    "matmul-sweep-" + name));
            paragraph(cliffs.isEmpty() ? "No cliffs." : "Cliffs: " + cliffs.size() + " of 5,832 shapes. The worst:");
            cliffs.stream().limit(10).forEach(cliff -> text.append("- ").append(cliff).append('\n'));
        }
    }

    private static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private Path image(String alternative, String name) {
        String file = "images/" + name + ".png";
        paragraph("![" + alternative + "](" + file + ")");
        return to.resolve(file);
    }

    private void source(Results results) {
        paragraph(results.machine() + ". Made by");
        text.append("```\n").append(String.join("\n", results.command())).append("\n```\n\n");
    }

    private void heading(String heading) {
        text.append("\n## ").append(heading).append("\n\n");
    }

    private void paragraph(String paragraph) {
        text.append(paragraph).append("\n\n");
    }

    private void row(List<String> cells) {
        cells.forEach(cell -> text.append("| ").append(cell).append(' '));
        text.append("|\n");
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    private static String number(double value) {
        return Double.isNaN(value)
                ? "-"
                : String.format(Locale.ROOT, value < 1 ? "%.3g" : value < 100 ? "%.2f" : "%.0f", value);
    }
}
