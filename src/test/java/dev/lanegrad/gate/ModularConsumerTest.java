package dev.lanegrad.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.nn.Network;
import dev.lanegrad.testing.ForkedJvm;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The library as others see it: a named module that requires it, compiled and run on the module path, with what is
 * exported and no more.
 */
class ModularConsumerTest {
    private static final String MODULE = """
            module consumer {
                requires dev.lanegrad;
            }
            """;

    /** Public API only. No flag adds the Vector API's module: that the library requires it must do. */
    private static final String CONSUMER = """
            package consumer;

            import dev.lanegrad.activation.Activation;
            import dev.lanegrad.data.Dataset;
            import dev.lanegrad.data.StrokeDigits;
            import dev.lanegrad.infer.Predictor;
            import dev.lanegrad.io.ModelFile;
            import dev.lanegrad.loss.Loss;
            import dev.lanegrad.memory.Matrix;
            import dev.lanegrad.nn.Model;
            import dev.lanegrad.nn.Network;
            import dev.lanegrad.nn.Workspace;
            import dev.lanegrad.optim.Optimizer;
            import dev.lanegrad.reference.ReferenceKernels;
            import dev.lanegrad.train.Trainer;
            import java.nio.file.Path;
            import java.util.Arrays;

            public final class Main {
                public static void main(String[] args) throws Exception {
                    Network network = Network.input(4).dense(8, Activation.TANH).dense(3, Activation.SOFTMAX).build(1);
                    System.out.println("network " + network);
                    Workspace workspace = new Workspace(network, 2, new ReferenceKernels());
                    Matrix y = workspace.forward(Matrix.of(2, 4, 1, 2, 3, 4, 5, 6, 7, 8));
                    System.out.println("output " + y.shape());
                    for (int row = 0; row < y.rows(); row++) {
                        System.out.println("sum " + Math.round(y.get(row, 0) + y.get(row, 1) + y.get(row, 2)));
                    }

                    Dataset data = StrokeDigits.dataset(1, 0, 200);
                    Network digits = Network.input(data.inputs()).dense(16, Activation.RELU).dense(10).build(1);
                    Model model = Trainer.of(digits, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(1e-2f)).fit(data);
                    Path file = Path.of(args[0]);
                    ModelFile.save(model, file);
                    Matrix before = Matrix.create(200, 10);
                    Matrix after = Matrix.create(200, 10);
                    Predictor.of(model).predict(data.features(), before);
                    Predictor.of(ModelFile.load(file)).predict(data.features(), after);
                    System.out.println("same " + Arrays.equals(before.toArray(), after.toArray()));
                    System.out.println("module " + Network.class.getModule().getName());
                }
            }
            """;

    private static final String EXPECTED = """
            network 4-8 tanh-3 softmax
            output 2 x 3
            sum 1
            sum 1
            same true
            module dev.lanegrad
            """;

    /** What is not exported must not compile. */
    private static final String INTRUDER = """
            package consumer;

            public final class Main {
                public static void main(String[] args) {
                    System.out.println(dev.lanegrad.simd.VectorSupport.bits());
                }
            }
            """;

    @TempDir
    Path directory;

    /** The library's classes with their module descriptor, and the jars that it requires. */
    private static String modulePath() throws URISyntaxException {
        List<String> path = new ArrayList<>();
        path.add(Path.of(Network.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Path.of(entry).getFileName().toString().startsWith("jackson-core"))
                .forEach(path::add);
        assertEquals(2, path.size(), "the library and jackson-core: " + path);
        return String.join(File.pathSeparator, path);
    }

    /** Compiles a module of one class; returns whether it compiled, and appends what the compiler said. */
    private boolean compile(String source, StringWriter messages) throws IOException, URISyntaxException {
        Path sources = Files.createDirectories(directory.resolve("sources/consumer"));
        Path module = Files.writeString(directory.resolve("sources/module-info.java"), MODULE);
        Path main = Files.writeString(sources.resolve("Main.java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        // A consumer may be as strict as we are; that a module incubates it cannot help.
        List<String> options = List.of("-Xlint:all,-incubating", "-Werror", "--module-path", modulePath(), "-d",
                directory.resolve("classes").toString());
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            return compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(module, main))
                    .call();
        }
    }

    @Test
    void aModularConsumerRuns() throws Exception {
        StringWriter messages = new StringWriter();
        assertTrue(compile(CONSUMER, messages), messages::toString);
        ForkedJvm.Result result = new ForkedJvm()
                .with("--module-path", directory.resolve("classes") + File.pathSeparator + modulePath())
                .with("--module", "consumer/consumer.Main",
                        directory.resolve("model.safetensors").toString())
                .run()
                .requireSuccess();
        // The JVM itself warns that a module incubates.
        String output = result.output().lines()
                .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        assertEquals(EXPECTED, output);
    }

    @Test
    void whatIsNotExportedDoesNotCompile() throws Exception {
        StringWriter messages = new StringWriter();
        assertFalse(compile(INTRUDER, messages), "a consumer reached into simd");
        assertTrue(messages.toString().contains("dev.lanegrad.simd is not visible")
                || messages.toString().contains("does not export"), messages::toString);
    }
}
