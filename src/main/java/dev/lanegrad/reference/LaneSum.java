package dev.lanegrad.reference;

import dev.lanegrad.spec.SummationOrder;

/** A sum along a row in the virtual lanes of {@link SummationOrder}. Not thread-safe. */
final class LaneSum {
    private float[] lanes = new float[SummationOrder.LANES];
    private final float[] blocks = new float[SummationOrder.LANES];
    private int block;

    /** Ends the blocks before the column's. */
    private void enter(int column) {
        for (; block < column / SummationOrder.BLOCK; block++) {
            for (int l = 0; l < SummationOrder.LANES; l++) {
                blocks[l] = blocks[l] + lanes[l];
            }
            lanes = new float[SummationOrder.LANES];
        }
    }

    /** Adds a term; columns ascend. */
    void add(int column, float term) {
        enter(column);
        lanes[column % SummationOrder.LANES] += term;
    }

    /** Adds a product by fma; columns ascend. */
    void addProduct(int column, float a, float b) {
        enter(column);
        int lane = column % SummationOrder.LANES;
        lanes[lane] = Math.fma(a, b, lanes[lane]);
    }

    /** Adds the lanes in the tree's order; a sum of zero is +0. */
    float total() {
        for (int l = 0; l < SummationOrder.LANES; l++) {
            blocks[l] = blocks[l] + lanes[l];
        }
        return tree(blocks, SummationOrder.LANES) + 0f;
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
