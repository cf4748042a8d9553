package dev.lanegrad.optim;

import dev.lanegrad.text.NamedChoice;
import dev.lanegrad.text.RecordText;
import java.util.List;

/**
 * A description of how one parameter moves against its gradient. Descriptions are immutable and compare by value; the
 * running state (momentum and the like) is kept by the trainer, one matrix of the parameter's shape for each of
 * {@link #stateNames()}, which starts as {@link #initialState()} everywhere.
 *
 * <p>Names, formulas and defaults are PyTorch's, where it has the optimizer. All arithmetic of elements is in {@code float},
 * each multiplication-addition one fma, in the order that the record's formula gives; the numbers of a step, in which the
 * step's number and the learning rate go, are computed in {@code double} and rounded once ({@link UpdateStep}).
 *
 * <p>Parameters are floats, where PyTorch has doubles: 0.999f is 0.99900001287, and 1 minus it 1.3e-5 of itself smaller than
 * 0.001. Adam's corrections of the bias come from the same float and take nearly all of that out; {@link RAdam}'s rectification
 * and {@link Adamax}, which corrects only one of its means, keep the most of it. The documents say how much was measured.
 *
 * <p>In all formulas p is the parameter, g its gradient, {@code rate} that of the step. Where a weight decay is added to the
 * gradient (an L2 penalty), g stands for fma(weightDecay, p, g); where it is decoupled, p stands for (1 - rate weightDecay) p.
 * Means that decay are kept as +0 where they would be subnormal numbers ({@link dev.lanegrad.spec.MomentSpec}).
 */
public sealed interface Optimizer permits Sgd, AdaGrad, AdaDelta, RmsProp, Adam, AdamW, NAdam, Adamax, RAdam, Lion {
    /**
     * Plain gradient descent.
     *
     * @param rate learning rate, positive
     * @return the description
     */
    static Optimizer sgd(float rate) {
        return new Sgd(rate, 0);
    }

    /**
     * Gradient descent with momentum.
     *
     * @param rate learning rate, positive
     * @param momentum share of the last velocity that is kept, 0 to 1 (1 excluded)
     * @return the description
     */
    static Optimizer momentum(float rate, float momentum) {
        return new Sgd(rate, momentum);
    }

    /**
     * Gradient descent with Nesterov's momentum.
     *
     * @param rate learning rate, positive
     * @param momentum share of the last velocity that is kept, between 0 and 1
     * @return the description
     */
    static Optimizer nesterov(float rate, float momentum) {
        return new Sgd(rate, momentum, 0, true, 0);
    }

    /**
     * AdaGrad.
     *
     * @param rate learning rate, positive; 1e-2 is the usual one
     * @return the description
     */
    static Optimizer adaGrad(float rate) {
        return new AdaGrad(rate, 0, 0, 0, AdaGrad.DEFAULT_EPSILON);
    }

    /**
     * AdaDelta.
     *
     * @param rate learning rate, positive; 1 is the usual one
     * @return the description
     */
    static Optimizer adaDelta(float rate) {
        return new AdaDelta(rate, AdaDelta.DEFAULT_RHO, AdaDelta.DEFAULT_EPSILON, 0);
    }

    /**
     * RMSprop.
     *
     * @param rate learning rate, positive; 1e-2 is PyTorch's, 1e-3 that of many recipes
     * @return the description
     */
    static Optimizer rmsProp(float rate) {
        return new RmsProp(rate, RmsProp.DEFAULT_ALPHA, 0, false, RmsProp.DEFAULT_EPSILON, 0);
    }

    /**
     * Adam with the usual decay rates.
     *
     * @param rate learning rate, positive; 1e-3 is the usual one
     * @return the description
     */
    static Optimizer adam(float rate) {
        return new Adam(rate, Adam.DEFAULT_BETA1, Adam.DEFAULT_BETA2, Adam.DEFAULT_EPSILON);
    }

    /**
     * AdamW with the usual decay rates and a weight decay of 0.01.
     *
     * @param rate learning rate, positive; 1e-3 is the usual one
     * @return the description
     */
    static Optimizer adamW(float rate) {
        return new AdamW(rate, Adam.DEFAULT_BETA1, Adam.DEFAULT_BETA2, Adam.DEFAULT_EPSILON, AdamW.DEFAULT_WEIGHT_DECAY,
                false);
    }

    /**
     * NAdam with the usual decay rates.
     *
     * @param rate learning rate, positive; 2e-3 is the usual one
     * @return the description
     */
    static Optimizer nAdam(float rate) {
        return new NAdam(rate, Adam.DEFAULT_BETA1, Adam.DEFAULT_BETA2, Adam.DEFAULT_EPSILON, NAdam.DEFAULT_MOMENTUM_DECAY, 0,
                false);
    }

