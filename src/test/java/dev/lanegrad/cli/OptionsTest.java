package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.testing.SampleFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every option of every command: what is wrong with its value is one line, and nothing else happens. */
class OptionsTest {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    /** Paths in {@link #folder} start with it. */
    private static final String AT = "@";

    /** What {@link #WRONG} says of an option that has no wrong value. */
    private static final List<Wrong> ANY_TEXT = List.of();

    /** Wrong values by command and option; an option that is not here fails the test. */
    private static final Map<String, List<Wrong>> WRONG = new TreeMap<>();

    @TempDir
    static Path folder;

    /**
     * A way to be wrong.
     *
     * @param part what the error must contain
     * @param more arguments without which the value would not matter
     */
    private record Wrong(int exitCode, String part, String value, List<String> more) {
    }

    /** Values that are wrong whatever the data are, or for the data of the test; the error names the option. */
    private static void refused(String command, String option, String... values) {
        for (String value : values) {
            put(command, option, new Wrong(USAGE, option, value, List.of()));
        }
    }

    /** Values that do not fit a file; the error names it. */
    private static void failed(String command, String option, String part, String... values) {
        for (String value : values) {
            put(command, option, new Wrong(FAILED, part, value, List.of()));
        }
    }

    private static void put(String command, String option, Wrong wrong) {
        WRONG.computeIfAbsent(command + " " + option, key -> new ArrayList<>()).add(wrong);
    }

