package dev.lanegrad.loss;

/**
 * Smooth L1 (Girshick, "Fast R-CNN", 2015): Huber's loss of delta = beta, divided by beta, so that the slope far from the
 * target is 1 whatever beta is. With d = y - t: l = d^2 / (2 beta) and slope d / beta where |d| is below beta, else
 * l = |d| - beta / 2 and slope sign(d). As PyTorch's {@code SmoothL1Loss}; beta = 0 gives the absolute error.
 *
 * <p>In floats l = r * fma(-0.5, c, |d|) with c = min(|d|, beta) and r = |d| / beta below beta, else 1.
 *
 * @param beta where the square ends, at least 0 and finite
 */
public record SmoothL1(float beta) implements Loss.Elementwise {
    /** PyTorch's default. */
    public static final float DEFAULT_BETA = 1;

    /**
     * Checks beta; -0 becomes +0.
     *
     * @throws IllegalArgumentException if beta is negative or not finite
     */
    public SmoothL1 {
        if (!(beta >= 0 && beta < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the beta of a smooth L1 loss must be at least 0 and finite, given " + beta);
        }
        beta += 0f;
    }

    @Override
    public String name() {
        return "smooth_l1";
    }

    @Override
    public Outputs outputs() {
        return Outputs.VALUES;
    }

    @Override
    public TargetDomain targetDomain() {
        return TargetDomain.REAL;
    }

    @Override
    public String text() {
        return name() + "(" + beta + ")";
    }
}
