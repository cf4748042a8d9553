package dev.lanegrad.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command itself: sub-commands, and the main job where none is given. */
@Command(name = "lanegrad", mixinStandardHelpOptions = true, versionProvider = RootCommand.Version.class,
        description = "Trains, saves and serves dense neural networks. Without a sub-command: makes digits, trains on them,"
                + " saves and loads the model and measures its predictions.",
        subcommands = {TrainCommand.class, PredictCommand.class, InspectCommand.class, GradcheckCommand.class,
            CommandLine.HelpCommand.class})
final class RootCommand implements Runnable {
    /** What shells report of a program that wrote to a closed pipe: 128 and the number of SIGPIPE. */
    private static final int CLOSED_OUTPUT = 141;

    @Spec
    private CommandSpec spec;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "NUMBER",
            description = "decides data and weights (default: ${DEFAULT-VALUE})")
    private long seed;

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Version.class.getPackage().getImplementationVersion();
            return new String[] {"lanegrad " + (version == null ? "(development build)" : version)};
        }
    }

    @Override
    public void run() {
        new DigitsJob(spec.commandLine().getOut(), seed).run();
    }

    /** Runs a command line; errors are one line, without a stack trace. */
    static int run(String... arguments) {
        CommandLine line = new CommandLine(new RootCommand());
        // Of the stream itself: behind an encoder of its own, a writer would not see that the stream has failed.
        line.setOut(new PrintWriter(System.out, true, System.out.charset()));
        line.setParameterExceptionHandler((e, args) -> {
            complain(e.getCommandLine().getErr(), e.getMessage() + " (see " + e.getCommandLine().getCommandSpec()
                    .qualifiedName() + " --help)");
            return CommandLine.ExitCode.USAGE;
        });
        line.setExecutionStrategy(parsed -> {
            if (parsed.hasSubcommand() && parsed.hasMatchedOption("--seed")) {
                throw Options.invalid(parsed.commandSpec(), "--seed",
                        "a sub-command has its own, which stands after its name");
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler((e, command, result) -> {
            if (!isEnding()) {
                complain(command.getErr(), message(e));
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        try {
            int code = line.execute(arguments);
            // Whoever read standard output has gone: no error of ours, and nothing to say.
            return line.getOut().checkError() ? CLOSED_OUTPUT : code;
        } catch (OutOfMemoryError e) {
            complain(line.getErr(), "not enough memory: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** Whether the JVM was told to end (Ctrl-C), which takes files away from whoever writes them: no error to tell. */
    private static boolean isEnding() {
        Thread hook = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return !Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private static void complain(PrintWriter err, String message) {
        err.println("lanegrad: " + message.replaceAll("\\s*\\R\\s*", " "));
        err.flush();
    }

    private static String message(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "no such file: " + e.getMessage();
        }
        boolean expected = e instanceof IOException || e instanceof UncheckedIOException
                || e instanceof IllegalArgumentException
                || e instanceof IllegalStateException || e instanceof ArithmeticException;
        return expected && e.getMessage() != null ? e.getMessage() : e.toString();
    }
}
