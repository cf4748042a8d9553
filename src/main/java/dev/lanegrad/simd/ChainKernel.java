package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** C = start + A B where a sum is cut into chains: {@link ChainLoops} specialised for a number of them. Thread-safe. */
final class ChainKernel {
    static final Specializer.Cache<Chains, ChainKernel> CACHE = new Specializer.Cache<>(Chains.class, ChainKernel::new);

    private static final MethodType ONE = MethodType.methodType(void.class, int.class, MemorySegment.class, long.class,
            MemorySegment.class, long.class, float[].class, float[].class, int.class);

    private static final MethodType TWO = ONE.insertParameterTypes(3, long.class);

    /** Floats of scratch that {@link #run} needs for sums. */
    static final int SCRATCH = 2 * ChainLoops.SUMS * Lanes.LENGTH;

    private final int chains;
    private final MethodHandle one;
    private final MethodHandle two;
    private final MethodHandle oneParts;
    private final MethodHandle twoParts;

    private ChainKernel(Chains specialised) {
        chains = specialised.count();
        MethodHandles.Lookup loops = Specializer.define(ChainLoops.class, specialised);
        one = Specializer.handle(loops, "one", ONE);
        two = Specializer.handle(loops, "two", TWO);
        oneParts = Specializer.handle(loops, "oneParts", ONE);
        twoParts = Specializer.handle(loops, "twoParts", TWO);
    }

    /** The kernel of a number of chains. */
    static ChainKernel of(int chains) {
        return CACHE.get(Chains.of(chains));
    }

    /**
     * All rows against one panel.
     *
     * @param m number of rows
     * @param x row i is at xOffset + i * xStep, in bytes, its floats one after the other
     * @param b the panels
     * @param panel which of them
     * @param start what chain 0 starts from: a panel's columns
     * @param c row i of the panel's columns is at cOffset + i * cStep
     * @param sums scratch of {@link #SCRATCH} floats
     */
    void run(int m, MemorySegment x, long xOffset, long xStep, Panels b, int panel, float[] start, MemorySegment c,
            long cOffset, long cStep, float[] sums) {
        int steps = b.terms() / chains;
        int rest = b.terms() % chains;
        int width = Math.min(b.width(), b.columns() - panel * b.width());
        // Before AVX-512 the sums of two rows are more than the registers hold.
        int pairs = TileKernels.registers() == 32 ? m - m % 2 : 0;
        try {
            for (int i = 0; i < pairs; i += 2) {
                long row = xOffset + i * xStep;
                if (rest == 0) {
                    two.invokeExact(steps, x, row, row + xStep, b.segment(), b.offset(panel), start, sums, 0);
                } else {
                    twoParts.invokeExact(steps, x, row, row + xStep, b.segment(), b.offset(panel), start, sums, 0);
                    finish(rest, x, row, b, panel, sums, 0);
                    finish(rest, x, row + xStep, b, panel, sums, ChainLoops.SUMS * Lanes.LENGTH);
                    System.arraycopy(sums, ChainLoops.SUMS * Lanes.LENGTH, sums, b.width(), b.width());
                }
                Tile.store(sums, 0, b.width(), c, cOffset + i * cStep, cStep, 2, width);
            }
            for (int i = pairs; i < m; i++) {
                long row = xOffset + i * xStep;
                if (rest == 0) {
                    one.invokeExact(steps, x, row, b.segment(), b.offset(panel), start, sums, 0);
                } else {
                    oneParts.invokeExact(steps, x, row, b.segment(), b.offset(panel), start, sums, 0);
                    finish(rest, x, row, b, panel, sums, 0);
                }
                Tile.store(sums, 0, b.width(), c, cOffset + i * cStep, cStep, 1, width);
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    /** The terms left over, one for each of the first chains, and then the tree of {@link SummationOrder}. */
    private void finish(int rest, MemorySegment x, long row, Panels b, int panel, float[] sums, int t) {
        int first = b.terms() - rest;
        for (int s = 0; s < rest; s++) {
            float term = x.get(Lanes.SCALAR, row + (first + s) * 4L);
            Tile.addTerm(term, b.segment(), b.offset(panel) + (first + s) * (b.width() * 4L), b.width(), sums,
                    t + s * b.width());
        }
        Tile.addChains(sums, t, chains, b.width());
    }
}
