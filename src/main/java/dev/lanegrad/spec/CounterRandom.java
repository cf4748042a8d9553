package dev.lanegrad.spec;

import java.util.Objects;

/**
 * Random numbers as a pure function of where they are used: Philox4x32-10, a counter-based generator.
 *
 * <p>The key is a 64-bit seed (key word 0 is its low half, key word 1 its high half). The counter has four
 * words, in this order: {@code stream} (the purpose and layer the number is for), {@code step}, {@code row} (in the
 * effective batch) and {@code column}. All 2<sup>32</sup> values of each word are allowed. Ten rounds turn key and
 * counter into four random words of 32 bits; different counters under one key give different blocks, since a round is
 * a bijection. There is no state, so a number depends neither on threads, on the batch, nor on what was drawn before.
 *
 * <p>Every method is thread-safe and gives the same bits on every machine (integer arithmetic, exact conversions
 * and {@link StrictMath}). Nothing is allocated, except the result of {@link #permutation}. Not for cryptography.
 *
 * <p>Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011; the output agrees with the known answers of the authors' library Random123.
 */
public final class CounterRandom {
    /**
     * First stream of the weight initialisers; add the layer's index. The bases carry a purpose in their top eight
     * bits, so {@code base + index} of two purposes never meet while 0 &le; index &lt; 2<sup>24</sup>.
     */
    public static final int STREAM_INITIALIZER = 0x8100_0000;
    /** First stream of the order of samples in an epoch; see {@link #STREAM_INITIALIZER} for the index to add. */
    public static final int STREAM_SHUFFLE = 0x8200_0000;
    /** First stream of the split of a data set into parts; see {@link #STREAM_INITIALIZER} for the index to add. */
    public static final int STREAM_SPLIT = 0x8300_0000;
    /** First stream of the drawn digits of the data package; see {@link #STREAM_INITIALIZER} for the index to add. */
    public static final int STREAM_DIGITS = 0x8400_0000;
    /** First stream of the masks of dropout layers; see {@link #STREAM_INITIALIZER} for the index to add. */
    public static final int STREAM_DROPOUT = 0x8500_0000;

    // The constants of the paper: two multipliers, and the Weyl increments of the key (golden ratio, sqrt(3) - 1).
    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;

    private CounterRandom() {
    }

    /**
     * The first 64 bits of a block.
     *
     * @param seed the key
     * @param stream counter word 0: the purpose, a {@code STREAM_} base plus an index
     * @param step counter word 1
     * @param row counter word 2
     * @param column counter word 3
     * @return output word 0 in the low half, output word 1 in the high half
     */
    public static long bits(long seed, int stream, int step, int row, int column) {
        return block(seed, stream, step, row, column, false);
    }

    /**
     * The last 64 bits of the block that {@link #bits} begins; independent of those.
     *
     * @param seed the key
     * @param stream counter word 0: the purpose, a {@code STREAM_} base plus an index
     * @param step counter word 1
     * @param row counter word 2
     * @param column counter word 3
     * @return output word 2 in the low half, output word 3 in the high half
     */
    public static long upperBits(long seed, int stream, int step, int row, int column) {
        return block(seed, stream, step, row, column, true);
    }

    /**
     * A uniform number in [0, 1): the upper 24 bits of {@link #bits}, times 2<sup>-24</sup>.
     *
     * @param seed the key
     * @param stream counter word 0: the purpose, a {@code STREAM_} base plus an index
     * @param step counter word 1
     * @param row counter word 2
     * @param column counter word 3
     * @return a multiple of 2<sup>-24</sup>, at least 0, below 1; each of the 2<sup>24</sup> values is equally likely
     */
    public static float uniform(long seed, int stream, int step, int row, int column) {
        return (bits(seed, stream, step, row, column) >>> 40) * 0x1p-24f;
    }

    /**
     * A uniform integer in [0, bound): the upper half of the 128-bit product of {@link #bits} (unsigned) and
     * {@code bound}. Nothing is rejected, so one value's probability differs from 1 / bound by less than
     * 2<sup>-64</sup>: a relative bias under bound / 2<sup>64</sup>, at most 2<sup>-33</sup>.
     *
     * @param seed the key
     * @param stream counter word 0: the purpose, a {@code STREAM_} base plus an index
     * @param step counter word 1
     * @param row counter word 2
     * @param column counter word 3
     * @param bound the number of possible values, at least 1
     * @return an integer, at least 0, below {@code bound}
     * @throws IllegalArgumentException if {@code bound} is not positive
     */
    public static int below(long seed, int stream, int step, int row, int column, int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound is " + bound + ", expected at least 1");
        }
        return (int) Math.unsignedMultiplyHigh(bits(seed, stream, step, row, column), bound);
    }

    /**
     * A standard normal number (mean 0, variance 1) by Box and Muller:
     * {@code sqrt(-2 ln(u)) cos(2 pi v)}, where u in (0, 1] is made of the upper 53 bits of {@link #bits} and v in
     * [0, 1) of the upper 53 bits of {@link #upperBits}.
     *
     * @param seed the key
     * @param stream counter word 0: the purpose, a {@code STREAM_} base plus an index
     * @param step counter word 1
     * @param row counter word 2
     * @param column counter word 3
     * @return a finite number, of magnitude at most 8.58
     */
    public static double normal(long seed, int stream, int step, int row, int column) {
        double u = ((bits(seed, stream, step, row, column) >>> 11) + 1) * 0x1p-53;
        double v = (upperBits(seed, stream, step, row, column) >>> 11) * 0x1p-53;
        return Math.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
    }

    /**
     * A random order of 0 .. n - 1, by Fisher and Yates: i from n - 1 down to 1 swaps its element with the one at
     * {@code below(seed, stream, step, i, 0, i + 1)}.
     *
     * @param seed the key
     * @param stream counter word 0: the purpose, a {@code STREAM_} base plus an index
     * @param step counter word 1
     * @param n the number of elements, at least 0
     * @return a new array with each of 0 .. n - 1 once
     * @throws IllegalArgumentException if {@code n} is negative
     */
    public static int[] permutation(long seed, int stream, int step, int n) {
        if (n < 0) {
            throw new IllegalArgumentException("n is " + n + ", expected at least 0");
        }
        int[] order = new int[n];
        permute(seed, stream, step, n, order);
        return order;
    }

    /**
     * {@link #permutation} into an array that is there.
     *
     * @param seed the key
     * @param stream counter word 0: the purpose, a {@code STREAM_} base plus an index
     * @param step counter word 1
     * @param n the number of elements, at least 0
     * @param order its first {@code n} elements are overwritten
     * @throws IndexOutOfBoundsException if {@code n} is negative or larger than the array
     */
    public static void permute(long seed, int stream, int step, int n, int[] order) {
        Objects.checkFromIndexSize(0, n, order.length);
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int i = n - 1; i > 0; i--) {
            int j = below(seed, stream, step, i, 0, i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    // Returns half a block: Java has no way to return four words without an object.
    private static long block(long seed, int c0, int c1, int c2, int c3, boolean upper) {
        int k0 = (int) seed;
        int k1 = (int) (seed >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = MULTIPLIER_0 * (c0 & 0xFFFF_FFFFL);
            long p1 = MULTIPLIER_1 * (c2 & 0xFFFF_FFFFL);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        return upper ? ((long) c3 << 32) | (c2 & 0xFFFF_FFFFL) : ((long) c1 << 32) | (c0 & 0xFFFF_FFFFL);
    }
}
