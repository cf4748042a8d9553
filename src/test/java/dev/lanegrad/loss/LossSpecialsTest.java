package dev.lanegrad.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import dev.lanegrad.testing.Twins;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not finite, and rows that do not count, on both implementations. */
class LossSpecialsTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    static List<Loss> losses() {
        return Twins.losses(3);
    }

    private record Result(float[] rowLoss, float[] gradient) {
        static Result of(Kernels kernels, Loss loss, Matrix prediction, Targets targets) {
            Matrix rowLoss = Matrix.create(1, prediction.rows());
            Matrix gradient = Matrix.create(prediction.rows(), prediction.columns());
            kernels.loss(loss, prediction, targets, 1, rowLoss, gradient);
            return new Result(rowLoss.toArray(), gradient.toArray());
        }
    }

    private static Matrix targets(Loss loss) {
        Matrix targets = Matrix.of(2, 3, 1, 0, 0, 1, 0, 0);
        Samples.toTargets(loss, targets);
        return targets;
    }

    /** A NaN shows in its row's loss and in its own element of the gradient, and nowhere else but in a softmax. */
    @ParameterizedTest
    @MethodSource("losses")
    void notANumber(Loss loss) {
        boolean dependent = !(loss instanceof KullbackLeibler) && !(loss instanceof NegativeLogLikelihood);
        Matrix prediction = Matrix.create(2, 3);
        prediction.fill(Samples.prediction(loss, 0.5f));
        Targets targets = new Targets.Values(targets(loss));
        for (Kernels kernels : List.of(Twins.REFERENCE, Twins.VECTOR)) {
            prediction.set(0, 0, Samples.prediction(loss, 0.5f));
            Result before = Result.of(kernels, loss, prediction, targets);
            assertTrue(Float.isFinite(before.rowLoss[0]));
            prediction.set(0, 0, Float.NaN);
            Result after = Result.of(kernels, loss, prediction, targets);
            assertTrue(Float.isNaN(after.rowLoss[0]), loss.text());
            assertEquals(dependent, Float.isNaN(after.gradient[0]), loss.text());
            if (!(loss instanceof SoftmaxCrossEntropy)) {
                Bits.assertSame("the rest of the row", Arrays.copyOfRange(before.gradient, 1, 3),
                        Arrays.copyOfRange(after.gradient, 1, 3));
            }
            assertEquals(before.rowLoss[1], after.rowLoss[1]);
            Bits.assertSame("the other row", Arrays.copyOfRange(before.gradient, 3, 6),
                    Arrays.copyOfRange(after.gradient, 3, 6));
        }
    }

    /** What is infinitely unlikely, and rightly so, costs nothing. */
    @Test
    void infinityOnTheRightSide() {
        for (Kernels kernels : List.of(Twins.REFERENCE, Twins.VECTOR)) {
            Matrix sure = Matrix.of(1, 3, INFINITY, -INFINITY, -INFINITY);
            Targets yesNoNo = new Targets.Values(Matrix.of(1, 3, 1, 0, 0));
            for (Loss loss : List.of(Loss.BINARY_CROSS_ENTROPY, new BinaryCrossEntropy(List.of(3f)))) {
                Result result = Result.of(kernels, loss, sure, yesNoNo);
                assertEquals(0, result.rowLoss[0], loss.text());
                for (float slope : result.gradient) {
                    assertEquals(0, slope + 0f, loss.text());
                }
                assertEquals(INFINITY,
                        Result.of(kernels, loss, sure, new Targets.Values(Matrix.of(1, 3, 1, 1, 0))).rowLoss[0]);
            }
            Matrix logarithms = Matrix.of(1, 3, 0, -INFINITY, -INFINITY);
            for (Loss loss : List.of(Loss.SOFTMAX_CROSS_ENTROPY, Loss.NEGATIVE_LOG_LIKELIHOOD, Loss.KULLBACK_LEIBLER)) {
                Bits.assertSame(loss.text(), new float[] {0}, Result.of(kernels, loss, logarithms, yesNoNo).rowLoss);
            }
            Bits.assertSame("log targets", new float[] {0},
                    Result.of(kernels, new KullbackLeibler(true), logarithms, new Targets.Values(logarithms)).rowLoss);
            Bits.assertSame("poisson", new float[] {1 / 3f},
                    Result.of(kernels, Loss.POISSON, logarithms, new Targets.Values(Matrix.create(1, 3))).rowLoss);
            assertEquals(100, Result.of(kernels, Loss.PROBABILITY_CROSS_ENTROPY, Matrix.of(1, 1, 0),
                    new Targets.Values(Matrix.of(1, 1, 1))).rowLoss[0]);
        }
    }

    /** Smoothing asks something of every class, so that none may be impossible. */
    @Test
    void smoothedLabelsMeetImpossibleClasses() {
        for (Kernels kernels : List.of(Twins.REFERENCE, Twins.VECTOR)) {
            Loss smoothed = new SoftmaxCrossEntropy(List.of(), -100, 0.1f);
            Matrix logits = Matrix.of(1, 2, 0, -INFINITY);
            assertEquals(INFINITY, Result.of(kernels, smoothed, logits, new Targets.Classes(new int[] {0}, 1)).rowLoss[0]);
        }
    }

    /** Whatever was predicted for them. */
    @Test
    void ignoredRows() {
        for (Loss loss : losses()) {
            if (loss instanceof Loss.OfClasses f) {
                Matrix prediction = Matrix.of(2, 3, Float.NaN, INFINITY, -1, -1, -2, -3);
                Targets classes = new Targets.Classes(new int[] {f.ignoreIndex(), 0}, 2);
                for (Kernels kernels : List.of(Twins.REFERENCE, Twins.VECTOR)) {
                    Result result = Result.of(kernels, loss, prediction, classes);
                    Bits.assertSame(loss.text(), new float[4], new float[] {result.rowLoss[0], result.gradient[0],
                        result.gradient[1], result.gradient[2]});
                    assertTrue(result.rowLoss[1] > 0);
                }
                Targets ignored = new Targets.Classes(new int[] {f.ignoreIndex()}, 1);
                assertEquals(0, Reduction.weight(loss, ignored));
                assertEquals(0, Reduction.MEAN.of(loss, 3, ignored, Matrix.create(1, 1)));
                assertEquals(0, Reduction.MEAN.scale(loss, 3, 0));
            }
        }
    }
}
