package dev.lanegrad.spec;

/** The inverse square root has no numbers of its own: a square root and a division. */
public final class InverseSqrtSpec {
    /** The bound in units in the last place, that of two roundings; largest seen on a sample: 1.476. */
    public static final double MAX_ULP = 1.5;

    private InverseSqrtSpec() {
    }
}
