package dev.lanegrad.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.nn.Initializer;
import dev.lanegrad.optim.Clipping;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.schedule.Schedule;
import dev.lanegrad.spec.Elementary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The documents say what the records, the sources and the benchmark's file say. To write them anew:
 *
 * <pre>{@code
 * ./mvnw -q test -Dtest=FunctionDocumentsTest -Dtest.jvm=-Dlanegrad.writeDocuments=true
 * }</pre>
 */
class FunctionDocumentsTest {
    private static final Path MEASUREMENTS = Path.of("bench/results/activations.json");

    @TempDir
    Path folder;

    @Test
    void theDocumentsAreUpToDate() throws IOException {
        for (Map.Entry<Path, String> document : new FunctionDocuments(MEASUREMENTS).all().entrySet()) {
            Path file = document.getKey();
            if (Boolean.getBoolean("lanegrad.writeDocuments")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, document.getValue());
            }
            assertEquals(document.getValue(), Files.exists(file) ? Files.readString(file) : "", () -> file
                    + " is not what " + FunctionDocumentsTest.class.getSimpleName() + " writes; its comment says how");
        }
        // Not from the generator's own lists: each name begins a row.
        assertRows("docs/activations.md", Activation.all().stream().map(Activation::name));
        assertRows("docs/activations.md", Arrays.stream(Elementary.values()).map(Elementary::label));
        assertRows("docs/losses.md", Loss.all().stream().map(Loss::name));
        assertRows("docs/optimizers.md", Optimizer.all().stream().map(Optimizer::name));
        assertRows("docs/optimizers.md", Schedule.all().stream().map(Schedule::name));
        assertRows("docs/optimizers.md", Clipping.all().stream().map(Clipping::text));
        assertRows("docs/initializers.md", Initializer.all().stream().map(Initializer::name));
    }

    private static void assertRows(String file, Stream<String> names) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(file));
        assertEquals(List.of(), names.filter(name -> lines.stream().noneMatch(line -> line.startsWith("| `" + name + "` |")))
                .toList(), () -> file + " has no row for these");
    }

    /** Medians over all forks, the better peer, and what was not measured. */
    @Test
    void speedComesFromTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("measured.json"), """
                {"command":["build","run it"],"machine":"a machine","results":[
                %s,%s,%s]}
                """.formatted(result("relu", "lanegrad", "[[4.0,2.0],[3.0]]"), result("relu", "onednn", "[[1.0,2.0]]"),
                result("relu", "pytorch", "[[1.0]]")));
        String text = new FunctionDocuments(file).all().get(Path.of("docs/activations.md"));
        assertTrue(text.contains("a machine"), text);
        assertTrue(text.contains("\nbuild\nrun it\n"), text);
        assertTrue(text.contains("### 262,144 elements\n"), text);
        assertTrue(text.contains("| `relu` | 3.00 | - | 1.50 | 1.00 | - | 2.00 |\n"), text);
        assertTrue(text.contains("| `tanh` | - | - | - | - | - | - |\n"), text);
    }

    private static String result(String function, String impl, String rawData) {
        return """
                {"params":{"function":"%s","impl":"%s","size":"4096"},"primaryMetric":{"score":1,"rawData":[[1]]},\
                "secondaryMetrics":{"gelem":{"score":"NaN","rawData":%s}}}""".formatted(function, impl, rawData);
    }
}
