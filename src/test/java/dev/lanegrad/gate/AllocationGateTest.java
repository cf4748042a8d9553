package dev.lanegrad.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.ForkedJvm;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fails when a warm kernel allocates: one boxed vector is 100 bytes or more, in each turn of a loop. Where the inlining
 * gate reads what the compiler says, this one measures what the code does.
 */
@Execution(ExecutionMode.CONCURRENT)
class AllocationGateTest {
    private static List<String> run(int bits, String... arguments) {
        return new ForkedJvm().withClassPath()
                // The program waits for C2: what it measures does not hang on when a method was compiled.
                .with("--add-modules", VectorSupport.MODULE, "-Dlanegrad.vectorBits=" + bits, "-Xmx512m",
                        "-XX:-BackgroundCompilation", AllocationGateMain.class.getName())
                .with(arguments)
                .run()
                .requireSuccess()
                .output()
                .lines()
                .toList();
    }

    private static List<String> allocating(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(AllocationGateMain.ALLOCATING))
                .map(line -> line.substring(AllocationGateMain.ALLOCATING.length()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void warmKernelsAllocateNothing(int bits) {
        assumeTrue(bits <= FloatVector.SPECIES_PREFERRED.vectorBitSize(),
                "this machine has no vectors of " + bits + " bits: C2 would box them all");
        List<String> lines = run(bits);
        assertEquals("", String.join("\n", allocating(lines)));
        int exercises = KernelExercise.all(VectorSupport.kernels()).size();
        assertTrue(lines.contains(AllocationGateMain.MEASURED + exercises), () -> "not all were measured: " + lines);
    }

    @Test
    void plantedAllocationsAreFound() {
        List<String> allocating = allocating(run(128, AllocationGateMain.PLANTED));
        assertEquals(2, allocating.size(), allocating::toString);
        assertTrue(allocating.getFirst().contains("always"), allocating::toString);
        assertTrue(allocating.getLast().contains("sometimes"), allocating::toString);
    }
}
