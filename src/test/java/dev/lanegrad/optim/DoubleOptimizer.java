package dev.lanegrad.optim;

import java.util.Arrays;

/**
 * One parameter of each optimizer in {@code double}, as PyTorch's documentation writes the algorithm down: with running
 * corrections, products and conditions of its own, none of {@link UpdateStep}'s.
 */
public final class DoubleOptimizer {
    private final Optimizer rule;
    private double p;
    private long t;
    private double a;
    private double b;
    private double c;
    private double product = 1;

    /** From this value. */
    public DoubleOptimizer(Optimizer rule, double start) {
        this.rule = rule;
        p = start;
        if (rule instanceof AdaGrad o) {
            a = o.initialAccumulator();
        }
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
        double rate = rule.rate();
        double g = gradient;
        boolean decoupled = switch (rule) {
            case AdamW _,Lion _ -> true;
            case NAdam o -> o.decoupledWeightDecay();
            case RAdam o -> o.decoupledWeightDecay();
            default -> false;
        };
        if (decoupled) {
            p -= rate * rule.weightDecay() * p;
        } else {
            g += rule.weightDecay() * p;
        }
        switch (rule) {
            case Sgd o -> {
                double d = g;
                if (o.momentum() != 0) {
                    a = t > 1 ? o.momentum() * a + (1 - (double) o.dampening()) * g : g;
                    d = o.nesterov() ? g + o.momentum() * a : a;
                }
                p -= rate * d;
            }
            case AdaGrad o -> {
                a += g * g;
                p -= rate / (1 + (t - 1) * (double) o.rateDecay()) * g / (Math.sqrt(a) + o.epsilon());
            }
            case AdaDelta o -> {
                a = a * o.rho() + g * g * (1 - (double) o.rho());
                double d = Math.sqrt(b + o.epsilon()) / Math.sqrt(a + o.epsilon()) * g;
                b = b * o.rho() + d * d * (1 - (double) o.rho());
                p -= rate * d;
            }
            case RmsProp o -> {
                a = o.alpha() * a + (1 - (double) o.alpha()) * g * g;
                double variance = a;
                if (o.centered()) {
                    b = o.alpha() * b + (1 - (double) o.alpha()) * g;
                    variance -= b * b;
                }
                double q = g / (Math.sqrt(Math.max(0, variance)) + o.epsilon());
                c = o.momentum() * c + q;
                p -= rate * (o.momentum() > 0 ? c : q);
            }
            case Adam o -> p -= rate * adam(g, o.beta1(), o.beta2(), o.epsilon(), o.amsgrad());
            case AdamW o -> p -= rate * adam(g, o.beta1(), o.beta2(), o.epsilon(), o.amsgrad());
            case NAdam o -> {
                double mu = o.beta1() * (1 - 0.5 * Math.pow(0.96, t * (double) o.momentumDecay()));
                double next = o.beta1() * (1 - 0.5 * Math.pow(0.96, (t + 1) * (double) o.momentumDecay()));
                product *= mu;
                moments(g, o.beta1(), o.beta2());
                double ahead = next * a / (1 - product * next) + (1 - mu) * g / (1 - product);
                p -= rate * ahead / (Math.sqrt(b / (1 - Math.pow(o.beta2(), (double) t))) + o.epsilon());
            }
            case Adamax o -> {
                a = o.beta1() * a + (1 - (double) o.beta1()) * g;
                b = Math.max(o.beta2() * b, Math.abs(g) + o.epsilon());
                p -= rate / (1 - Math.pow(o.beta1(), (double) t)) * a / b;
            }
            case RAdam o -> {
                moments(g, o.beta1(), o.beta2());
                double power = Math.pow(o.beta2(), (double) t);
                double most = 2 / (1 - (double) o.beta2()) - 1;
                double length = most - 2 * t * power / (1 - power);
                double mean = a / (1 - Math.pow(o.beta1(), (double) t));
                if (length > 5) {
                    double rectified = Math.sqrt((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length));
                    p -= rate * mean * rectified * (Math.sqrt(1 - power) / (Math.sqrt(b) + o.epsilon()));
                } else {
                    p -= rate * mean;
                }
            }
            case Lion o -> {
                p -= rate * Math.signum(o.beta1() * a + (1 - (double) o.beta1()) * g);
                a = o.beta2() * a + (1 - (double) o.beta2()) * g;
            }
        }
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
