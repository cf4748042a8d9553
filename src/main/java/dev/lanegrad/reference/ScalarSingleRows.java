package dev.lanegrad.reference;

import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.kernel.FrozenRow;
import dev.lanegrad.kernel.SingleRowKernels;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** The reference has one way for all numbers of rows. */
final class ScalarSingleRows extends SingleRowKernels {
    @Override
    public Optional<FrozenRow> prepare(List<FrozenDense> layers) {
        return Optional.empty();
    }

    @Override
    public void forward(FrozenRow row, MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        throw new ClassCastException("these layers were not prepared by the scalar reference: " + row);
    }
}
