package dev.lanegrad.simd;

import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.kernel.FrozenRow;
import dev.lanegrad.kernel.SingleRowKernels;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Dense layers, one behind the other, over a single row, without what a product of any shape prepares: between the layers the
 * row stays on the heap. Not thread-safe: scratch memory.
 */
final class RowPass extends SingleRowKernels {
    private final Products products;
    private final NarrowRows narrow = new NarrowRows();
    private float[] first = {};
    private float[] second = {};
    private MemorySegment scratch = MemorySegment.NULL;

    RowPass(Products products) {
        this.products = products;
    }

    /** The stages of layers that follow each other. */
    private static final class Stages implements FrozenRow {
        private final RowStage[] array;
        private final int widest;

        Stages(List<RowStage> stages) {
            array = stages.toArray(RowStage[]::new);
            widest = stages.stream().mapToInt(stage -> Math.max(stage.inputs(), stage.padded())).max().orElseThrow();
        }

        @Override
        public int layers() {
            return array.length;
        }

        @Override
        public int inputs() {
            return array[0].inputs();
        }

        @Override
        public int outputs() {
            return array[array.length - 1].outputs();
        }
    }

    @Override
    public Optional<FrozenRow> prepare(List<FrozenDense> layers) {
        List<RowStage> stages = new ArrayList<>();
        for (FrozenDense layer : layers) {
            RowStage stage = layer instanceof RowStage.Layer l ? l.row() : null;
            if (stage == null || products.mayShareRow(stage.weight())) {
                break;
            }
            if (!stages.isEmpty() && stages.getLast().outputs() != stage.inputs()) {
                throw new IllegalArgumentException("layer " + stages.size() + " has " + stage.inputs()
                        + " inputs, expected " + stages.getLast().outputs() + ", the outputs of the one before");
            }
            stages.add(stage);
        }
        return stages.isEmpty() ? Optional.empty() : Optional.of(new Stages(stages));
    }

    @Override
    public void forward(FrozenRow row, MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        Stages stages = (Stages) row;
        if (scratch.byteSize() < stages.widest * 4L) {
            first = Scratch.floats(stages.widest);
            second = Scratch.floats(stages.widest);
            scratch = Arena.ofAuto().allocate(stages.widest * 4L, Matrix.ALIGNMENT);
        }
        float[] from = first;
        float[] to = second;
        MemorySegment.copy(x, Lanes.SCALAR, xOffset, from, 0, stages.inputs());
        for (RowStage stage : stages.array) {
            stage.run(from, to, scratch, narrow);
            float[] done = to;
            to = from;
            from = done;
        }
        MemorySegment.copy(from, 0, y, Lanes.SCALAR, yOffset, stages.outputs());
    }
}
