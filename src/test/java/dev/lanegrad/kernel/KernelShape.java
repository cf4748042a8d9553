package dev.lanegrad.kernel;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * A shape of operands, biased to the tails of vectors, tiles and blocks.
 *
 * @param rows rows of a batch
 * @param in inputs of a layer; not used by what goes element by element or row by row
 * @param out outputs of a layer, or columns
 */
record KernelShape(int rows, int in, int out) {
    /** Enough terms to meet every path, few enough for a scalar reference. */
    private static final long MAX_TERMS = 2_500_000;

    static KernelShape limited(int rows, int in, int out) {
        return new KernelShape(Math.clamp(MAX_TERMS / ((long) in * out), 1, rows), in, out);
    }

    private static Arbitrary<Integer> sizes() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(1, 20)),
                Tuple.of(6, Arbitraries.of(1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65)),
                Tuple.of(2, Arbitraries.of(127, 128, 129)),
                Tuple.of(1, Arbitraries.integers().between(250, 300)));
    }

    /** Those of layers. */
    static Arbitrary<KernelShape> ofLayers() {
        return Combinators.combine(sizes(), sizes(), sizes()).as(KernelShape::limited);
    }

    /** Those of a few rows with any number of columns. */
    static Arbitrary<KernelShape> ofBatches() {
        Arbitrary<Integer> rows = Arbitraries.of(1, 2, 3, 5, 8, 9);
        Arbitrary<Integer> columns = Arbitraries.oneOf(sizes(), Arbitraries.of(1000, 1023, 1025));
        return Combinators.combine(rows, columns).as((r, c) -> new KernelShape(r, 1, c));
    }
}
