package dev.lanegrad.simd;

import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.kernel.FrozenSequence;
import dev.lanegrad.kernel.SequenceKernels;
import dev.lanegrad.parallel.Parallelism;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Layers that follow each other: {@link RowPass}, and {@link BlockPass}, whose blocks are shared out to threads. */
final class VectorSequences extends SequenceKernels {
    private final Products products;
    private final Parallelism parallelism;
    private final RowPass rowPass;
    private final BlockPass[] blockPasses;
    private final Parallelism.Task part = this::part;

    /** The call that is shared out. */
    private @Nullable Blocks blocks;
    private MemorySegment x = MemorySegment.NULL;
    private MemorySegment y = MemorySegment.NULL;
    private long xOffset;
    private long yOffset;
    private int xStride;
    private int yStride;
    private int rows;

    VectorSequences(Products products, Parallelism parallelism, Scratch scratch) {
        rowPass = new RowPass(scratch);
        this.products = products;
        this.parallelism = parallelism;
        blockPasses = new BlockPass[parallelism.threads()];
        for (int i = 0; i < blockPasses.length; i++) {
            blockPasses[i] = new BlockPass(scratch);
        }
    }

    /** Stages, one behind the other. */
    private abstract static class Sequence implements FrozenSequence {
        private final int layers;
        private final int inputs;
        private final int outputs;

        /** The most columns that a stage reads or writes. */
        final int widest;

        Sequence(List<? extends Stage> stages) {
            layers = stages.size();
            inputs = stages.getFirst().inputs();
            outputs = stages.getLast().outputs();
            widest = stages.stream().mapToInt(stage -> Math.max(stage.inputs(), stage.padded())).max().orElseThrow();
        }

        @Override
        public int layers() {
            return layers;
        }

        @Override
        public int inputs() {
            return inputs;
        }

        @Override
        public int outputs() {
            return outputs;
        }
    }

    private static final class Rows extends Sequence {
        final RowStage[] stages;

        Rows(List<RowStage> stages) {
            super(stages);
            this.stages = stages.toArray(RowStage[]::new);
        }

        @Override
        public int rows() {
            return 1;
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public long scratchBytes() {
            return RowPass.scratchBytes(widest);
        }
    }

    private static final class Blocks extends Sequence {
        final BlockStage[] stages;
        final long cost;
        private final long bytes;
        private final int threads;

        Blocks(List<BlockStage> stages, int threads) {
            super(stages);
            this.threads = threads;
            this.stages = stages.toArray(BlockStage[]::new);
            cost = stages.stream().mapToLong(BlockStage::cost).sum();
            bytes = stages.stream().mapToLong(BlockStage::bytes).sum();
        }

        @Override
        public int rows() {
            return BlockStage.ROWS;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public long scratchBytes() {
            return threads * BlockPass.scratchBytes(widest);
        }
    }

    @Override
    public Optional<FrozenSequence> prepareRow(List<FrozenDense> layers) {
        List<RowStage> stages = stages(layers, stage -> !products.mayShareRow(stage.weight()));
        return stages.isEmpty() ? Optional.empty() : Optional.of(new Rows(stages));
    }

    @Override
    public Optional<FrozenSequence> prepareBlock(List<FrozenDense> layers) {
        List<RowStage> stages = stages(layers, BlockStage::serves);
        return stages.isEmpty()
                ? Optional.empty()
                : Optional.of(new Blocks(stages.stream().map(BlockStage::new).toList(), blockPasses.length));
    }

    private static List<RowStage> stages(List<FrozenDense> layers, Predicate<RowStage> gains) {
        List<RowStage> stages = new ArrayList<>();
        for (FrozenDense layer : layers) {
            RowStage stage = layer instanceof RowStage.Layer l ? l.row() : null;
            if (stage == null || !gains.test(stage)) {
                break;
            }
            if (!stages.isEmpty() && stages.getLast().outputs() != stage.inputs()) {
                throw new IllegalArgumentException("layer " + stages.size() + " has " + stage.inputs()
                        + " inputs, expected " + stages.getLast().outputs() + ", the outputs of the one before");
            }
            stages.add(stage);
        }
        return stages;
    }

    @Override
    public void forward(FrozenSequence sequence, MemorySegment input, long inputOffset, int inputStride,
            MemorySegment output, long outputOffset, int outputStride, int count) {
        switch (sequence) {
            case Rows s -> {
                for (int r = 0; r < count; r++) {
                    rowPass.run(s.stages, s.widest, input, inputOffset + (long) r * inputStride * 4, output,
                            outputOffset + (long) r * outputStride * 4);
                }
            }
            case Blocks s when count > BlockStage.ROWS && isShared(s, count, input, output) -> {
                blocks = s;
                x = input;
                xOffset = inputOffset;
                xStride = inputStride;
                y = output;
                yOffset = outputOffset;
                yStride = outputStride;
                rows = count;
                try {
                    parallelism.run(blockPasses.length, part);
                } finally {
                    blocks = null;
                    x = MemorySegment.NULL;
                    y = MemorySegment.NULL;
                }
            }
            case Blocks s -> blockPasses[0].run(s.stages, s.widest, input, inputOffset, inputStride, output, outputOffset,
                    outputStride, count);
            default -> throw new ClassCastException("these layers were not prepared by the vector kernels: " + sequence);
        }
    }

    private boolean isShared(Blocks sequence, int count, MemorySegment input, MemorySegment output) {
        return blockPasses.length > 1 && count * sequence.cost >= Products.MIN_SHARED
                && parallelism.mayShare(input) && parallelism.mayShare(output);
    }

    private void part(int number) {
        int from = begin(number);
        int count = begin(number + 1) - from;
        if (count > 0) {
            Blocks sequence = Objects.requireNonNull(blocks);
            blockPasses[number].run(sequence.stages, sequence.widest, x, xOffset + (long) from * xStride * 4, xStride, y,
                    yOffset + (long) from * yStride * 4, yStride, count);
        }
    }

    /** The first row of a part: whole blocks. */
    private int begin(int number) {
        int all = (rows + BlockStage.ROWS - 1) / BlockStage.ROWS;
        return (int) Math.min(rows, (long) all * number / blockPasses.length * BlockStage.ROWS);
    }
}
