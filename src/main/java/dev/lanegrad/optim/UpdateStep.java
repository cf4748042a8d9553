package dev.lanegrad.optim;

/**
 * The numbers of one step of an optimizer: what a formula has beside parameter, gradient and state. They are computed in
 * {@code double} by {@link StrictMath} and rounded once, a single time for all parameters that move by the same rule; a number
 * that a rule does not have is 0.
 *
 * <p>An object can be set anew for each step and allocates nothing itself. {@link StrictMath#pow}, which takes the powers of decays,
 * makes three small arrays (96 bytes in JDK 25) where the compiled code has met numbers on both sides of 0.75 times a power of
 * two: not with the default decays. Not thread-safe while it is set.
 */
public final class UpdateStep {
    private Optimizer optimizer;
    private long number;
    private float penalty;
    private float keep;
    private float firstDecay;
    private float firstGain;
    private float secondDecay;
    private float secondGain;
    private float step;
    private float correction;
    private float epsilon;
    private float momentShare;
    private float gradientShare;
    private boolean rectified;

    /**
     * The first step.
     *
     * @param optimizer the rule
     */
    public UpdateStep(Optimizer optimizer) {
        this.optimizer = optimizer;
        set(optimizer, 1);
    }

    /**
     * Computes the numbers of a step at the optimizer's own learning rate.
     *
     * @param rule the rule
     * @param t number of the step, from 1
     * @return this object
     * @throws IllegalArgumentException if the step is below 1
     */
    public UpdateStep set(Optimizer rule, long t) {
        return set(rule, t, rule.rate());
    }

    /**
     * Computes the numbers of a step at the learning rate of a schedule.
     *
     * @param rule the rule
     * @param t number of the step, from 1
     * @param rate the learning rate instead of the rule's own, at least 0 and finite
     * @return this object
     * @throws IllegalArgumentException if the step is below 1 or the rate out of range
     */
    public UpdateStep set(Optimizer rule, long t, double rate) {
        return set(rule, t, rate, rule.firstDecay());
    }

