package dev.lanegrad.kernel;

import static dev.lanegrad.kernel.Refusals.filled;
import static dev.lanegrad.kernel.Refusals.overlap;
import static dev.lanegrad.kernel.Refusals.refused;
import static dev.lanegrad.kernel.Refusals.wrongShape;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanegrad.kernel.Refusals.Operands;
import dev.lanegrad.kernel.Refusals.Operation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Twins;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link KernelsArgumentTest} is to the other kernels. */
class NormalizationArgumentTest {
    private static final List<Kernels> BOTH = List.of(Twins.REFERENCE, Twins.VECTOR);

    private static final int ROWS = 3;
    private static final int WIDTH = 5;

    private static Operands x() {
        return new Operands().with("x", ROWS, WIDTH);
    }

    private static Operation layerNorm(float epsilon) {
        return new Operation("layerNorm", x().with("gamma", 1, WIDTH).with("beta", 1, WIDTH).with("statistics", ROWS, 3)
                .with("y", ROWS, WIDTH),
                (kernels, o) -> kernels.normalizations().layerNorm(o.get("x"), o.get("gamma"),
                        o.get("beta"), epsilon, o.get("statistics"), o.get("y")));
    }

    private static Operation rmsNorm(float epsilon) {
        return new Operation("rmsNorm", x().with("gamma", 1, WIDTH).with("statistics", ROWS, 1).with("y", ROWS, WIDTH),
                (kernels, o) -> kernels.normalizations().rmsNorm(o.get("x"), o.get("gamma"), epsilon, o.get("statistics"),
                        o.get("y")));
    }

    private static Operation batchNorm(float epsilon) {
        return new Operation("batchNorm", x().with("gamma", 1, WIDTH).with("beta", 1, WIDTH).with("statistics", 4, WIDTH)
                .with("y", ROWS, WIDTH),
                (kernels, o) -> kernels.normalizations().batchNorm(o.get("x"), o.get("gamma"),
                        o.get("beta"), epsilon, o.get("statistics"), o.get("y")));
    }

    private static Operands gradient(int rows, int columns) {
        return x().with("statistics", rows, columns).with("gamma", 1, WIDTH).with("dy", ROWS, WIDTH)
                .with("dx", ROWS, WIDTH);
    }

    private static List<Operation> inputGradients() {
        return List.of(
                new Operation("layerNormInputGradient", gradient(ROWS, 3),
                        (kernels, o) -> kernels.normalizations().layerNormInputGradient(o.get("x"), o.get("statistics"),
                                o.get("gamma"), o.get("dy"), o.get("dx"))),
                new Operation("rmsNormInputGradient", gradient(ROWS, 1),
                        (kernels, o) -> kernels.normalizations().rmsNormInputGradient(o.get("x"), o.get("statistics"),
                                o.get("gamma"), o.get("dy"), o.get("dx"))),
                new Operation("batchNormInputGradient", gradient(4, WIDTH),
                        (kernels, o) -> kernels.normalizations().batchNormInputGradient(o.get("x"), o.get("statistics"),
                                o.get("gamma"), o.get("dy"), o.get("dx"))));
    }

    private static Operands parameters(int rows, int columns) {
        return x().with("statistics", rows, columns).with("dy", ROWS, WIDTH).with("dgamma", 1, WIDTH);
    }

    private static List<Operation> parameterGradients(boolean accumulate) {
        return List.of(
                new Operation("layerNormParameterGradients", parameters(ROWS, 3).with("dbeta", 1, WIDTH),
                        (kernels, o) -> kernels.normalizations().layerNormParameterGradients(o.get("x"),
                                o.get("statistics"), o.get("dy"), o.get("dgamma"), o.get("dbeta"), accumulate)),
                new Operation("rmsNormParameterGradient", parameters(ROWS, 1),
                        (kernels, o) -> kernels.normalizations().rmsNormParameterGradient(o.get("x"), o.get("statistics"),
                                o.get("dy"), o.get("dgamma"), accumulate)),
                new Operation("batchNormParameterGradients", parameters(4, WIDTH).with("dbeta", 1, WIDTH),
                        (kernels, o) -> kernels.normalizations().batchNormParameterGradients(o.get("x"),
                                o.get("statistics"), o.get("dy"), o.get("dgamma"), o.get("dbeta"), accumulate)));
    }

    private static Operation updateRunning(int rows, float momentum) {
        return new Operation("updateRunning",
                new Operands().with("statistics", 4, WIDTH).with("mean", 1, WIDTH).with("variance", 1, WIDTH),
                (kernels, o) -> kernels.normalizations().updateRunning(o.get("statistics"), rows, momentum, o.get("mean"),
                        o.get("variance")));
    }

