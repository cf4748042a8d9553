package dev.lanegrad.reference;

import dev.lanegrad.spec.SummationOrder;

/** A sum along a row in the virtual lanes of {@link SummationOrder}. Not thread-safe. */
final class LaneSum {
    private final float[] lanes = new float[SummationOrder.LANES];

    /** Adds a term. */
    void add(int column, float term) {
        lanes[column % SummationOrder.LANES] += term;
    }

    /** Adds a product by fma. */
    void addProduct(int column, float a, float b) {
        int lane = column % SummationOrder.LANES;
        lanes[lane] = Math.fma(a, b, lanes[lane]);
    }

    /** Adds the lanes in the tree's order. */
    float total() {
        return tree(lanes, SummationOrder.LANES);
    }

    /** The tree of {@link SummationOrder} over the first {@code count} sums, a power of two; overwrites them. */
    static float tree(float[] sums, int count) {
        for (int half = count / 2; half >= 1; half /= 2) {
            for (int l = 0; l < half; l++) {
                sums[l] = sums[l] + sums[l + half];
            }
        }
        return sums[0];
    }
}