    /**
     * Computes the numbers of a step at the learning rate and the momentum of a schedule.
     *
     * @param rule the rule
     * @param t number of the step, from 1
     * @param rate the learning rate instead of the rule's own, at least 0 and finite
     * @param momentum instead of the rule's own {@linkplain Optimizer#firstDecay() momentum or beta1}, in [0, 1)
     * @return this object
     * @throws IllegalArgumentException if the step is below 1, a number out of range, or the momentum another than the rule's
     *     own although it {@linkplain Optimizer#momentumMayChange() may not change}
     */
    public UpdateStep set(Optimizer rule, long t, double rate, double momentum) {
        if (t < 1) {
            throw new IllegalArgumentException("steps count from 1, given " + t);
        }
        if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the learning rate of a step must be at least 0 and finite, given " + rate);
        }
        float first = (float) momentum;
        if (!(first >= 0 && first < 1) || (first != rule.firstDecay() && !rule.momentumMayChange())) {
            throw new IllegalArgumentException("the momentum of a step must be in [0, 1), and that of " + rule.name()
                    + (rule.momentumMayChange() ? " may change" : " is " + rule.firstDecay()) + ", given " + momentum);
        }
        optimizer = rule;
        number = t;
        clear();
        step = (float) -rate;
        switch (rule) {
            case Sgd o -> {
                firstDecay = first;
                firstGain = t == 1 ? 1 : 1 - o.dampening();
                decay(o.weightDecay(), false, rate);
            }
            case AdaGrad o -> {
                step = (float) -(rate / (1 + ((double) t - 1) * o.rateDecay()));
                epsilon = o.epsilon();
                decay(o.weightDecay(), false, rate);
            }
            case AdaDelta o -> {
                second(o.rho());
                epsilon = o.epsilon();
                decay(o.weightDecay(), false, rate);
            }
            case RmsProp o -> {
                firstDecay = first;
                second(o.alpha());
                epsilon = o.epsilon();
                decay(o.weightDecay(), false, rate);
            }
            case Adam o -> {
                adam(first, o.beta2(), o.epsilon(), rate);
                decay(o.weightDecay(), false, rate);
            }
            case AdamW o -> {
                adam(first, o.beta2(), o.epsilon(), rate);
                decay(o.weightDecay(), true, rate);
            }
            case NAdam o -> {
                adam(first, o.beta2(), o.epsilon(), rate);
                step = (float) -rate;
                double next = o.momentum(t + 1.0);
                double product = o.product(t);
                momentShare = (float) (next / (1 - product * next));
                gradientShare = (float) ((1 - o.momentum((double) t)) / (1 - product));
                decay(o.weightDecay(), o.decoupledWeightDecay(), rate);
            }
            case Adamax o -> {
                adam(first, o.beta2(), o.epsilon(), rate);
                decay(o.weightDecay(), false, rate);
            }
            case RAdam o -> {
                double rectification = o.rectification(t);
                rectified = !Double.isNaN(rectification);
                adam(first, o.beta2(), o.epsilon(), rectified ? rectification * rate : rate);
                correction = 1;
                decay(o.weightDecay(), o.decoupledWeightDecay(), rate);
            }
            case Lion o -> {
                first(first);
                second(o.beta2());
                decay(o.weightDecay(), true, rate);
            }
        }
        return this;
    }

    private void clear() {
        firstDecay = 0;
        firstGain = 0;
        secondDecay = 0;
        secondGain = 0;
        correction = 0;
        epsilon = 0;
        momentShare = 0;
        gradientShare = 0;
        rectified = false;
    }

    private void first(float decay) {
        firstDecay = decay;
        firstGain = 1 - decay;
    }

    private void second(float decay) {
        secondDecay = decay;
        secondGain = 1 - decay;
    }

    private void adam(float beta1, float beta2, float added, double rate) {
        first(beta1);
        second(beta2);
        step = (float) -(rate / (1 - StrictMath.pow(beta1, (double) number)));
        correction = (float) (1 / StrictMath.sqrt(1 - StrictMath.pow(beta2, (double) number)));
        epsilon = added;
    }

    private void decay(float weightDecay, boolean decoupled, double rate) {
        penalty = decoupled ? 0 : weightDecay;
        keep = decoupled ? (float) (1 - rate * weightDecay) : 1;
    }

    /**
     * The rule.
     *
     * @return the optimizer
     */
    public Optimizer optimizer() {
        return optimizer;
    }

    /**
     * Number of the step.
     *
     * @return from 1
     */
    public long number() {
        return number;
    }

    /**
     * How much of the parameter is added to its gradient.
     *
     * @return the L2 penalty
     */
    public float penalty() {
        return penalty;
    }

    /**
     * What the parameter is multiplied with before it moves.
     *
     * @return 1 where no weight decay is decoupled
     */
    public float keep() {
        return keep;
    }

    /**
     * Share of the velocity or the first moment that is kept.
     *
     * @return momentum or beta1
     */
    public float firstDecay() {
        return firstDecay;
    }

    /**
     * Share of the gradient that enters the velocity or the first moment.
     *
     * @return 1 minus dampening or beta1
     */
    public float firstGain() {
        return firstGain;
    }

    /**
     * Share of the mean of squares that is kept; Lion's of its mean.
     *
     * @return rho, alpha or beta2
     */
    public float secondDecay() {
        return secondDecay;
    }

    /**
     * Share of the gradient's square that enters the mean; with Lion, of the gradient.
     *
     * @return 1 minus rho, alpha or beta2
     */
    public float secondGain() {
        return secondGain;
    }

    /**
     * Factor on the direction.
     *
     * @return the negative rate, where the first moment's bias is taken out over 1 - beta1^t
     */
    public float step() {
        return step;
    }

    /**
     * Factor that takes the second moment's bias out of its root.
     *
     * @return 1 / sqrt(1 - beta2^t), or 1
     */
    public float correction() {
        return correction;
    }

    /**
     * What is added to the denominator.
     *
     * @return epsilon
     */
    public float epsilon() {
        return epsilon;
    }

    /**
     * NAdam's factor on the first moment.
     *
     * @return mu(t + 1) over 1 - mu(1) ... mu(t + 1)
     */
    public float momentShare() {
        return momentShare;
    }

    /**
     * NAdam's factor on the gradient.
     *
     * @return 1 - mu(t) over 1 - mu(1) ... mu(t)
     */
    public float gradientShare() {
        return gradientShare;
    }

    /**
     * Whether RAdam uses the second moment in this step.
     *
     * @return false in its first steps
     */
    public boolean rectified() {
        return rectified;
    }
}
