package dev.lanegrad.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanegrad.simd.VectorSupport;
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
    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void warmKernelsAllocateNothing(int bits) {
        assumeTrue(bits <= FloatVector.SPECIES_PREFERRED.vectorBitSize(),
                "this machine has no vectors of " + bits + " bits: C2 would box them all");
        AllocationGate.Found found = AllocationGate.run(AllocationGateMain.class, bits);
        assertEquals("", String.join("\n", found.allocating()));
        assertEquals(KernelExercise.all(VectorSupport.kernels()).size(), found.measured(), "not all were measured");
    }

    @Test
    void plantedAllocationsAreFound() {
        List<String> allocating = AllocationGate.run(AllocationGateMain.class, 128, AllocationGate.PLANTED).allocating();
        assertEquals(List.of("always", "sometimes", "worker"),
                allocating.stream().map(line -> line.split("\\W", 2)[0]).toList());
    }
}
