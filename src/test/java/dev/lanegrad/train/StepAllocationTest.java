package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanegrad.gate.AllocationGate;
import jdk.incubator.vector.FloatVector;
import dev.lanegrad.optim.Optimizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A trainer's warm step allocates nothing, with everything on that a step can have. */
@Execution(ExecutionMode.CONCURRENT)
class StepAllocationTest {
    private static AllocationGate.Found run(String... arguments) {
        return AllocationGate.run(StepAllocationMain.class, FloatVector.SPECIES_PREFERRED.vectorBitSize(), arguments);
    }

    @Test
    void warmStepsAllocateNothing() {
        AllocationGate.Found found = run();
        assertEquals("", String.join("\n", found.allocating()));
        assertEquals(10 + 2 * Optimizer.all().size(), found.measured());
    }

    /** The report that a listener gets is seen. */
    @Test
    void aPlantedAllocationIsFound() {
        assertEquals(1, run(AllocationGate.PLANTED).allocating().size());
    }
}
