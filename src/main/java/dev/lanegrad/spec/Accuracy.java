package dev.lanegrad.spec;

/**
 * The accuracy that a function promises, as code: tests hold the scalar reference (hence the vector code) against it,
 * documents print it.
 *
 * <p>One ULP is the spacing of {@code float} at the exact result (2<sup>-149</sup> for subnormal results).
 *
 * @param valueUlp largest error of the value over all finite inputs, in ULP
 * @param derivativeUlp largest error of the derivative as a function of what it is computed from (the input, or the
 *     output where only that is kept), in ULP; outside the root's surroundings
 * @param root where the derivative is near 0 and only an absolute bound can hold; empty for most functions
 * @param derivativeAtInput largest distance of the derivative from the exact one at the input, saturated tails included;
 *     more than {@code derivativeUlp} says where the output is what is kept
 * @param remark why a bound is wider than that of its kind; empty if it is not
 */
public record Accuracy(double valueUlp, double derivativeUlp, Root root, double derivativeAtInput, String remark) {
    /** What a derivative may be off at most, absolutely: one ULP of a slope just below 2. */
    public static final double ABSOLUTE = 0x1p-23;

    /** Nothing is rounded. */
    public static final Accuracy EXACT = new Accuracy(0, 0);

    /**
     * The surroundings of a root of a derivative.
     *
     * @param from least input
     * @param to largest input
     * @param absolute largest error there
     */
    public record Root(double from, double to, double absolute) {
        /** No root. */
        public static final Root NONE = new Root(Double.NaN, Double.NaN, 0);

        /**
         * Whether the absolute bound counts.
         *
         * @param input the input
         * @return true if the input is in the surroundings
         */
        public boolean surrounds(double input) {
            return input >= from && input <= to;
        }
    }

    /**
     * Bounds in ULP alone.
     *
     * @param valueUlp of the value
     * @param derivativeUlp of the derivative
     */
    public Accuracy(double valueUlp, double derivativeUlp) {
        this(valueUlp, derivativeUlp, Root.NONE, ABSOLUTE, "");
    }

    /**
     * The same bounds, absolute near a root of the derivative.
     *
     * @param from least input
     * @param to largest input
     * @return bounds with a root
     */
    public Accuracy withRoot(double from, double to) {
        return new Accuracy(valueUlp, derivativeUlp, new Root(from, to, ABSOLUTE), derivativeAtInput, remark);
    }

    /**
     * The same bounds with another one for the derivative at the input.
     *
     * @param absolute the largest distance
     * @return bounds with the distance
     */
    public Accuracy withDerivativeAtInput(double absolute) {
        return new Accuracy(valueUlp, derivativeUlp, root, absolute, remark);
    }

    /**
     * The same bounds with a reason.
     *
     * @param reason why a bound is wider than that of its kind
     * @return bounds with a remark
     */
    public Accuracy because(String reason) {
        return new Accuracy(valueUlp, derivativeUlp, root, derivativeAtInput, reason);
    }
}