    private static Operation evaluationScale(float epsilon) {
        return new Operation("evaluationScale",
                new Operands().with("variance", 1, WIDTH).with("gamma", 1, WIDTH).with("scale", 1, WIDTH),
                (kernels, o) -> kernels.normalizations().evaluationScale(o.get("variance"), o.get("gamma"), epsilon,
                        o.get("scale")));
    }

    private static Operation affine() {
        return new Operation("affine", x().with("mean", 1, WIDTH).with("scale", 1, WIDTH).with("beta", 1, WIDTH)
                .with("y", ROWS, WIDTH),
                (kernels, o) -> kernels.normalizations().affine(o.get("x"), o.get("mean"),
                        o.get("scale"), o.get("beta"), o.get("y")));
    }

    private static Operation fold() {
        return new Operation("fold", new Operands().with("weight", ROWS, WIDTH).with("bias", 1, WIDTH)
                .with("mean", 1, WIDTH).with("scale", 1, WIDTH).with("beta", 1, WIDTH).with("foldedWeight", ROWS, WIDTH)
                .with("foldedBias", 1, WIDTH),
                (kernels, o) -> kernels.normalizations().fold(o.get("weight"), o.get("bias"), o.get("mean"), o.get("scale"),
                        o.get("beta"), o.get("foldedWeight"), o.get("foldedBias")));
    }

