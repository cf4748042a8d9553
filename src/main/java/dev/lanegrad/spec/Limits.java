package dev.lanegrad.spec;

/**
 * What a function is where its argument has no neighbours on one side: tests compare bits, documents print it. NaN in is NaN
 * out, for every function.
 *
 * @param atMinusInfinity value at -Inf
 * @param atMinusZero value at -0
 * @param atPlusZero value at +0
 * @param atPlusInfinity value at +Inf
 */
public record Limits(float atMinusInfinity, float atMinusZero, float atPlusZero, float atPlusInfinity) {
    /** The arguments that have a place in this record, in order. */
    private static final float[] ARGUMENTS = {Float.NEGATIVE_INFINITY, -0f, 0f, Float.POSITIVE_INFINITY};

    /**
     * The arguments.
     *
     * @return -Inf, -0, +0, +Inf
     */
    public static float[] arguments() {
        return ARGUMENTS.clone();
    }

    /**
     * The values in the order of {@link #arguments()}.
     *
     * @return four values
     */
    public float[] values() {
        return new float[] {atMinusInfinity, atMinusZero, atPlusZero, atPlusInfinity};
    }
}
