package dev.lanegrad.gate;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanegrad.simd.SpecializedClasses;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.ForkedJvm;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fails when C2 does not inline a call that deals in vectors: the vectors would then go through the heap and the kernel
 * would run several to a hundred times slower, with the same results, so that no other test sees it. It also fails when
 * C2 never compiled a kernel.
 */
@Execution(ExecutionMode.CONCURRENT)
class InliningGateTest {
    /**
     * Only our methods, only C2. The exercises themselves are left to C1: their lambdas would each inline the same
     * kernels once more.
     */
    private static final String DIRECTIVES = """
            [
              { match: "dev/lanegrad/gate/KernelExercise*.*", c2: { Exclude: true } },
              { match: "dev/lanegrad/*.*", c2: { PrintCompilation: true, PrintInlining: true } }
            ]
            """;

    private static final double THRESHOLD_SCALING = 0.15;

    @TempDir
    Path directory;

    /** What one fork brought to light. */
    private record Seen(int bits, InliningLog log, Names names, Map<String, String> functions) {
    }

    private Seen run(int bits, InliningGateMain.Order order) throws IOException {
        assumeTrue(bits <= FloatVector.SPECIES_PREFERRED.vectorBitSize(),
                "this machine has no vectors of " + bits + " bits: C2 would box them all");
        Path directives = Files.writeString(directory.resolve("directives.json"), DIRECTIVES);
        Path vm = directory.resolve("vm.log");
        ForkedJvm.Result result = new ForkedJvm().withClassPath()
                .with("--add-modules", VectorSupport.MODULE, "-Dlanegrad.vectorBits=" + bits, "-Xms512m", "-Xmx512m")
                // One thread of C2, and the program waits for it: the same profiles meet it in each run, and what it
                // prints about one method is not cut by another's.
                .with("-XX:+UnlockDiagnosticVMOptions", "-XX:CICompilerCount=2", "-XX:-BackgroundCompilation")
                // Compiling earlier shortens the slow time before; all thresholds keep their proportions.
                .with("-XX:CompileThresholdScaling=" + THRESHOLD_SCALING)
                // The VM's output in a file of its own, apart from the program's.
                .with("-XX:CompilerDirectivesFile=" + directives, "-XX:+LogVMOutput", "-XX:-DisplayVMOutput",
                        "-XX:LogFile=" + vm)
                .with(InliningGateMain.class.getName(), order.name())
                .run()
                .requireSuccess();
        Map<String, String> functions = new HashMap<>();
        result.output().lines().filter(line -> line.startsWith(InliningGateMain.FUNCTION)).forEach(line -> {
            String[] words = line.split(" ", -1);
            functions.put(words[1], words[2]);
        });
        Names names = new Names(functions);
        return new Seen(bits, new InliningLog(Files.readAllLines(vm), names), names, functions);
    }

    @ParameterizedTest
    @CsvSource({"128, FRESH", "128, MIXED", "256, FRESH", "256, MIXED", "512, FRESH", "512, MIXED"})
    void everyKernelIsCompiledWithAllItsVectorsInRegisters(int bits, InliningGateMain.Order order) throws Exception {
        Seen seen = run(bits, order);
        assertAll(
                () -> assertEquals("", lines(seen.log().faults()), "calls that deal in vectors and were not inlined"),
                () -> assertEquals("", lines(missing(seen)), "kernels that C2 did not compile"),
                () -> assertEquals("", lines(unreached(seen)), "functions that no exercise reaches"));
    }

