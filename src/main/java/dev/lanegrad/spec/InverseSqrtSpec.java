package dev.lanegrad.spec;

/** The inverse square root has no numbers of its own: a square root and a division. */
public final class InverseSqrtSpec {
    /** The largest error over all 2^32 arguments in units in the last place: 1.0. */
    public static final double MAX_ULP = 1.5;

    private InverseSqrtSpec() {
    }
}
