package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;

/** The numbers of chains for which {@link ChainLoops} is specialised: all that {@link SummationOrder} gives but one. */
enum Chains {
    FOUR, EIGHT;

    /** How many. */
    int count() {
        return this == FOUR ? SummationOrder.MIN_CHAINS : SummationOrder.MAX_CHAINS;
    }

    /** The constant of a number of chains above one. */
    static Chains of(int count) {
        return switch (count) {
            case SummationOrder.MIN_CHAINS -> FOUR;
            case SummationOrder.MAX_CHAINS -> EIGHT;
            default -> throw new IllegalArgumentException("no loops of " + count + " chains");
        };
    }
}
