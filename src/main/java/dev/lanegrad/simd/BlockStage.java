package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * A dense layer of {@link BlockPass}: {@link BlockLoops} with its weights as they read them, and what comes after the sums.
 * Immutable, thread-safe.
 */
final class BlockStage implements Stage {
    /** Rows of a block: two vectors. */
    static final int ROWS = 2 * Lanes.LENGTH;

    private static final Specializer.Cache<Chains, MethodHandle> LOOPS = new Specializer.Cache<>(Chains.class,
            chains -> Specializer.handle(Specializer.define(BlockLoops.class, chains), "layer",
                    MethodType.methodType(void.class, int.class, int.class, int.class, float[].class, float[].class,
                            float[].class, float[].class)));

    /**
     * The most multiplications of a row: a larger layer gains little over tiles, which read its weights less often, and would
     * have a second copy of them.
     */
    static final int MOST = 1 << 16;

    /** As many multiplications take as long as an output's activation. */
    private static final int END = 32;

    /** Sixteen sums need more registers than x86 had before AVX-512. */
    private static final boolean SERVED = TileKernels.registers() == 32;

    private final MethodHandle loop;
    private final int inputs;
    private final int outputs;
    private final int groups;
    private final int steps;
    private final int rest;
    private final float[] weight;
    private final float[] start;
    private final StageEnd end;

    /** Copies a layer's weights. */
    BlockStage(RowStage layer) {
        Panels panels = layer.weight();
        int chains = panels.chains();
        int group = BlockLoops.SUMS / chains;
        loop = LOOPS.get(Chains.of(chains));
        inputs = panels.terms();
        outputs = panels.columns();
        groups = (outputs + group - 1) / group;
        steps = inputs / chains;
        rest = inputs - steps * chains;
        start = layer.start();
        end = layer.end();
        int perGroup = (inputs + chains - 1) / chains * BlockLoops.SUMS;
        weight = new float[groups * perGroup];
        for (int term = 0; term < inputs; term++) {
            for (int column = 0; column < outputs; column++) {
                int sum = term % chains * group + column % group;
                weight[column / group * perGroup + term / chains * BlockLoops.SUMS + sum] = panels.get(term, column);
            }
        }
    }

    /** Whether blocks of a layer gain. */
    static boolean serves(RowStage layer) {
        return SERVED && (long) layer.inputs() * layer.outputs() <= MOST;
    }

    @Override
    public int inputs() {
        return inputs;
    }

    @Override
    public int outputs() {
        return outputs;
    }

    /** What a row takes, in multiplications. */
    long cost() {
        return (long) outputs * (inputs + END);
    }

    @Override
    public int padded() {
        return start.length;
    }

    /** Memory of the weights. */
    long bytes() {
        return weight.length * 4L;
    }

    /**
     * y = f(x W + b) of a block.
     *
     * @param x column by column
     * @param y column by column, with room for {@link #padded()} of them
     * @param scratch native memory, for as much
     * @param narrow for a softmax
     */
    void run(float[] x, float[] y, MemorySegment scratch, NarrowRows narrow) {
        try {
            loop.invokeExact(groups, steps, rest, x, weight, start, y);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
        end.block(y, scratch, narrow);
    }
}
