package dev.lanegrad.cli;

import dev.lanegrad.data.FeatureColumn;
import dev.lanegrad.data.Imputation;
import dev.lanegrad.data.Schema;
import dev.lanegrad.infer.Predictor;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.Layer;
import dev.lanegrad.nn.Model;
import dev.lanegrad.spec.SummationOrder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a model file holds. */
@Command(name = "inspect", mixinStandardHelpOptions = true, versionProvider = RootCommand.Version.class,
        description = "Says what a model file holds.")
final class InspectCommand implements Callable<Integer> {
    /** More lines of columns than this nobody reads. */
    private static final int MAX_INPUTS = 100;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "a saved model")
    private Path file;

    @Override
    public Integer call() throws IOException {
        Model model = ModelFile.load(file);
        String predictor = Predictor.of(model).describe().lines().findFirst().orElseThrow();
        PrintWriter console = spec.commandLine().getOut();
        console.printf(Locale.ROOT, "file        %s, %,d bytes%n", file, Files.size(file));
        console.printf(Locale.ROOT, "network     %,d inputs, %,d outputs, %,d parameters%n", model.network().inputs(),
                model.network().outputs(), model.network().parameterCount());
        int index = 0;
        for (Layer layer : model.network().layers()) {
            console.printf(Locale.ROOT, "layer %-5d %,d -> %,d, %s%n", index++, layer.inputs(), layer.outputs(),
                    layer instanceof Dense dense ? dense.activation().text() : layer.text());
        }
        printInputs(console, model);
        console.printf(Locale.ROOT, "output      %s, link %s%n", model.output(), model.link().text());
        console.printf(Locale.ROOT, "labels      %s%n",
                model.labels().isEmpty() ? "none" : String.join(", ", model.labels()));
        model.schema().filter(schema -> !schema.targets().isEmpty())
                .ifPresent(schema -> console.printf(Locale.ROOT, "targets     %s%n", String.join(", ", schema.targets())));
        console.printf(Locale.ROOT, "order       version %d of the order of operations is what this program computes%n",
                SummationOrder.VERSION);
        console.printf(Locale.ROOT, "predictor   %s%n", predictor);
        console.flush();
        return CommandLine.ExitCode.OK;
    }

    /** The inputs' columns and what happens to their numbers. */
    private static void printInputs(PrintWriter console, Model model) {
        List<String> names = model.schema().map(Schema::inputNames)
                .orElseGet(() -> IntStream.rangeClosed(1, model.network().inputs()).mapToObj(Integer::toString).toList());
        if (model.schema().isEmpty() && model.scaler().isEmpty()) {
            console.printf(Locale.ROOT, "inputs      as they are%n");
            return;
        }
        for (int i = 0; i < Math.min(names.size(), MAX_INPUTS); i++) {
            String scaling = model.scaler().isEmpty()
                    ? ""
                    : String.format(Locale.ROOT, ": (x - %s) * %s", model.scaler().get().center().get(0, i),
                            model.scaler().get().factor().get(0, i));
            console.printf(Locale.ROOT, "input %-5d %s%s%n", i, names.get(i), scaling);
        }
        if (names.size() > MAX_INPUTS) {
            console.printf(Locale.ROOT, "            ... %,d in all%n", names.size());
        }
        model.schema().stream().flatMap(schema -> schema.features().stream()).forEach(column -> {
            if (column instanceof FeatureColumn.Numeric numeric && !numeric.missing().equals(Imputation.REFUSE)) {
                console.printf(Locale.ROOT, "missing     %s: %s%n", numeric.name(), numeric.missing().text());
            }
        });
    }
}
