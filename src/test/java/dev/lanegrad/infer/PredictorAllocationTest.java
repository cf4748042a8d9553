package dev.lanegrad.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanegrad.gate.AllocationGate;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A warmed-up prediction of a whole network allocates nothing: isolated kernels that do not box prove too little. In JVMs of its
 * own: in this one other tests have closed memory under calls and used it from wrong threads, which programs do not.
 */
@Execution(ExecutionMode.CONCURRENT)
class PredictorAllocationTest {
    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void warmPredictionsAllocateNothing(int bits) {
        assumeTrue(bits <= FloatVector.SPECIES_PREFERRED.vectorBitSize(),
                "this machine has no vectors of " + bits + " bits");
        AllocationGate.Found found = AllocationGate.run(PredictorAllocationMain.class, bits);
        assertEquals("", String.join("\n", found.allocating()));
        assertEquals(PredictorAllocationMain.MEASURED, found.measured());
    }

    /** The array that a convenience form returns is seen. */
    @Test
    void aPlantedAllocationIsFound() {
        assertEquals(1, AllocationGate.run(PredictorAllocationMain.class, 128, AllocationGate.PLANTED).allocating().size());
    }
}