    @Test
    void plantedFaultsAreReported() throws Exception {
        Seen seen = run(128, InliningGateMain.Order.PLANTED);
        Set<String> compiled = seen.log().compiled();
        for (String method : new String[] {"sound", "oversize", "nonConstant"}) {
            assertTrue(compiled.contains("PlantedKernels." + method), method + " was not compiled: " + compiled);
        }
        // A kernel that was never compiled is not passed over in silence.
        assertTrue(missing(seen).contains("TileKernels.tile4"), "the planted run does not multiply");
        assertTrue(unreached(seen).contains("ADAM"), "the planted run does not update");
        String faults = lines(seen.log().faults());
        Set<String> reported = seen.log().faults().stream()
                .map(fault -> fault.caller().replaceAll(" line .*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of("PlantedKernels.oversize", "PlantedKernels.nonConstant"), reported, faults);
        assertTrue(faults.lines().anyMatch(line -> line.matches("PlantedKernels\\.oversize line [1-9].*Cutoff.*")),
                faults);
        assertTrue(faults.lines().anyMatch(line -> line.contains("calls PlantedKernels$Function.apply: ")), faults);
    }

    /** The loops of a function of which two fit the node budget. */
    private static final List<String> PAIRED = List.of("pairs", "tail");

    /** The loop of the others, which serves their tails too. */
    private static final String SINGLE = "singles";

    private static boolean compiledInPairs(Seen seen, String function) {
        return PAIRED.stream().allMatch(loop -> seen.log().compiled().contains(function + loop));
    }

    /**
     * What C2 has to compile: every method of simd that calls a vector's or a mask's methods; of a template, each of its
     * loops for each function. The tails of an optimizer's states are of use to some functions only: one is enough.
     */
    private static Set<String> missing(Seen seen) throws IOException, URISyntaxException {
        Set<String> missing = new TreeSet<>();
        for (String type : SpecializedClasses.simdTypes()) {
            List<String> specialised = seen.functions().keySet().stream()
                    .filter(name -> name.startsWith(type + "/"))
                    .toList();
            for (String method : seen.names().vectorMethods(type)) {
                if (specialised.isEmpty()) {
                    missing.add(seen.names().readable(type) + "." + method);
                } else if (PAIRED.contains(method) || method.equals(SINGLE)) {
                    specialised.stream().map(name -> seen.names().readable(name) + ".")
                            .filter(name -> !seen.log().compiled().contains(name + SINGLE) || !PAIRED.contains(method))
                            .filter(name -> !compiledInPairs(seen, name) || !method.equals(SINGLE))
                            .forEach(name -> missing.add(name + method));
                } else if (!method.endsWith("Tail")) {
                    specialised.forEach(name -> missing.add(seen.names().readable(name) + "." + method));
                } else if (specialised.stream()
                        .noneMatch(name -> seen.log().compiled().contains(seen.names().readable(name) + "." + method))) {
                    missing.add(type + "." + method);
                }
            }
        }
        assertTrue(missing.size() > 20, "hardly any kernel was found: " + missing);
        missing.removeAll(seen.log().compiled());
        // Where registers are few, so are the sums in them; squares of four lanes are done after the first pass.
        if (SpecializedClasses.registers() == 16) {
            missing.removeAll(
                    Set.of("TileKernels.tile12", "TileKernels.tile8", "WideTileKernels.tile6", "WideTileKernels.tile4",
                            "Panels.copyQuads", "RowKernels.two", "RowKernels.three"));
            missing.removeIf(method -> method.startsWith("Block") || method.startsWith("StageEnd.scale"));
        }
        if (seen.bits() == 128) {
            missing.removeIf(method -> method.startsWith("Transposer.high") || method.startsWith("Transposer.lowOf"));
        }
        // Tables of polynomials: two vectors of 512 bits hold a coefficient of all, narrower ones take another loop.
        missing.removeIf(method -> method.startsWith("Piece") && method.endsWith(seen.bits() == 512 ? ".narrow" : ".wide"));
        // The formula of a single vector: the loops over many take the tables themselves.
        missing.removeAll(Set.of("VectorMath.tanh", "PieceTables.find"));
        // Run once, to make the constants.
        missing.removeIf(
                method -> method.endsWith(".<clinit>") || Set.of("Constants.of", "Transposer.bit").contains(method));
        return missing;
    }

    /** Functions of simd that the exercises did not specialise. */
    private static Set<String> unreached(Seen seen) throws IOException, ReflectiveOperationException, URISyntaxException {
        Set<String> functions = SpecializedClasses.allFunctions();
        assertTrue(functions.containsAll(Set.of("TANH", "TANH_GRADIENT", "DOT", "ADAM")), "found only " + functions);
        functions.removeAll(seen.functions().values());
        return functions;
    }

    private static String lines(Set<?> items) {
        return items.stream().map(item -> item + "\n").sorted().collect(Collectors.joining());
    }
}
