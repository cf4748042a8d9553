package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;

/** Small rules that several loops share. */
final class Blocks {
    /** The longest run of floats that one loop takes: its int counter must not overflow. */
    static final int MAX_FLOATS = Integer.MAX_VALUE - 1024;

    private Blocks() {
    }

    /** Scratch for a sum along a row: the virtual lanes of a block, and after them those of the blocks before it. */
    static float[] newLanes() {
        return Scratch.floats(2 * SummationOrder.LANES);
    }

    /** Adds a block's lanes to those of the blocks before it, or puts them in their place. */
    static void keepLanes(float[] lanes, boolean first) {
        for (int l = 0; l < SummationOrder.LANES; l++) {
            lanes[SummationOrder.LANES + l] = first ? lanes[l] : lanes[SummationOrder.LANES + l] + lanes[l];
        }
    }

    /** The tree of {@link SummationOrder} over the virtual lanes; overwrites them. */
    static float addLanes(float[] lanes) {
        for (int half = SummationOrder.LANES / 2; half >= 1; half /= 2) {
            for (int l = 0; l < half; l++) {
                lanes[l] += lanes[l + half];
            }
        }
        return lanes[0] + 0f;
    }
}
