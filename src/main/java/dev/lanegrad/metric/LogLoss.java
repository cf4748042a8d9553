package dev.lanegrad.metric;

/**
 * Log loss, also cross-entropy: -log of the probability that was given to what happened, in nats, averaged over samples.
 *
 * <p>Probabilities are clipped to [{@link #EPSILON}, 1 - {@link #EPSILON}], so that one zero is not infinitely bad; the
 * losses that training minimises work on logits and clip nothing. Stateless, thread-safe, allocates nothing.
 */
public final class LogLoss {
    /** Bound of the clipping: the distance of 1 to the next float (scikit-learn's default for float32). */
    public static final double EPSILON = 0x1p-23;

    private LogLoss() {
    }

    /**
     * The loss of one sample: -log(clipped p) by {@link StrictMath#log}.
     *
     * @param probability p, which the prediction gave to the actual class; NaN gives NaN
     * @return the loss, from about 1.2e-7 to about 15.9
     * @throws IllegalArgumentException if the probability is outside of [0, 1]
     */
    public static double of(double probability) {
        if (probability < 0 || probability > 1) {
            throw new IllegalArgumentException("the probability is " + probability + ", expected 0 to 1");
        }
        return -StrictMath.log(Math.clamp(probability, EPSILON, 1 - EPSILON));
    }
}
