package dev.lanegrad.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.ForkedJvm;
import dev.lanegrad.testing.NativeMemory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing native of a predictor waits for the garbage collector once it is closed or swapped out, and all of it is described. */
class NativeLeftoversTest {
    /** Of each kind of predictor; there are five. */
    private static final int SWAPS = 400;

    @Test
    void swapsLeaveNoNativeMemoryWithoutACollection(@TempDir Path folder) {
        String output = new ForkedJvm().withClassPath()
                .with("--add-modules", VectorSupport.MODULE, NativeMemory.FLAG)
                // Never collects, so that what is freed was freed by us.
                .with("-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xmx6g")
                .with(NativeLeftoversMain.class.getName(), folder.resolve("model").toString(), Integer.toString(SWAPS))
                .run().requireSuccess().output();
        List<String> lines = output.lines().filter(line -> line.endsWith(" allocations")).toList();
        assertEquals(List.of("float32", "bfloat16", "int8", "threads", "reference").stream()
                .map(kind -> kind + ": 0 bytes in 0 allocations").toList(), lines.subList(0, lines.size() - 1), output);
        // Nothing is missing in the description, and nothing is in it twice.
        double aligning = output.lines().filter(line -> line.startsWith("aligning takes ")).findFirst()
                .map(line -> Double.parseDouble(line.substring("aligning takes ".length()))).orElseThrow();
        assertTrue(aligning >= 0 && aligning < Matrix.ALIGNMENT, output);
        assertTrue(lines.getLast().matches("one: 1\\d{3} bytes in 1 allocations"), output);
    }
}
