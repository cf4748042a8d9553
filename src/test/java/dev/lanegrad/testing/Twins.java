package dev.lanegrad.testing;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Celu;
import dev.lanegrad.activation.Elu;
import dev.lanegrad.activation.HardSigmoid;
import dev.lanegrad.activation.HardTanh;
import dev.lanegrad.activation.LeakyRelu;
import dev.lanegrad.activation.Selu;
import dev.lanegrad.activation.Softplus;
import dev.lanegrad.activation.ThresholdedRelu;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Huber;
import dev.lanegrad.loss.KullbackLeibler;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.NegativeLogLikelihood;
import dev.lanegrad.loss.Poisson;
import dev.lanegrad.loss.SmoothL1;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.AdaDelta;
import dev.lanegrad.optim.AdaGrad;
import dev.lanegrad.optim.Adam;
import dev.lanegrad.optim.AdamW;
import dev.lanegrad.optim.Adamax;
import dev.lanegrad.optim.Lion;
import dev.lanegrad.optim.NAdam;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.RAdam;
import dev.lanegrad.optim.RmsProp;
import dev.lanegrad.optim.Sgd;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.simd.VectorSupport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The two implementations side by side, and everything that they are compared on. */
public final class Twins {
    /** The specification. */
    public static final Kernels REFERENCE = new ReferenceKernels();

    /** What must have the specification's bits; one instance, so that scratch left by other shapes is met. */
    public static final Kernels VECTOR = VectorSupport.kernels();

    private Twins() {
    }

    /** Every activation, and those with parameters with unusual ones: steep, none, against the sign, a step. */
    public static List<Activation> activations() {
        return Stream.concat(Activation.all().stream(), unusual()).toList();
    }

    /** The element-wise part of {@link #activations()}. */
    public static List<Activation.Elementwise> elementwise() {
        return Stream.concat(Activation.elementwise().stream(), unusual()).toList();
    }

    private static Stream<Activation.Elementwise> unusual() {
        return Stream.of(Stream.of(0.2f, 0f, -0f, -0.5f, 3f, Float.MIN_VALUE).map(LeakyRelu::new),
                Stream.of(new ThresholdedRelu(-0.5f, 0.25f), new Elu(-1), new Elu(0.3f), new Selu(-2, -0.5f), new Celu(0.7f),
                        new Celu(4), new Softplus(1, 2), new Softplus(3, -1), new Softplus(0.5f, 20),
                        new HardSigmoid(0.2f, 0.5f),
                        new HardSigmoid(-1, 2), new HardTanh(-0.25f, 3), new HardTanh(1, 2)))
                .flatMap(f -> f);
    }

    /**
     * Every loss, and every parameter of a loss with another value than its default: limits amid the usual differences,
     * weights with a zero among them, an index to be ignored that is a class. Tests and gates enumerate this list, and
     * {@code LossTest} refuses it where a parameter is missing.
     */
    public static List<Loss> losses(int outputs) {
        List<Loss> losses = new ArrayList<>(Loss.all());
        losses.addAll(List.of(new Huber(0.25f), new SmoothL1(0.25f), new SmoothL1(0),
                new BinaryCrossEntropy(List.of(3f)), new BinaryCrossEntropy(weights(outputs)),
                new SoftmaxCrossEntropy(weights(outputs)), new SoftmaxCrossEntropy(List.of(), 1, 0.1f),
                new SoftmaxCrossEntropy(weights(outputs), 1, 0.3f), new NegativeLogLikelihood(weights(outputs), 1),
                new KullbackLeibler(true), new Poisson(false, Poisson.DEFAULT_EPSILON), new Poisson(false, 0.25f)));
        return losses;
    }

    /** Softmax cross-entropy with weights that differ from class to class. */
    public static Loss classWeights(int outputs) {
        return new SoftmaxCrossEntropy(weights(outputs));
    }

    private static List<Float> weights(int outputs) {
        float[] weights = {2.5f, 0, 1, 0.3f, 7};
        return IntStream.range(0, outputs).mapToObj(c -> weights[c % weights.length]).toList();
    }

    /**
     * Every optimizer, and every parameter of an optimizer with another value than its default. Tests and gates enumerate this
     * list, and {@code OptimizerTest} refuses it where a parameter is missing.
     */
    public static List<Optimizer> optimizers() {
        return Stream.concat(Optimizer.all().stream(), Stream.of(Optimizer.sgd(3f), Optimizer.momentum(0.5f, 0.9f),
                new Sgd(0.1f, 0.5f, 0.25f, false, 0.01f), Optimizer.nesterov(0.1f, 0.75f),
                new AdaGrad(0.1f, 0.1f, 0.01f, 0.5f, 1e-3f),
                new AdaDelta(0.5f, 0.5f, 1e-3f, 0.1f), new RmsProp(0.1f, 0.5f, 0, true, 1e-3f, 0.1f),
                new RmsProp(0.1f, 0.9f, 0.5f, false, 1e-4f, 0), new RmsProp(0.01f, 0.9f, 0.5f, true, 1e-2f, 0),
                new Adam(1f, 0f, 0f, 1e-3f), new Adam(0.02f, 0.5f, 0.9f, Float.MIN_VALUE),
                new Adam(0.1f, 0.8f, 0.9f, 1e-4f, 0.1f, true),
                new AdamW(0.1f, 0.8f, 0.9f, 1e-4f, 0.5f, true), new NAdam(0.1f, 0.8f, 0.9f, 1e-4f, 0.1f, 0.1f, false),
                new NAdam(0.1f, 0.9f, 0.999f, 1e-8f, 0, 0.1f, true), new Adamax(0.1f, 0.8f, 0.9f, 1e-4f, 0.1f),
                new RAdam(0.1f, 0.8f, 0.9f, 1e-4f, 0.1f, false), new RAdam(0.1f, 0.5f, 0.25f, 1e-8f, 0.1f, true),
                new Lion(0.1f, 0.5f, 0.75f, 0.1f))).toList();
    }

    /**
     * Runs an operation on both implementations, each with its own layout in memory, and fails unless every output has
     * the same bits and nothing else was written.
     */
    public static void compare(String what, long seed, BiConsumer<Kernels, Canaries> operation) {
        compare(what, REFERENCE, operation, VECTOR, operation, seed);
    }

    /** Like {@link #compare(String, long, BiConsumer)}, for two ways to the same outputs. */
    public static void compare(String what, Kernels kernels, BiConsumer<Kernels, Canaries> expected,
            Kernels otherKernels, BiConsumer<Kernels, Canaries> actual, long seed) {
        try (Canaries memory = new Canaries(seed); Canaries otherMemory = new Canaries(~seed)) {
            expected.accept(kernels, memory);
            actual.accept(otherKernels, otherMemory);
            memory.check();
            otherMemory.check();
            if (memory.outputs().isEmpty() || !memory.outputs().keySet().equals(otherMemory.outputs().keySet())) {
                throw new AssertionError(what + ": outputs " + memory.outputs().keySet() + " against "
                        + otherMemory.outputs().keySet());
            }
            for (Map.Entry<String, Matrix> output : memory.outputs().entrySet()) {
                Bits.assertSame(what + ": " + output.getKey(), output.getValue(),
                        otherMemory.outputs().get(output.getKey()));
            }
        }
    }
}
