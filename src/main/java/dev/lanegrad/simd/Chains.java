package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;

/** The numbers of chains for which {@link ChainLoops} (above one) and {@link BlockLoops} are specialised. */
enum Chains {
    ONE(1), FOUR(SummationOrder.MIN_CHAINS), EIGHT(SummationOrder.MAX_CHAINS);

    private final int count;

    Chains(int count) {
        this.count = count;
    }

    /** How many. */
    int count() {
        return count;
    }

    /** The constant of a number of chains. */
    static Chains of(int count) {
        return switch (count) {
            case 1 -> ONE;
            case SummationOrder.MIN_CHAINS -> FOUR;
            case SummationOrder.MAX_CHAINS -> EIGHT;
            default -> throw new IllegalArgumentException("no loops of " + count + " chains");
        };
    }
}
