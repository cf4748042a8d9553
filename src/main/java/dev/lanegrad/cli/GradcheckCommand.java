package dev.lanegrad.cli;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.nn.Network;
import dev.lanegrad.train.GradientReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares gradients with finite differences. */
@Command(name = "gradcheck", mixinStandardHelpOptions = true, versionProvider = RootCommand.Version.class,
        sortOptions = false,
        description = "Compares the gradients of the network that train would train, on some samples of its data, with finite"
                + " differences of the loss. Exit code 1 if they differ.")
final class GradcheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "training data")
    private Path data;

    @Option(names = "--labels", paramLabel = "FILE", description = "labels of an IDX or NumPy file")
    private Optional<Path> labels = Optional.empty();

    @Option(names = "--rows", defaultValue = "16", paramLabel = "COUNT",
            description = "samples that the loss is taken over (default: ${DEFAULT-VALUE})")
    private int rows;

    @Option(names = "--elements", defaultValue = "10", paramLabel = "COUNT",
            description = "elements of each parameter that are looked at (default: ${DEFAULT-VALUE})")
    private int elements;

    @Mixin
    private TrainingOptions options;

    @Mixin
    private TableOptions table;

    @Mixin
    private ColumnOptions columns;

    @Override
    public Integer call() throws IOException {
        options.check();
        Dataset training = new DataFiles(spec, table, columns, options.loss()).read("--data", data, labels,
                DataFiles.Known.NOTHING);
        Network network = options.network(training);
        options.trainer(network, training); // refuses what train would refuse
        GradientReport report = Options.checked(spec, "--rows", () -> options.check(network, training).rows(rows))
                .elements(Options.checked(spec, "--elements", () -> {
                    if (elements < 1) {
                        throw new IllegalArgumentException("expected at least 1, given " + elements);
                    }
                    return elements;
                })).run(training);
        PrintWriter console = spec.commandLine().getOut();
        console.println("network     " + network);
        console.println(report.text());
        console.flush();
        return report.agrees() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
}
