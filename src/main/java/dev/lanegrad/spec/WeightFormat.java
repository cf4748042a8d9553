package dev.lanegrad.spec;

/**
 * In which numbers a frozen dense layer holds its weights. Inputs, sums, biases and outputs are float32 in every case; the
 * order of the sums is that of {@link SummationOrder}.
 */
public enum WeightFormat {
    /** As they are. */
    FLOAT32,
    /**
     * The upper half of a float32, rounded to the nearest, ties to even: 8 bits of precision, all of the range (what rounds
     * up past the largest is Inf). y = f(x W' + b) with the rounded W'.
     */
    BFLOAT16,
    /**
     * Integers from -127 to 127 and a scale for each output: with m the largest |w| of a column, scale = m / 127 and
     * q = w / scale rounded to the nearest, ties to even, no more than 127 in size (0 where the scale is 0). A sum starts
     * from +0, takes x q, and ends in one fma(scale, sum, bias); y = f(that).
     */
    INT8;

    /** The largest integer of {@link #INT8}. */
    public static final int MAX_INT8 = 127;
}
