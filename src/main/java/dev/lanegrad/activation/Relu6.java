package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;
import dev.lanegrad.spec.Limits;

/**
 * The rectifier that is held at 6: f(z) = +0 if z &lt;= 0, 6 if z &gt;= 6, else z; from the output y: dz = dy if 0 &lt; y
 * &lt; 6 or y is NaN, else +0.
 *
 * <p>Krizhevsky, "Convolutional deep belief networks on CIFAR-10" (2010). At both kinks the derivative is 0, as in
 * PyTorch.
 */
public record Relu6() implements Activation.Elementwise {
    /** Where the function ends to grow. */
    public static final float CEILING = 6;

    private static final Limits LIMITS = new Limits(0, 0, 0, 6);
    private static final Limits SLOPES = new Limits(0, 0, 0, 0);

    @Override
    public String name() {
        return "relu6";
    }

    @Override
    public Keeps keeps() {
        return Keeps.OUTPUT;
    }

    @Override
    public Accuracy accuracy() {
        return Accuracy.EXACT;
    }

    @Override
    public Limits limits() {
        return LIMITS;
    }

    @Override
    public Limits slopes() {
        return SLOPES;
    }

    @Override
    public String extremes() {
        return "nothing is rounded";
    }
}
