package dev.lanegrad.reference;

import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.kernel.FrozenSequence;
import dev.lanegrad.kernel.SequenceKernels;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** The reference has one way for all numbers of rows. */
final class ScalarSequences extends SequenceKernels {
    @Override
    public Optional<FrozenSequence> prepareRow(List<FrozenDense> layers) {
        return Optional.empty();
    }

    @Override
    public Optional<FrozenSequence> prepareBlock(List<FrozenDense> layers) {
        return Optional.empty();
    }

    @Override
    public void forward(FrozenSequence sequence, MemorySegment x, long xOffset, int xStride, MemorySegment y, long yOffset,
            int yStride, int rows) {
        throw new ClassCastException("these layers were not prepared by the scalar reference: " + sequence);
    }
}
