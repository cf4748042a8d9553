package dev.lanegrad.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.ForkedJvm;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM in which vector code would be very slow says so: no silent fall-back to scalar code. */
class UnsuitableJvmTest {
    private static final String WARNING = "without its C2 compiler";

    private static ForkedJvm.Result run(String kernels, String... flags) {
        assumeTrue(!String.join(" ", flags).contains("UseAVX") || Set.of("amd64", "x86_64").contains(System.getProperty(
                "os.arch")), "only x86-64 has this flag");
        return new ForkedJvm().withClassPath()
                .with("--add-modules", VectorSupport.MODULE)
                .with(flags)
                .with(UnsuitableJvmMain.class.getName(), kernels)
                .run();
    }

    /** The bits of the training, and whether there was a warning: one line or none. */
    private static void assertSameBits(int warnings, ForkedJvm.Result result) {
        assertEquals(weights(run("vector")), weights(result.requireSuccess()), result.output());
        assertEquals(warnings, result.output().lines().filter(line -> line.contains(WARNING)).count(), result.output());
    }

    private static String weights(ForkedJvm.Result result) {
        return result.output().lines().filter(line -> line.startsWith("weights ")).findFirst().orElseThrow();
    }

    /** The second flag is what a CPU without AVX leads to. */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:-UseFMA", "-XX:UseAVX=0"})
    void withoutFmaTheVectorCodeIsRefused(String flag) {
        ForkedJvm.Result result = run("vector", flag);
        assertNotEquals(0, result.exitCode(), result.output());
        assertTrue(result.output().contains("IllegalStateException: Lanegrad's vector code needs a CPU with fused"),
                result.output());
        assertTrue(result.output().contains("ReferenceKernels"), result.output());
    }

    @Test
    void withoutFmaTheReferenceGivesTheSameBits() {
        assertSameBits(0, run("reference", "-XX:-UseFMA"));
    }

    /** A CPU with AVX and FMA but without AVX2 has vectors of 128 bits. */
    @ParameterizedTest
    @ValueSource(strings = {"-XX:UseAVX=1", "-XX:UseAVX=2", "-XX:-TieredCompilation"})
    void whatIsFastIsNotWarnedOf(String flag) {
        assertSameBits(0, run("vector", flag));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=0", "-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=3",
        "-XX:CompilationMode=quick-only"})
    void withoutC2ThereIsOneWarning(String flag) {
        assertSameBits(1, run("vector", flag));
    }

    /** Of a JVM that cannot be asked, the best is assumed; the application's class path is no reason to require more. */
    @Test
    void withoutTheManagementModuleItRuns() {
        assertSameBits(0, run("vector", "--limit-modules", VectorSupport.MODULE));
    }
}
