package dev.lanegrad.cli;

import dev.lanegrad.infer.Predictor;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.Model;
import dev.lanegrad.spec.SummationOrder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a model file holds. */
@Command(name = "inspect", mixinStandardHelpOptions = true, description = "Says what a model file holds.")
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "a saved model")
    private Path file;

    @Override
    public Integer call() throws IOException {
        Model model = ModelFile.load(file);
        String predictor = Predictor.of(model).describe();
        PrintWriter console = spec.commandLine().getOut();
        console.printf(Locale.ROOT, "file        %s, %,d bytes%n", file, Files.size(file));
        console.printf(Locale.ROOT, "network     %,d inputs, %,d outputs, %,d parameters%n", model.network().inputs(),
                model.network().outputs(), model.network().parameterCount());
        int index = 0;
        for (Dense layer : model.network().layers()) {
            console.printf(Locale.ROOT, "layer %-5d %,d -> %,d, %s%n", index++, layer.inputs(), layer.outputs(),
                    layer.activation().text());
        }
        console.printf(Locale.ROOT, "scaling     %s%n", model.scaler().isPresent() ? "standard, in the model" : "none");
        console.printf(Locale.ROOT, "output      %s, link %s%n", model.output(), model.link().text());
        console.printf(Locale.ROOT, "labels      %s%n",
                model.labels().isEmpty() ? "none" : String.join(", ", model.labels()));
        console.printf(Locale.ROOT, "order       version %d of the order of operations is what this program computes%n",
                SummationOrder.VERSION);
        console.printf(Locale.ROOT, "predictor   %s%n", predictor);
        console.flush();
        return CommandLine.ExitCode.OK;
    }
}
