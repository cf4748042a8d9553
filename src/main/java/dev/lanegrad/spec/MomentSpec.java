package dev.lanegrad.spec;

/**
 * How the means that an optimizer keeps (moments, velocities) end where gradients have become zero, as those of a unit of a
 * relu that is off for all samples: a mean whose size is below {@link #SMALLEST} is kept as +0, so that none is ever a subnormal
 * number. A mean that decays by a tenth a step would be one after 830 steps and stay so for ever (0.9 times the smallest float
 * rounds to itself), and each operation with such a number takes a processor a hundred times as long.
 */
public final class MomentSpec {
    /** The smallest normal float. */
    public static final float SMALLEST = Float.MIN_NORMAL;

    private MomentSpec() {
    }
}
