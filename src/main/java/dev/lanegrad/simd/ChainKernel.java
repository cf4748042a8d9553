package dev.lanegrad.simd;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** C = start + A B where a sum is cut into chains: {@link ChainLoops} specialised for a number of them. Thread-safe. */
final class ChainKernel {
    static final Specializer.Cache<Chains, ChainKernel> CACHE = new Specializer.Cache<>(Chains.class, ChainKernel::new);

    /** Before AVX-512 the sums of two rows are more than the registers hold. */
    private static final boolean PAIRS = TileKernels.registers() == 32;

    private static final MethodType ONE_BY_ONE = MethodType.methodType(void.class, int.class, int.class, int.class,
            int.class,
            float[].class, int.class, float[].class, int.class, float[].class, int.class, float[].class, int.class);

    private static final MethodType TWO_BY_TWO = MethodType.methodType(void.class, int.class, int.class, int.class,
            int.class,
            float[].class, int.class, float[].class, int.class, float[].class, float[].class);

    /** The logarithm of the number of chains. */
    private final int shift;
    private final MethodHandle oneByOne;
    private final MethodHandle twoByTwo;

    private ChainKernel(Chains specialised) {
        if (specialised == Chains.ONE) {
            throw new IllegalArgumentException("sums of one chain have other loops");
        }
        shift = Integer.numberOfTrailingZeros(specialised.count());
        MethodHandles.Lookup loops = Specializer.define(ChainLoops.class, specialised);
        oneByOne = Specializer.handle(loops, "oneByOne", ONE_BY_ONE);
        twoByTwo = Specializer.handle(loops, "twoByTwo", TWO_BY_TWO);
    }

    /** The kernel of a number of chains. */
    static ChainKernel of(int chains) {
        return CACHE.get(Chains.of(chains));
    }

    /**
     * All rows against one panel.
     *
     * @param rows number of rows
     * @param a row i is at i * b.terms()
     * @param b the panels
     * @param panel which of them
     * @param start what chain 0 starts from: a panel's columns
     * @param c row i of the panel's columns is at i * b.width()
     */
    void run(int rows, float[] a, Panels b, int panel, float[] start, float[] c) {
        int terms = b.terms();
        int steps = terms >> shift;
        int rest = terms - (steps << shift);
        int paired = PAIRS ? rows & -2 : 0;
        try {
            if (paired > 0) {
                twoByTwo.invokeExact(0, paired, steps, rest, a, terms, b.array(), b.start(panel), start, c);
            }
            if (paired < rows) {
                oneByOne.invokeExact(paired, rows, steps, rest, a, terms, b.array(), b.start(panel), start, 0, c, 0);
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    /**
     * One row against all panels, one after the other.
     *
     * @param a the row
     * @param b the panels
     * @param start what chain 0 starts from, for the columns of all panels
     * @param c where the sums of all panels' columns go
     */
    void row(float[] a, Panels b, float[] start, float[] c) {
        int terms = b.terms();
        int steps = terms >> shift;
        int rest = terms - (steps << shift);
        try {
            for (int panel = 0; panel < b.count(); panel++) {
                int column = panel * b.width();
                oneByOne.invokeExact(0, 1, steps, rest, a, terms, b.array(), b.start(panel), start, column, c, column);
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }
}
