package dev.lanegrad.spec;

/** The inverse square root has no numbers of its own: a square root and a division. */
public final class InverseSqrtSpec {
    /** The largest error over all 2^32 arguments in units in the last place, of two roundings: 1.4903 at x = 1.1827658e-38. */
    public static final double MAX_ULP = 1.5;

    private InverseSqrtSpec() {
    }
}
