package dev.lanegrad.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.ForkedJvm;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a predictor says in JVMs in which vector code would be slow or cannot run: never slow in silence. */
class PredictorJvmTest {
    private static final List<String> VECTORS = List.of("--add-modules", VectorSupport.MODULE);
    private static final String WARNING = "This JVM runs without its C2 compiler";
    private static final String SLOW = "-bit vectors that are SLOW objects, as this JVM runs without its C2 compiler";

    private static ForkedJvm.Result run(String kernels, int seconds, String... flags) {
        return new ForkedJvm().withClassPath().with(flags)
                .with(PredictorJvmMain.class.getName(), kernels, Integer.toString(seconds)).run();
    }

    private static ForkedJvm.Result vectors(int seconds, String... flags) {
        String[] all = Stream.concat(VECTORS.stream(), List.of(flags).stream()).toArray(String[]::new);
        return run("vector", seconds, all);
    }

    private static long count(ForkedJvm.Result result, String part) {
        return result.output().lines().filter(line -> line.contains(part)).count();
    }

    private static String value(ForkedJvm.Result result, String name) {
        return result.output().lines().filter(line -> line.startsWith(name + " ")).findFirst().orElseThrow(
                () -> new AssertionError(result.output())).substring(name.length() + 1);
    }

    /** One warning, a description that says so before and after warming up, a verdict that is no praise, and the same bits. */
    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1"})
    void withoutC2(String flag) {
        ForkedJvm.Result result = vectors(1, flag).requireSuccess();
        assertEquals(1, count(result, WARNING), result.output());
        assertEquals(2, count(result, SLOW), result.output());
        assertEquals("false", value(result, "steady"), result.output());
        assertEquals("true", value(result, "allocates"), result.output());
        assertEquals(1, count(result, "after   NOT STEADY, perhaps not compiled"), result.output());
        assertEquals(value(run("reference", 0), "outputs"), value(result, "outputs"), result.output());
        assertEquals(value(result, "outputs"), value(result, "swapped"), result.output());
    }

    /** Without the module that tells what code allocates, the verdict does not pretend to know. */
    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1"})
    void withoutC2AndManagement(String flag) {
        ForkedJvm.Result result = vectors(1, "--limit-modules", VectorSupport.MODULE, flag).requireSuccess();
        assertEquals(1, count(result, WARNING), result.output());
        assertEquals(2, count(result, SLOW), result.output());
        assertEquals(0, count(result, "after   compiled and steady"), result.output());
    }

    @Test
    void withC2NothingIsWarnedOf() {
        ForkedJvm.Result result = vectors(120).requireSuccess();
        assertEquals(0, count(result, WARNING), result.output());
        assertEquals(0, count(result, SLOW), result.output());
        assertEquals("false", value(result, "allocates"), result.output());
        assertEquals(1, count(result, "before   not known whether compiled: warmUp() finds out"), result.output());
    }

    @Test
    void withoutFma() {
        ForkedJvm.Result result = vectors(0, "-XX:-UseFMA");
        assertNotEquals(0, result.exitCode(), result.output());
        assertEquals(1, count(result, "IllegalStateException: Lanegrad's vector code needs a CPU with fused"),
                result.output());
        assertEquals(0, count(result, "outputs "), result.output());
    }

    /** The JVM may have the module in its image, or not. */
    @ParameterizedTest
    @ValueSource(strings = {"java.se", "java.base"})
    void withoutTheVectorModule(String modules) {
        ForkedJvm.Result result = run("vector", 0, "--limit-modules", modules);
        assertNotEquals(0, result.exitCode(), result.output());
        assertEquals(1, count(result, "IllegalStateException: Lanegrad needs the Vector API: start Java with --add-modules "
                + VectorSupport.MODULE), result.output());
        assertFalse(result.output().contains("NoClassDefFoundError"), result.output());
    }

    /** The reference needs neither, and is no vector code to warn of. */
    @Test
    void theReferenceRunsAnywhere() {
        ForkedJvm.Result result = run("reference", 0, "-Xint", "-XX:-UseFMA").requireSuccess();
        assertEquals(0, count(result, WARNING), result.output());
        assertEquals(value(run("reference", 0), "outputs"), value(result, "outputs"), result.output());
    }
}