    /**
     * Adamax with the usual decay rates.
     *
     * @param rate learning rate, positive; 2e-3 is the usual one
     * @return the description
     */
    static Optimizer adamax(float rate) {
        return new Adamax(rate, Adam.DEFAULT_BETA1, Adam.DEFAULT_BETA2, Adam.DEFAULT_EPSILON, 0);
    }

    /**
     * RAdam with the usual decay rates.
     *
     * @param rate learning rate, positive; 1e-3 is the usual one
     * @return the description
     */
    static Optimizer rAdam(float rate) {
        return new RAdam(rate, Adam.DEFAULT_BETA1, Adam.DEFAULT_BETA2, Adam.DEFAULT_EPSILON, 0, false);
    }

    /**
     * Lion with the usual decay rates.
     *
     * @param rate learning rate, positive; 1e-4 is the usual one, a third to a tenth of Adam's
     * @return the description
     */
    static Optimizer lion(float rate) {
        return new Lion(rate, Lion.DEFAULT_BETA1, Lion.DEFAULT_BETA2, 0);
    }

    /**
     * Every optimizer once, with default parameters, at its usual rate. Tests, gates, documents and benchmarks enumerate
     * this list.
     *
     * @return all optimizers
     */
    static List<Optimizer> all() {
        return List.of(sgd(Sgd.DEFAULT_RATE), adaGrad(0.01f), adaDelta(1), rmsProp(0.01f), adam(0.001f), adamW(0.001f),
                nAdam(0.002f), adamax(0.002f), rAdam(0.001f), lion(0.0001f));
    }

    /**
     * Reads an optimizer from text: its name, and in brackets what differs from the defaults, as in
     * {@code "adamw(rate=3e-4,weight_decay=0.05)"}.
     *
     * @param text as {@link #text()} writes it
     * @return the optimizer
     * @throws IllegalArgumentException if there is no such optimizer, or a parameter is unknown or out of range
     */
    static Optimizer parse(String text) {
        return new NamedChoice<>("optimizer", all(), Optimizer::name, Optimizer::name,
                (usual, given) -> (Optimizer) RecordText.with((Record) usual, given)).parse(text);
    }

    /**
     * The name in files and on the command line.
     *
     * @return the name, in lower case
     */
    String name();

    /**
     * The name, and in brackets the learning rate and all other parameters that are not the defaults.
     *
     * @return what {@link #parse} reads
     */
    default String text() {
        return RecordText.of(name(), (Record) this, (Record) parse(name()), "rate");
    }

    /**
     * The learning rate.
     *
     * @return the rate
     */
    float rate();

    /**
     * The weight decay: decoupled, or added to the gradient as an L2 penalty, as the record says.
     *
     * @return at least 0
     */
    float weightDecay();

    /**
     * The share of the velocity or of the first moment that a step keeps: momentum or beta1.
     *
     * @return in [0, 1); 0 where there is none
     */
    default float firstDecay() {
        return switch (this) {
            case Sgd o -> o.momentum();
            case RmsProp o -> o.momentum();
            case Adam o -> o.beta1();
            case AdamW o -> o.beta1();
            case NAdam o -> o.beta1();
            case Adamax o -> o.beta1();
            case RAdam o -> o.beta1();
            case Lion o -> o.beta1();
            case AdaGrad _,AdaDelta _ -> 0;
        };
    }

    /**
     * Whether each step may have another {@linkplain #firstDecay() momentum}, as some schedules want it.
     *
     * @return false where there is none, and with NAdam, whose step depends on the momenta of all steps before it
     */
    default boolean momentumMayChange() {
        return firstDecay() > 0 && !(this instanceof NAdam);
    }

    /**
     * The same optimizer with another learning rate.
     *
     * @param rate positive and finite
     * @return the description
     * @throws IllegalArgumentException if out of range
     */
    default Optimizer withRate(float rate) {
        return (Optimizer) RecordText.with((Record) this, "rate", rate);
    }

    /**
     * The same optimizer with another weight decay.
     *
     * @param weightDecay at least 0 and finite
     * @return the description
     * @throws IllegalArgumentException if out of range
     */
    default Optimizer withWeightDecay(float weightDecay) {
        return (Optimizer) RecordText.with((Record) this, "weightDecay", weightDecay);
    }

    /**
     * What the matrices of the state are called, in their order: one each of the parameter's shape.
     *
     * @return the names, PyTorch's where it has the state; empty if nothing is kept
     */
    List<String> stateNames();

    /**
     * How many matrices of the parameter's shape the state of one parameter takes.
     *
     * @return 0 or more
     */
    default int stateCount() {
        return stateNames().size();
    }

    /**
     * What every element of the state is before the first step.
     *
     * @return 0 but for AdaGrad's initial accumulator
     */
    default float initialState() {
        return 0;
    }
}
