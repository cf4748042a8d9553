package dev.lanegrad.spec;

/**
 * The order in which sums are formed: what makes a result a function of its row and of the layer's shape only.
 *
 * <p>Float addition is not associative, so an order that follows the vector width, the tile or the number of threads
 * changes bits. Every kernel, scalar or vectorised, follows the order written here instead:
 * <ul>
 * <li><b>Products over outputs</b> (Y = X W + b and dX = dZ W<sup>T</sup>): one output is the sum of
 *   {@link #chains(int, int)} chains. Chain s takes the terms s, s + S, s + 2S, ... ascending, each by one
 *   {@code fma}. Chain 0 starts from the bias (or +0), the others from +0; {@linkplain ##halving the tree} adds them.
 * <li><b>Sums over rows</b> (weight and bias gradients): one chain a value in row order, from +0 or, when accumulating,
 *   from what is stored.
 * <li><b>Sums along a row</b> (softmax, a row's loss): blocks of {@link #BLOCK} columns, each in {@link #LANES} virtual
 *   lanes from +0; lane l takes the columns l, l + LANES, ... ascending; the lanes of the blocks are added in order, and
 *   the tree adds the lanes. A sum of zero is +0.
 * </ul>
 *
 * <p id="halving">The tree over n = 2<sup>i</sup> partial sums: for h = n/2, n/4, ..., 1 and each l below h,
 * {@code s[l] = s[l] + s[l + h]}; the sum is {@code s[0]}.
 */
public final class SummationOrder {
    /**
     * Version of the rules in this class and of the coefficients in this package. A model file records it; any change
     * of bits raises it.
     */
    public static final int VERSION = 5;

    /** Number of virtual lanes of a sum along a row: one 512-bit vector, or several narrower ones. */
    public static final int LANES = 16;

    /** Columns of a block of a sum along a row: a longer row would be one long chain a lane, whose roundings add up. */
    public static final int BLOCK = 4096;

    /** The most chains that one output is cut into. */
    public static final int MAX_CHAINS = 8;

    /** The fewest chains that one output is cut into, if it is cut. */
    public static final int MIN_CHAINS = 4;

    /** A chain shorter than this is not worth the additions that join it to the others. */
    private static final int MIN_TERMS_PER_CHAIN = 4;

    private SummationOrder() {
    }

    /**
     * Number of chains S that one output of a product is cut into, a power of two.
     *
     * <p>A chain of dependent FMAs has a latency of four cycles a term, so a layer with few outputs would leave the
     * units idle at batch 1. A layer of more than 32 outputs needs one chain only: cut into two, a layer of 64 took longer
     * at batch 1 as well as at batch 256, since its weights, not its chains, are what a row waits for.
     *
     * @param terms number of terms of the sum (k), at least 1
     * @param outputs number of outputs (n), at least 1
     * @return 1, 4 or 8: two chains gain nothing over one
     */
    public static int chains(int terms, int outputs) {
        int chains = outputs > 32 ? 1 : outputs > 16 ? MIN_CHAINS : MAX_CHAINS;
        while (chains > 1 && terms < chains * MIN_TERMS_PER_CHAIN) {
            chains = chains == MIN_CHAINS ? 1 : chains / 2;
        }
        return chains;
    }

    /**
     * Number of terms that one chain takes.
     *
     * @param terms number of terms of the whole sum
     * @param chains number of chains
     * @param chain which chain, 0 to {@code chains - 1}
     * @return how many of 0 .. terms - 1 leave the remainder {@code chain} modulo {@code chains}
     */
    public static int termsOfChain(int terms, int chains, int chain) {
        return (terms - chain + chains - 1) / chains;
    }
}