    static Stream<Operation> operations() {
        return Stream.of(List.of(layerNorm(1e-5f), rmsNorm(1e-5f), batchNorm(1e-5f)), inputGradients(),
                parameterGradients(false), parameterGradients(true),
                List.of(updateRunning(2, 0.1f), evaluationScale(1e-5f), affine(), fold())).flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void theUnspoiltCallsRun(Operation operation) {
        for (Kernels kernels : BOTH) {
            operation.call().run(kernels, operation.operands().copy());
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void closedArenas(Operation operation) {
        Refusals.refusedWhenClosed(operation);
    }

    @Test
    void wrongShapes() {
        wrongShape(layerNorm(1), "x", "statistics", "gamma");
        wrongShape(rmsNorm(1), "x", "statistics", "gamma");
        wrongShape(batchNorm(1), "x", "y", "gamma");
        for (Operation operation : List.of(layerNorm(1), rmsNorm(1), batchNorm(1))) {
            for (String name : List.of("gamma", "statistics", "y")) {
                wrongShape(operation, name, name, name);
            }
        }
        wrongShape(layerNorm(1), "beta", "beta", "beta");
        wrongShape(batchNorm(1), "beta", "beta", "beta");
        List<Operation> input = inputGradients();
        wrongShape(input.get(0), "x", "statistics", "gamma");
        wrongShape(input.get(1), "x", "statistics", "gamma");
        wrongShape(input.get(2), "x", "dy", "statistics");
        for (Operation operation : input) {
            for (String name : List.of("statistics", "gamma", "dy", "dx")) {
                wrongShape(operation, name, name, name);
            }
        }
        List<Operation> parameters = parameterGradients(true);
        wrongShape(parameters.get(0), "x", "statistics", "dy");
        wrongShape(parameters.get(1), "x", "statistics", "dy");
        wrongShape(parameters.get(2), "x", "dy", "statistics");
        for (Operation operation : parameters) {
            for (String name : List.of("statistics", "dy", "dgamma")) {
                wrongShape(operation, name, name, name);
            }
        }
        wrongShape(parameters.get(0), "dbeta", "dbeta", "dbeta");
        wrongShape(parameters.get(2), "dbeta", "dbeta", "dbeta");
        wrongShape(updateRunning(2, 0), "statistics", "statistics", "statistics");
        wrongShape(updateRunning(2, 0), "mean", "mean", "statistics");
        wrongShape(updateRunning(2, 0), "variance", "variance", "variance");
        wrongShape(evaluationScale(1), "variance", "variance", "variance");
        wrongShape(evaluationScale(1), "gamma", "gamma", "variance");
        wrongShape(evaluationScale(1), "scale", "scale", "scale");
        wrongShape(affine(), "x", "y", "mean");
        for (String name : List.of("mean", "scale", "beta", "y")) {
            wrongShape(affine(), name, name, name);
        }
        wrongShape(fold(), "weight", "foldedWeight", "bias");
        for (String name : List.of("bias", "mean", "scale", "beta", "foldedWeight", "foldedBias")) {
            wrongShape(fold(), name, name, name);
        }
    }

    @Test
    void overlaps() {
        for (Operation operation : List.of(layerNorm(1), rmsNorm(1), batchNorm(1))) {
            overlap(operation, "y", "x", true);
            overlap(operation, "y", "gamma", false);
            overlap(operation, "y", "statistics", false);
            overlap(operation, "statistics", "x", false);
            overlap(operation, "statistics", "gamma", false);
        }
        for (Operation operation : List.of(layerNorm(1), batchNorm(1))) {
            overlap(operation, "y", "beta", false);
            overlap(operation, "statistics", "beta", false);
        }
        for (Operation operation : inputGradients()) {
            overlap(operation, "dx", "dy", true);
            overlap(operation, "dx", "x", false);
            overlap(operation, "dx", "statistics", false);
            overlap(operation, "dx", "gamma", false);
        }
        for (boolean accumulate : new boolean[] {false, true}) {
            for (Operation operation : parameterGradients(accumulate)) {
                for (String output : operation.name().startsWith("rms") ? List.of("dgamma") : List.of("dgamma", "dbeta")) {
                    for (String input : List.of("x", "statistics", "dy")) {
                        overlap(operation, output, input, false);
                    }
                }
            }
            overlap(parameterGradients(accumulate).get(0), "dbeta", "dgamma", false);
            overlap(parameterGradients(accumulate).get(2), "dbeta", "dgamma", false);
        }
        overlap(updateRunning(2, 0), "mean", "statistics", false);
        overlap(updateRunning(2, 0), "variance", "statistics", false);
        overlap(updateRunning(2, 0), "variance", "mean", false);
        overlap(evaluationScale(1), "scale", "gamma", true);
        overlap(evaluationScale(1), "scale", "variance", false);
        overlap(affine(), "y", "x", true);
        overlap(fold(), "foldedWeight", "weight", true);
        overlap(fold(), "foldedBias", "bias", true);
        overlap(fold(), "foldedWeight", "bias", false);
        overlap(fold(), "foldedWeight", "foldedBias", false);
        overlap(fold(), "foldedBias", "weight", false);
        for (String input : List.of("mean", "scale", "beta")) {
            overlap(affine(), "y", input, false);
            overlap(fold(), "foldedWeight", input, false);
            overlap(fold(), "foldedBias", input, false);
        }
    }

    private static void refusedBoth(Operation operation, String... words) {
        for (Kernels kernels : BOTH) {
            refused(IllegalArgumentException.class, kernels, operation.operands().copy(), operation.call(), words);
        }
    }

    @Test
    void numbers() {
        for (float epsilon : new float[] {0, -0f, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            String message = "epsilon must be positive and finite, given " + epsilon;
            refusedBoth(layerNorm(epsilon), message);
            refusedBoth(rmsNorm(epsilon), message);
            refusedBoth(batchNorm(epsilon), message);
            refusedBoth(evaluationScale(epsilon), message);
        }
        for (float momentum : new float[] {-0.1f, 1.1f, Float.NaN}) {
            refusedBoth(updateRunning(2, momentum), "momentum must be from 0 to 1, given " + momentum);
        }
        refusedBoth(updateRunning(1, 0.1f), "at least 2 rows a batch in training, given 1");
    }

    /** One row has no variance. */
    @Test
    void aBatchOfOneRow() {
        Operands one = batchNorm(1).operands().copy().with("x", filled(1, WIDTH)).with("y", filled(1, WIDTH));
        Operation gradient = inputGradients().get(2);
        Operands oneGradient = gradient.operands().copy().with("x", filled(1, WIDTH)).with("dy", filled(1, WIDTH))
                .with("dx", filled(1, WIDTH));
        for (Kernels kernels : BOTH) {
            refused(IllegalArgumentException.class, kernels, one, batchNorm(1).call(),
                    "batch normalisation needs at least 2 rows a batch in training, given 1");
            refused(IllegalArgumentException.class, kernels, oneGradient, gradient.call(), "given 1");
        }
    }

    @Test
    void segments() {
        Matrix x = filled(ROWS, WIDTH);
        Matrix y = filled(ROWS, WIDTH);
        Matrix row = filled(1, WIDTH);
        for (Kernels kernels : BOTH) {
            NormalizationKernels norms = kernels.normalizations();
            // What does not fit: the input's last row, and the output's.
            for (int[] wrong : new int[][] {{4, 0, 0}, {0, 4, 0}, {0, 0, 1}, {-4, 0, -2}}) {
                assertThrows(IndexOutOfBoundsException.class, () -> norms.layerNorm(x.segment(), wrong[0], WIDTH, row, row,
                        1, y.segment(), wrong[1], WIDTH, ROWS + wrong[2]));
                assertThrows(IndexOutOfBoundsException.class, () -> norms.rmsNorm(x.segment(), wrong[0], WIDTH, row, 1,
                        y.segment(), wrong[1], WIDTH, ROWS + wrong[2]));
                assertThrows(IndexOutOfBoundsException.class, () -> norms.affine(x.segment(), wrong[0], WIDTH, row, row,
                        row, y.segment(), wrong[1], WIDTH, ROWS + wrong[2]));
            }
        }
    }
}
