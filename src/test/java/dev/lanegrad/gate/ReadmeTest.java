package dev.lanegrad.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.ForkedJvm;
import java.io.File;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code on the README's first screen compiles as it stands there, imports aside, and runs. */
class ReadmeTest {
    private static final List<String> PACKAGES = List.of("activation", "data", "infer", "io", "io.data", "loss", "memory",
            "nn",
            "optim", "train");

    @TempDir
    Path folder;

    @Test
    void firstScreenRuns() throws Exception {
        Matcher code = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("README.md")));
        assertTrue(code.find(), "no code in the README");
        String source = PACKAGES.stream().map(p -> "import dev.lanegrad." + p + ".*;\n").reduce("", String::concat)
                + "import java.nio.file.Path;\nclass First {\npublic static void main(String[] a) throws Exception {\n"
                + code.group(1) + "System.out.println(\"predicted \" + output.shape());\n}\n}\n";
        Path file = Files.writeString(folder.resolve("First.java"), source.replace("Path.of(\"digits",
                "Path.of(a[0]).resolve(\"digits"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(messages, files, null, List.of("-cp", System.getProperty("java.class.path"),
                    "-d", folder.toString()), null, files.getJavaFileObjects(file)).call();
            assertTrue(compiled, messages::toString);
        }
        String output = new ForkedJvm()
                .with("--add-modules", VectorSupport.MODULE)
                .with("-cp", folder + File.pathSeparator + System.getProperty("java.class.path"))
                .with("First", folder.toString())
                .run()
                .requireSuccess()
                .output();
        assertEquals("predicted 2000 x 10", output.lines().toList().getLast());
    }
}
