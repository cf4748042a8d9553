package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;

/** The numbers of chains for which {@link ChainLoops} is specialised: all that {@link SummationOrder} gives but one. */
enum Chains {
    TWO, FOUR, EIGHT;

    /** How many. */
    @SuppressWarnings("EnumOrdinal") // 2, 4, 8
    int count() {
        return 2 << ordinal();
    }

    /** The constant of a number of chains above one. */
    static Chains of(int count) {
        return switch (count) {
            case 2 -> TWO;
            case 4 -> FOUR;
            case SummationOrder.MAX_CHAINS -> EIGHT;
            default -> throw new IllegalArgumentException("no loops of " + count + " chains");
        };
    }
}