    static {
        refused("lanegrad", "--seed", "", "x", "1.5", "9223372036854775808");

        failed("train", "--data", "no such file", AT + "missing");
        failed("train", "--data", "directory", AT + ".");
        failed("train", "--data", "the file is empty", AT + "empty.csv");
        failed("train", "--data", "no record", AT + "header.csv");
        failed("train", "--data", "not UTF-8 text", AT + "model");
        failed("train", "--data", "damaged", AT + "damaged.gz");
        failed("train", "--data", "unpack it", AT + "packed.csv.gz");
        refused("train", "--data", AT + "train-images.idx3-ubyte.gz");
        refused("train", "--labels", AT + "missing", AT + "train-labels.idx1-ubyte.gz");
        failed("train", "--test", "no such file", AT + "missing");
        failed("train", "--test", "directory", AT + ".");
        failed("train", "--test", "'side'", AT + "new.csv");
        failed("train", "--test", "'elsewhere'", AT + "strange.csv");
        failed("train", "--test", "no feature column 'y'", AT + "narrow.csv");
        refused("train", "--test", AT + "test-images.idx3-ubyte.gz");
        refused("train", "--test-labels", AT + "missing", AT + "test-labels.idx1-ubyte.gz");
        refused("train", "--folds", "", "x", "2.5", "-1", "0", "1", "301");
        failed("train", "--out", "directory", AT + ".");
        failed("train", "--out", "does not exist", AT + "missing/model");
        refused("train", "--out", AT + "train.csv");
        refused("train", "--threads", "", "x", "-1", "0", "1.5", "1025");
        refused("train", "--hidden", "", "x", "-1", "8,-1", "8,0", "0,0", ",", "1.5", "9999999999");
        refused("train", "--activation", "", "rele", "leaky_relu(", "leaky_relu(x)");
        refused("train", "--normalization", "", "Batch", "instance");
        put("train", "--normalization", new Wrong(USAGE, "--normalization", "batch", List.of("--batch", "1")));
        refused("train", "--dropout", "", "x", "-0.1", "1", "NaN");
        refused("train", "--residual", "=maybe");
        put("train", "--residual", new Wrong(USAGE, "--residual", "", List.of("--hidden", "8,9")));
        refused("train", "--initializer", "", "he", "constant(x)", "constant(NaN)");
        refused("train", "--loss", "", "hubert", "huber(0)", "huber(x)", "huber(beta=1)", "poisson(log_input=maybe)",
                "softmax_cross_entropy(label_smoothing=2)", "softmax_cross_entropy(ignore_index=1.5)");
        refused("train", "--class-weights", "", "inside", "inside=", "inside=x", "inside=-1", "inside=NaN", "elsewhere=1",
                "balanced,inside=2", "inside=1,inside=2", "inside=0,outside=0");
        put("train", "--class-weights", new Wrong(USAGE, "--class-weights", "balanced", List.of("--loss", "huber")));
        put("train", "--class-weights",
                new Wrong(USAGE, "--class-weights", "balanced", List.of("--loss", "softmax_cross_entropy(1,2)")));
        refused("train", "--optimizer", "", "adamant", "adam(beta1=1)", "sgd(nesterov=true)");
        refused("train", "--schedule", "", "cosines", "step(size=0)", "cosine+step");
        put("train", "--schedule",
                new Wrong(USAGE, "--schedule", "one_cycle(cycle_momentum=true)", List.of("--optimizer", "adagrad")));
        refused("train", "--schedule-by", "", "day");
        refused("train", "--warm-up", "", "x", "-1");
        put("train", "--warm-up", new Wrong(USAGE, "--warm-up", "2", List.of("--schedule", "linear_warm_up")));
        refused("train", "--plateau", "", "flat", "plateau(factor=2)");
        refused("train", "--clip", "", "length(1)", "norm(0)");
        refused("train", "--weight-decay", "", "x", "-1", "NaN");
        refused("train", "--l1", "", "x", "-1", "NaN");
        refused("train", "--l2", "", "x", "-1", "NaN");
        refused("train", "--max-norm", "", "x", "0", "-1", "NaN");
        refused("train", "--micro-batch", "", "x", "0", "-1", "1.5");
        put("train", "--micro-batch", new Wrong(USAGE, "--micro-batch", "8", List.of("--normalization", "batch")));
        refused("train", "--rate", "", "x", "0", "-1", "NaN", "Infinity");
        refused("train", "--epochs", "", "x", "0", "-1", "1.5");
        refused("train", "--batch", "", "x", "0", "-1", "1.5");
        refused("train", "--seed", "", "x", "1.5", "9223372036854775808");
        refused("train", "--validation", "", "x", "-0.1", "1", "NaN");
        refused("train", "--patience", "", "x", "-1", "1.5", "3");
        refused("train", "--scaling", "", "normal");
        refused("train", "--scale", "", "x", "x=", "x=normal", "elsewhere=robust", "side=robust");
        refused("train", "--no-target-scaling", "", "=maybe");
        failed("train", "--label", "no label column", "", "elsewhere", "0", "4", "-4");
        failed("train", "--label", "twice", "side,side", "side,3");
        failed("train", "--label", "line 2", "x,side");
        failed("train", "--ignore", "no ignored column", "", "elsewhere");
        failed("train", "--ignore", "no feature column", "x,y");
        failed("train", "--categorical", "no categorical column", "", "elsewhere");
        failed("train", "--categorical", "two roles", "side");
        refused("train", "--missing", "", "average", "NaN");
        failed("train", "--sample-weights", "no weight column", "", "elsewhere");
        failed("train", "--sample-weights", "column 'side' is 'inside'", "side");
        failed("train", "--sample-weights", "expected a weight of at least 0", "x");
        WRONG.put("train --missing-words", ANY_TEXT);
        refused("train", "--separator", "", "::", "\"", "\n");
        failed("train", "--separator", "another separator than ';'", ";");
        refused("train", "--quote", "", "''", ",", "\r");
        refused("train", "--no-header", "=maybe");
        refused("train", "--diagnose", "=maybe");
        refused("train", "--find-rate", "=maybe");
        refused("train", "--last-batch", "", "half");
        failed("train", "--log", "directory", AT + ".");
        failed("train", "--log", "does not exist", AT + "missing/log.csv");
        refused("train", "--log-steps", "", "=maybe");
        refused("train", "--checkpoint", AT + ".");
        failed("train", "--checkpoint", "does not exist", AT + "missing/run.ckpt");
        refused("train", "--checkpoint-every", "", "x", "5", "0epochs", "-1steps", "2epochs");
        refused("train", "--resume", "", "=maybe");

        // The data and the network of train, with the same values wrong.
        commands().get("gradcheck").options().stream().map(OptionSpec::longestName)
                .filter(option -> WRONG.containsKey("train " + option))
                .forEach(option -> WRONG.put("gradcheck " + option, WRONG.get("train " + option)));
        refused("gradcheck", "--rows", "", "x", "0", "-1", "1.5");
        refused("gradcheck", "--elements", "", "x", "0", "-1", "1.5");

        failed("predict", "--model", "no such file", AT + "missing");
        failed("predict", "--model", "directory", AT + ".");
        failed("predict", "--model", "not a safetensors file", AT + "train.csv");
        failed("predict", "--model", "0 bytes", AT + "empty.csv");
        failed("predict", "--data", "no such file", AT + "missing");
        failed("predict", "--data", "directory", AT + ".");
        failed("predict", "--data", "the file is empty", AT + "empty.csv");
        failed("predict", "--data", "no feature column 'x'", AT + "houses.csv");
        failed("predict", "--data", "256 features", AT + "test-images.idx3-ubyte.gz");
        failed("predict", "--data", "unpack it", AT + "packed.csv.gz");
        failed("predict", "--out", "directory", AT + ".");
        failed("predict", "--out", "does not exist", AT + "missing/predictions.csv");
        refused("predict", "--out", AT + "model");
        refused("predict", "--threads", "", "x", "-1", "0", "1.5");
        refused("predict", "--separator", "", "::", "\"", "\n");
        failed("predict", "--separator", "no feature column", ";");
        refused("predict", "--quote", "", "''", ",", "\r");
        refused("predict", "--no-header", "=maybe");
        failed("predict", "--no-header", "line 1", "");
        // The model's own columns count.
        for (String option : List.of("--label", "--ignore", "--missing-words")) {
            WRONG.put("predict " + option, ANY_TEXT);
        }
    }

