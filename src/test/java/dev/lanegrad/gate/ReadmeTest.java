package dev.lanegrad.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.cli.Main;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.ForkedJvm;
import dev.lanegrad.testing.SampleFiles;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code compiles as it stands there, imports aside, and runs; its command lines do what they say. */
class ReadmeTest {
    private static final List<String> PACKAGES = List.of("activation", "data", "infer", "io", "io.data", "loss", "memory",
            "nn", "optim", "optim.schedule", "train");

    @TempDir
    Path folder;

    private static List<String> find(String pattern) throws IOException {
        List<String> found = Pattern.compile(pattern, Pattern.DOTALL).matcher(Files.readString(Path.of("README.md")))
                .results().map(match -> match.group(1)).toList();
        assertFalse(found.isEmpty(), "nothing in the README looks like " + pattern);
        return found;
    }

    @Test
    void everyPieceOfCodeRuns() throws Exception {
        SampleFiles.writeAll(folder);
        for (String code : find("```java\\n(.*?)```")) {
            String source = PACKAGES.stream().map(p -> "import dev.lanegrad." + p + ".*;\n").reduce("", String::concat)
                    + "import java.nio.file.Path;\nclass First {\npublic static void main(String[] a) throws Exception {\n"
                    + code + "System.out.println(\"predicted \" + output.shape());\n}\n}\n";
            Path file = Files.writeString(folder.resolve("First.java"), source);
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter messages = new StringWriter();
            try (var files = compiler.getStandardFileManager(null, null, null)) {
                boolean compiled = compiler.getTask(messages, files, null, List.of("-cp",
                        System.getProperty("java.class.path"), "-d", folder.toString()), null,
                        files.getJavaFileObjects(file)).call();
                assertTrue(compiled, messages::toString);
            }
            String output = new ForkedJvm().in(folder)
                    .with("--add-modules", VectorSupport.MODULE)
                    .with("-cp", folder + File.pathSeparator + System.getProperty("java.class.path"))
                    .with("First")
                    .run().requireSuccess().output();
            String expected = code.contains("StrokeDigits") ? "predicted 2000 x 10" : "predicted 10 x 1";
            assertEquals(expected, output.lines().toList().getLast());
        }
    }

    @Test
    void everyCommandLineWorks() throws Exception {
        SampleFiles.writeAll(folder);
        List<String> commands = find("-Dcli=\"([^\"]*)\"");
        for (String command : commands) {
            ForkedJvm.Result result = new ForkedJvm().in(folder).withClassPath()
                    .with("--add-modules", VectorSupport.MODULE, "--enable-native-access=ALL-UNNAMED", Main.class.getName())
                    .with(command.split(" "))
                    .run().requireSuccess();
            assertFalse(result.output().contains("lanegrad:"), command + "\n" + result.output());
        }
        assertEquals(21, Files.readAllLines(folder.resolve("predictions.csv")).size(), "a header and a line a row");
        assertTrue(Files.exists(folder.resolve("images.safetensors")), "a model of images");
    }
}
