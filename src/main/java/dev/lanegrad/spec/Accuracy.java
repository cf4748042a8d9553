package dev.lanegrad.spec;

/**
 * The accuracy that a function promises, as code: tests hold the scalar reference (hence the vector code) against it,
 * documents print it.
 *
 * <p>One ULP is the spacing of {@code float} at the exact result (2<sup>-149</sup> for subnormal results).
 *
 * @param valueUlp largest error of the value over all finite inputs, in ULP
 * @param derivativeUlp largest error of the derivative as a function of what it is computed from (the input, or the
 *     output where only that is kept), in ULP
 */
public record Accuracy(double valueUlp, double derivativeUlp) {
    /** Nothing is rounded. */
    public static final Accuracy EXACT = new Accuracy(0, 0);
}
