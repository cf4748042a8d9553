package dev.lanegrad.optim;

import java.util.Arrays;

/**
 * One parameter of each optimizer in {@code double}, as PyTorch's documentation writes the algorithm down: with running
 * corrections, products and conditions of its own, none of {@link UpdateStep}'s.
 */
public final class DoubleOptimizer {
    /** Steps over which deviations are measured. */
    public static final int DEVIATION_STEPS = 3000;

    /** What {@link #deviation} is for most rules. */
    public static final double USUAL_DEVIATION = 5e-7;

    private final Optimizer rule;
    private final boolean decimal;
    private double p;
    private long t;
    private double a;
    private double b;
    private double c;
    private double product = 1;

    /** From this value, with the parameters as the floats that they are. */
    public DoubleOptimizer(Optimizer rule, double start) {
        this(rule, start, false);
    }

    /** From this value; where they are decimal, with the parameters as they are written, which PyTorch holds in double. */
    public DoubleOptimizer(Optimizer rule, double start, boolean decimal) {
        this.rule = rule;
        this.decimal = decimal;
        p = start;
        if (rule instanceof AdaGrad o) {
            a = o.initialAccumulator();
        }
    }

    /**
     * How far a rule with the default parameters may get from where it would be if these were decimal, in shares of the way that
     * it made. Tests hold it, documents tell it.
     */
    public static double deviation(Optimizer rule) {
        return switch (rule) {
            case RAdam _ -> 6e-6;
            case Adamax _ -> 2e-6;
            default -> USUAL_DEVIATION;
        };
    }

    /** Where the parameter is. */
    public double value() {
        return p;
    }

    /** Puts the parameter elsewhere; the state stays. */
    public void moveTo(double value) {
        p = value;
    }

    /** One step against a gradient. */
    public void step(double gradient) {
        t++;
        double rate = number(rule.rate());
        double g = gradient;
        boolean decoupled = switch (rule) {
            case AdamW _,Lion _ -> true;
            case NAdam o -> o.decoupledWeightDecay();
            case RAdam o -> o.decoupledWeightDecay();
            default -> false;
        };
        if (decoupled) {
            p -= rate * number(rule.weightDecay()) * p;
        } else {
            g += number(rule.weightDecay()) * p;
        }
        switch (rule) {
            case Sgd o -> {
                double d = g;
                if (number(o.momentum()) != 0) {
                    a = t > 1 ? number(o.momentum()) * a + (1 - number(o.dampening())) * g : g;
                    d = o.nesterov() ? g + number(o.momentum()) * a : a;
                }
                p -= rate * d;
            }
            case AdaGrad o -> {
                a += g * g;
                p -= rate / (1 + (t - 1) * number(o.rateDecay())) * g / (Math.sqrt(a) + number(o.epsilon()));
            }
            case AdaDelta o -> {
                a = a * number(o.rho()) + g * g * (1 - number(o.rho()));
                double d = Math.sqrt(b + number(o.epsilon())) / Math.sqrt(a + number(o.epsilon())) * g;
                b = b * number(o.rho()) + d * d * (1 - number(o.rho()));
                p -= rate * d;
            }
            case RmsProp o -> {
                a = number(o.alpha()) * a + (1 - number(o.alpha())) * g * g;
                double variance = a;
                if (o.centered()) {
                    b = number(o.alpha()) * b + (1 - number(o.alpha())) * g;
                    variance -= b * b;
                }
                double q = g / (Math.sqrt(Math.max(0, variance)) + number(o.epsilon()));
                c = number(o.momentum()) * c + q;
                p -= rate * (number(o.momentum()) > 0 ? c : q);
            }
            case Adam o -> p -= rate * adam(g, number(o.beta1()), number(o.beta2()), number(o.epsilon()), o.amsgrad());
            case AdamW o -> p -= rate * adam(g, number(o.beta1()), number(o.beta2()), number(o.epsilon()), o.amsgrad());
            case NAdam o -> {
                double mu = number(o.beta1()) * (1 - 0.5 * Math.pow(0.96, t * number(o.momentumDecay())));
                double next = number(o.beta1()) * (1 - 0.5 * Math.pow(0.96, (t + 1) * number(o.momentumDecay())));
                product *= mu;
                moments(g, number(o.beta1()), number(o.beta2()));
                double ahead = next * a / (1 - product * next) + (1 - mu) * g / (1 - product);
                p -= rate * ahead / (Math.sqrt(b / (1 - Math.pow(number(o.beta2()), (double) t))) + number(o.epsilon()));
            }
            case Adamax o -> {
                a = number(o.beta1()) * a + (1 - number(o.beta1())) * g;
                b = Math.max(number(o.beta2()) * b, Math.abs(g) + number(o.epsilon()));
                p -= rate / (1 - Math.pow(number(o.beta1()), (double) t)) * a / b;
            }
            case RAdam o -> {
                moments(g, number(o.beta1()), number(o.beta2()));
                double power = Math.pow(number(o.beta2()), (double) t);
                double most = 2 / (1 - number(o.beta2())) - 1;
                double length = most - 2 * t * power / (1 - power);
                double mean = a / (1 - Math.pow(number(o.beta1()), (double) t));
                if (length > 5) {
                    double rectified = Math.sqrt((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length));
                    p -= rate * mean * rectified * (Math.sqrt(1 - power) / (Math.sqrt(b) + number(o.epsilon())));
                } else {
                    p -= rate * mean;
                }
            }
            case Lion o -> {
                p -= rate * Math.signum(number(o.beta1()) * a + (1 - number(o.beta1())) * g);
                a = number(o.beta2()) * a + (1 - number(o.beta2())) * g;
            }
        }
    }

    private double number(float parameter) {
        return decimal ? Double.parseDouble(Float.toString(parameter)) : parameter;
    }

    private void moments(double g, double beta1, double beta2) {
        a = beta1 * a + (1 - beta1) * g;
        b = beta2 * b + (1 - beta2) * g * g;
    }

    private double adam(double g, double beta1, double beta2, double epsilon, boolean amsgrad) {
        moments(g, beta1, beta2);
        c = Math.max(c, b);
        double mean = a / (1 - Math.pow(beta1, (double) t));
        return mean / (Math.sqrt((amsgrad ? c : b) / (1 - Math.pow(beta2, (double) t))) + epsilon);
    }

    @Override
    public String toString() {
        return rule + " at " + p + " after " + t + ", state " + Arrays.toString(new double[] {a, b, c});
    }
}
