package dev.lanegrad.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.ForkedJvm;
import org.junit.jupiter.api.Test;

/** Whoever forgets the flag must read which one, on the first use and not in a linkage error. */
class MissingModuleTest {
    private static final String FLAG = "--add-modules jdk.incubator.vector";

    @Test
    void theErrorNamesTheFlag() {
        ForkedJvm.Result result = new ForkedJvm().withClassPath().with(MissingModuleMain.class.getName()).run();
        assertNotEquals(0, result.exitCode(), result.output());
        assertTrue(result.output().contains(FLAG), result.output());
        assertFalse(result.output().contains("NoClassDefFoundError"), result.output());
    }

    @Test
    void withTheFlagItRuns() {
        ForkedJvm.Result result = new ForkedJvm().withClassPath()
                .with(FLAG.split(" "))
                .with(MissingModuleMain.class.getName())
                .run()
                .requireSuccess();
        String description = VectorSupport.kernels().description().replaceFirst("\\d+", "");
        assertEquals(1, result.output().lines().filter(line -> line.endsWith(description)).count(), result.output());
    }
}