    @BeforeAll
    static void data() throws IOException {
        SampleFiles.writeAll(folder);
        Files.createFile(folder.resolve("empty.csv"));
        Files.writeString(folder.resolve("header.csv"), "x,y,side\n");
        Files.writeString(folder.resolve("strange.csv"), "x,y,side\n0,0,inside\n1,1,elsewhere\n");
        Files.writeString(folder.resolve("narrow.csv"), "x,side\n0,inside\n");
        byte[] zeros = new byte[108];
        ByteBuffer.wrap(zeros).putInt(0x0801).putInt(100);
        SampleFiles.packed(folder.resolve("zeros.idx1-ubyte.gz"), zeros);
        Files.write(folder.resolve("damaged.gz"), new byte[] {0x1f, (byte) 0x8b, 8});
        SampleFiles.packed(folder.resolve("packed.csv.gz"), Files.readAllBytes(folder.resolve("train.csv")));
        InProcess.Result trained = InProcess.run("train", "--data", at("train.csv"), "--epochs", "1", "--out", at("model"));
        assertEquals(0, trained.exitCode(), trained.err());
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    private static Map<String, CommandSpec> commands() {
        Map<String, CommandSpec> commands = new TreeMap<>();
        CommandLine root = new CommandLine(new RootCommand());
        commands.put("lanegrad", root.getCommandSpec());
        root.getSubcommands().forEach((name, line) -> commands.put(name, line.getCommandSpec()));
        commands.remove("help");
        return commands;
    }

    @TestFactory
    Stream<DynamicTest> wrongValuesAreOneLineAndChangeNothing() {
        return commands().entrySet().stream().flatMap(command -> command.getValue().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(option -> DynamicTest.dynamicTest(command.getKey() + " " + option.longestName(),
                        () -> assertRefused(command.getKey(), option))));
    }

    @Test
    void noOptionIsTestedThatIsGone() {
        List<String> known = commands().entrySet().stream().flatMap(command -> command.getValue().options().stream()
                .map(option -> command.getKey() + " " + option.longestName())).toList();
        assertEquals(List.of(), WRONG.keySet().stream().filter(option -> !known.contains(option)).toList());
    }

    private static void assertRefused(String command, OptionSpec option) throws IOException {
        List<Wrong> ways = WRONG.get(command + " " + option.longestName());
        assertTrue(ways != null, "no wrong value is known of this option");
        for (Wrong wrong : ways) {
            List<String> arguments = new ArrayList<>(command.equals("lanegrad") ? List.of() : List.of(command));
            required(command).forEach((name, file) -> {
                if (!name.equals(option.longestName())) {
                    arguments.addAll(List.of(name, at(file)));
                }
            });
            arguments.addAll(wrong.more());
            if (option.arity().max() == 0) {
                arguments.add(option.longestName() + wrong.value());
            } else {
                arguments.addAll(List.of(option.longestName(),
                        wrong.value().startsWith(AT) ? at(wrong.value().substring(1)) : wrong.value()));
            }
            assertRefused(wrong.exitCode(), wrong.part(), arguments);
        }
    }

    private static Map<String, String> required(String command) {
        return switch (command) {
            case "train", "gradcheck" -> Map.of("--data", "train.csv");
            case "predict" -> Map.of("--data", "new.csv", "--model", "model");
            default -> Map.of();
        };
    }

    /** One line that says what is wrong, nothing on standard output, no file more or less or changed. */
    private static void assertRefused(int exitCode, String part, List<String> arguments) throws IOException {
        Map<String, Long> before = files();
        InProcess.Result result = InProcess.run(arguments.toArray(String[]::new));
        String what = arguments + "\n" + result;
        assertEquals(exitCode, result.exitCode(), what);
        assertEquals("", result.out(), what);
        assertEquals(1, result.err().lines().count(), what);
        assertTrue(result.err().startsWith("lanegrad: "), what);
        assertTrue(result.err().contains(part), what);
        assertEquals(before, files(), what);
    }

    private static Map<String, Long> files() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                sizes.put(file.getFileName().toString(), Files.size(file));
            }
        }
        return sizes;
    }

    private static void assertRefused(int exitCode, String part, String... arguments) throws IOException {
        assertRefused(exitCode, part, List.of(arguments));
    }

    @Test
    void optionsThatDoNotGoTogether() throws IOException {
        String data = at("train.csv");
        assertRefused(USAGE, "--test", "train", "--data", data, "--test", at("test.csv"), "--folds", "3");
        assertRefused(USAGE, "--test-labels", "train", "--data", data, "--test", at("test.csv"), "--test-labels",
                at("test-labels.idx1-ubyte.gz"));
        assertRefused(USAGE, "--data", "train", "--data", data, "--data", data);
        assertRefused(USAGE, "--data", "train");
        assertRefused(USAGE, "--model", "predict", "--data", data);
        assertRefused(USAGE, "--seed", "--seed", "2", "inspect", at("model"));
        assertRefused(USAGE, "--bogus", "train", "--data", data, "--bogus");
        assertRefused(USAGE, "bogus", "bogus");
        assertRefused(USAGE, "bogus", "help", "bogus");
    }

    @Test
    void inspectSaysWhatIsNoModel() throws IOException {
        assertRefused(USAGE, "FILE", "inspect");
        assertRefused(FAILED, "no such file", "inspect", at("missing"));
        assertRefused(FAILED, "directory", "inspect", folder.toString());
        assertRefused(FAILED, "not a safetensors file", "inspect", at("train.csv"));
        assertRefused(FAILED, "0 bytes", "inspect", at("empty.csv"));
    }

    @Test
    void imagesNeedTheirLabelsAndHaveNoColumns() throws IOException {
        String images = at("train-images.idx3-ubyte.gz");
        String labels = at("train-labels.idx1-ubyte.gz");
        assertRefused(FAILED, "300 rows", "train", "--data", images, "--labels", at("test-labels.idx1-ubyte.gz"));
        assertRefused(FAILED, "no such file", "train", "--data", images, "--labels", at("missing"));
        assertRefused(FAILED, "no IDX or NumPy file", "train", "--data", images, "--labels", at("train.csv"));
        assertRefused(FAILED, "one dimension", "train", "--data", images, "--labels", images);
        assertRefused(FAILED, "expected one of", "train", "--data", at("test-images.idx3-ubyte.gz"), "--labels",
                at("zeros.idx1-ubyte.gz"), "--test", images, "--test-labels", labels);
        Map<String, String> values = Map.of("--missing", "mean", "--separator", ";", "--quote", "'");
        CommandSpec train = commands().get("train");
        List<OptionSpec> options = Stream.of("table", "columns").flatMap(mixin -> train.mixins().get(mixin).options()
                .stream()).toList();
        for (OptionSpec option : options) {
            List<String> arguments = new ArrayList<>(List.of("train", "--data", images, "--labels", labels));
            arguments.add(option.longestName());
            if (option.arity().max() > 0) {
                arguments.add(values.getOrDefault(option.longestName(), "x"));
            }
            assertRefused(USAGE, option.longestName(), arguments);
        }
    }

    @Test
    void helpNamesEveryOptionAndVersionsAreThere() {
        commands().forEach((name, spec) -> {
            String[] command = name.equals("lanegrad") ? new String[0] : new String[] {name};
            InProcess.Result help = InProcess.run(and(command, "--help"));
            assertEquals(0, help.exitCode(), help.err());
            assertEquals("", help.err());
            spec.options().forEach(option -> assertTrue(help.out().contains("  " + option.longestName())
                    || help.out().contains(", " + option.longestName()), option.longestName() + " in " + help.out()));
            spec.subcommands().keySet().forEach(sub -> assertTrue(help.out().contains("  " + sub), help.out()));
            InProcess.Result version = InProcess.run(and(command, "--version"));
            assertEquals(0, version.exitCode(), version.err());
            assertTrue(version.out().startsWith("lanegrad "), name + ": " + version);
            assertEquals("", version.err());
        });
        assertEquals(InProcess.run("train", "--help"), InProcess.run("help", "train"));
    }

    private static String[] and(String[] command, String option) {
        return Stream.concat(Stream.of(command), Stream.of(option)).toArray(String[]::new);
    }
}
