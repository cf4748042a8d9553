package dev.lanegrad.kernel;

import static dev.lanegrad.kernel.Refusals.filled;
import static dev.lanegrad.kernel.Refusals.overlap;
import static dev.lanegrad.kernel.Refusals.refused;
import static dev.lanegrad.kernel.Refusals.refusedBoth;
import static dev.lanegrad.kernel.Refusals.refusedWhenClosed;
import static dev.lanegrad.kernel.Refusals.wrongShape;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.Refusals.Operands;
import dev.lanegrad.kernel.Refusals.Operation;
import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.NegativeLogLikelihood;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.Adam;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.spec.Elementary;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Twins;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong arguments are refused by name, by both implementations, before anything is written. */
class KernelsArgumentTest {
    static final List<Kernels> BOTH = Refusals.BOTH;

    private static final int ROWS = 3;
    private static final int IN = 4;
    private static final int OUT = 5;

    private static Operation dense() {
        return new Operation("dense", new Operands().with("x", ROWS, IN).with("weight", IN, OUT).with("bias", 1, OUT)
                .with("y", ROWS, OUT),
                (kernels, o) -> kernels.dense(o.get("x"), o.get("weight"), o.get("bias"), o.get("y")));
    }

    private static Operation inputGradient() {
        return new Operation("inputGradient", new Operands().with("dz", ROWS, OUT).with("weight", IN, OUT)
                .with("dx", ROWS, IN), (kernels, o) -> kernels.inputGradient(o.get("dz"), o.get("weight"), o.get("dx")));
    }

    private static Operation weightGradient(boolean accumulate) {
        return new Operation("weightGradient", new Operands().with("x", ROWS, IN).with("dz", ROWS, OUT)
                .with("dw", IN, OUT),
                (kernels, o) -> kernels.weightGradient(o.get("x"), o.get("dz"), o.get("dw"), accumulate));
    }

    private static Operation biasGradient(boolean accumulate) {
        return new Operation("biasGradient", new Operands().with("dz", ROWS, OUT).with("db", 1, OUT),
                (kernels, o) -> kernels.biasGradient(o.get("dz"), o.get("db"), accumulate));
    }

    private static Operation activate(Activation f) {
        return new Operation("activate " + f.text(), new Operands().with("z", ROWS, OUT).with("y", ROWS, OUT),
                (kernels, o) -> kernels.activate(f, o.get("z"), o.get("y")));
    }

    private static Operation biased(Activation f) {
        return new Operation("activate with bias " + f.text(), new Operands().with("z", ROWS, OUT).with("bias", 1, OUT)
                .with("y", ROWS, OUT), (kernels, o) -> kernels.activate(f, o.get("z"), o.get("bias"), o.get("y")));
    }

    private static Operation apply(Elementary f) {
        return new Operation("apply " + f.label(), new Operands().with("x", ROWS, OUT).with("y", ROWS, OUT),
                (kernels, o) -> kernels.apply(f, o.get("x"), o.get("y")));
    }

    private static Operation activationGradient(Activation f) {
        return new Operation("activationGradient " + f.text(), new Operands().with("kept", ROWS, OUT)
                .with("dy", ROWS, OUT).with("dz", ROWS, OUT),
                (kernels, o) -> kernels.activationGradient(f, o.get("kept"), o.get("dy"), o.get("dz")));
    }

    private static Operation loss(Loss loss) {
        return new Operation("loss " + loss.text(), new Operands().with("prediction", ROWS, OUT)
                .with("targets", ROWS, OUT).with("rowLoss", 1, ROWS).with("gradient", ROWS, OUT),
                (kernels, o) -> kernels.loss(loss, o.get("prediction"), new Targets.Values(o.get("targets")), 0.25f,
                        o.get("rowLoss"),
                        o.get("gradient")));
    }

    private static Operation lossOfClasses(Loss loss, int... labels) {
        return new Operation("loss of classes " + loss.text(), new Operands().with("prediction", ROWS, OUT)
                .with("rowLoss", 1, ROWS).with("gradient", ROWS, OUT),
                (kernels, o) -> kernels.loss(loss, o.get("prediction"), new Targets.Classes(labels, labels.length), 0.25f,
                        o.get("rowLoss"), o.get("gradient")));
    }

    private static Operation update(Optimizer optimizer, long step) {
        Operands operands = new Operands().with("parameter", IN, OUT).with("gradient", IN, OUT);
        for (int i = 0; i < optimizer.stateCount(); i++) {
            operands.with("state " + i, IN, OUT);
        }
        return new Operation("update " + optimizer.name(), operands, (kernels, o) -> {
            List<Matrix> state = new ArrayList<>();
            o.forEach((name, matrix) -> {
                if (name.startsWith("state")) {
                    state.add(matrix);
                }
            });
            kernels.update(optimizer, step, o.get("parameter"), o.get("gradient"), state.toArray(Matrix[]::new));
        });
    }

    private static Operation standardize() {
        return new Operation("standardize", new Operands().with("x", ROWS, IN).with("mean", 1, IN).with("factor", 1, IN)
                .with("y", ROWS, IN),
                (kernels, o) -> kernels.standardize(o.get("x"), o.get("mean"), o.get("factor"), o.get("y")));
    }

    private static Operation freeze() {
        return new Operation("freeze", new Operands().with("weight", IN, OUT).with("bias", 1, OUT),
                (kernels, o) -> kernels.freeze(o.get("weight"), o.get("bias"), Activation.RELU));
    }

    private static List<Loss> lossesOfClasses() {
        return Twins.losses(OUT).stream().filter(Loss::allowsClasses).toList();
    }

    static Stream<Operation> operations() {
        List<Operation> all = new ArrayList<>(List.of(dense(), inputGradient(), weightGradient(false),
                weightGradient(true), biasGradient(false), biasGradient(true), standardize(), freeze()));
        for (Activation f : Activation.all()) {
            all.add(activate(f));
            all.add(biased(f));
            all.add(activationGradient(f));
        }
        for (Elementary f : Elementary.values()) {
            all.add(apply(f));
        }
        Twins.losses(OUT).forEach(loss -> all.add(loss(loss)));
        lossesOfClasses().forEach(loss -> all.add(lossOfClasses(loss, 0, 4, 2)));
        Optimizer.all().forEach(optimizer -> all.add(update(optimizer, 1)));
        return all.stream();
    }

    /** The operands of every operation fit before they are spoilt; otherwise the refusals below would prove nothing. */
    @ParameterizedTest
    @MethodSource("operations")
    void theUnspoiltCallsRun(Operation operation) {
        for (Kernels kernels : BOTH) {
            operation.call().run(kernels, operation.operands().copy());
        }
    }

    /** {@link Refusals#refused} itself must be able to fail. */
    @Test
    void aWriteBeforeTheRefusalIsCaught() {
        Operands operands = new Operands().with("y", 1, 2);
        assertThrows(AssertionError.class, () -> refused(IllegalArgumentException.class, Twins.REFERENCE, operands,
                (kernels, o) -> {
                    o.get("y").set(0, 1, 9);
                    throw new IllegalArgumentException("y");
                }, "y"));
        assertThrows(AssertionError.class, () -> refused(IllegalArgumentException.class, Twins.REFERENCE, operands,
                (kernels, o) -> {
                    throw new IllegalArgumentException("x");
                }, "y"));
        assertThrows(AssertionError.class,
                () -> refused(IllegalArgumentException.class, Twins.REFERENCE, operands, (kernels, o) -> {
                }));
    }

    /** Which operand of a call is blamed when it has a row or a column too many. */
    @Test
    void wrongShapes() {
        wrongShape(dense(), "weight", "weight", "weight");
        wrongShape(dense(), "bias", "bias", "bias");
        wrongShape(dense(), "y", "y", "weight");
        wrongShape(dense(), "x", "y", "weight");
        wrongShape(inputGradient(), "weight", "weight", "weight");
        wrongShape(inputGradient(), "dx", "dx", "weight");
        wrongShape(inputGradient(), "dz", "dx", "weight");
        wrongShape(weightGradient(true), "dz", "dz", "dw");
        wrongShape(weightGradient(true), "dw", "dw", "dw");
        wrongShape(weightGradient(true), "x", "dz", "dw");
        wrongShape(biasGradient(true), "db", "db", "db");
        wrongShape(standardize(), "mean", "mean", "mean");
        wrongShape(standardize(), "factor", "factor", "factor");
        wrongShape(standardize(), "y", "y", "y");
        wrongShape(standardize(), "x", "y", "mean");
        for (Elementary f : Elementary.values()) {
            wrongShape(apply(f), "y", "y", "y");
        }
        wrongShape(freeze(), "bias", "bias", "bias");
        for (Activation f : Activation.all()) {
            wrongShape(activate(f), "y", "y", "y");
            wrongShape(biased(f), "bias", "bias", "bias");
            wrongShape(biased(f), "y", "y", "y");
            wrongShape(activationGradient(f), "dy", "dy", "dy");
            wrongShape(activationGradient(f), "dz", "dz", "dz");
            wrongShape(activationGradient(f), "kept", "dy", "dy");
        }
        for (Loss loss : Twins.losses(OUT)) {
            wrongShape(loss(loss), "rowLoss", "rowLoss", "rowLoss");
            wrongShape(loss(loss), "gradient", "gradient", "gradient");
            wrongShape(loss(loss), "targets", "targets", "targets");
            wrongShape(loss(loss), "prediction", "rowLoss", "gradient");
        }
        for (Optimizer optimizer : Optimizer.all()) {
            wrongShape(update(optimizer, 1), "gradient", "gradient", "gradient");
            for (int i = 0; i < optimizer.stateCount(); i++) {
                wrongShape(update(optimizer, 1), "state " + i, "state", "state");
            }
        }
    }

    @Test
    void theMessageOfAWrongShapeHasBothShapes() {
        refusedBoth(dense(), "bias", filled(2, OUT), "bias is 2 x 5, expected 1 x 5");
    }

    /** An output that shares its first element with the end of an input, and one that is the input. */
    @Test
    void overlaps() {
        overlap(dense(), "y", "x", false);
        overlap(dense(), "y", "weight", false);
        overlap(dense(), "y", "bias", false);
        overlap(inputGradient(), "dx", "dz", false);
        overlap(inputGradient(), "dx", "weight", false);
        for (boolean accumulate : new boolean[] {false, true}) {
            overlap(weightGradient(accumulate), "dw", "x", false);
            overlap(weightGradient(accumulate), "dw", "dz", false);
            overlap(biasGradient(accumulate), "db", "dz", false);
        }
        overlap(standardize(), "y", "x", true);
        overlap(standardize(), "y", "mean", false);
        overlap(standardize(), "y", "factor", false);
        for (Elementary f : Elementary.values()) {
            overlap(apply(f), "y", "x", true);
        }
        for (Activation f : Activation.all()) {
            overlap(activate(f), "y", "z", true);
            overlap(biased(f), "y", "z", true);
            overlap(biased(f), "y", "bias", false);
            overlap(activationGradient(f), "dz", "dy", true);
            overlap(activationGradient(f), "dz", "kept", false);
        }
        for (Loss loss : Twins.losses(OUT)) {
            overlap(loss(loss), "gradient", "prediction", true);
            overlap(loss(loss), "gradient", "targets", false);
            overlap(loss(loss), "rowLoss", "prediction", false);
            overlap(loss(loss), "rowLoss", "gradient", false);
            overlap(loss(loss), "rowLoss", "targets", false);
        }
        overlap(lossOfClasses(Loss.SOFTMAX_CROSS_ENTROPY, 1, 2, 3), "gradient", "prediction", true);
        overlap(lossOfClasses(Loss.SOFTMAX_CROSS_ENTROPY, 1, 2, 3), "rowLoss", "gradient", false);
        for (Optimizer optimizer : Optimizer.all()) {
            overlap(update(optimizer, 1), "parameter", "gradient", false);
            for (int i = 0; i < optimizer.stateCount(); i++) {
                overlap(update(optimizer, 1), "state " + i, "parameter", false);
                overlap(update(optimizer, 1), "state " + i, "gradient", false);
            }
        }
        overlap(update(Optimizer.adam(1), 1), "state 1", "state 0", false);
    }

    /** Neighbours in one buffer do not overlap. */
    @Test
    void disjointPartsOfOneBufferAreAccepted() {
        for (Kernels kernels : BOTH) {
            Matrix memory = filled(2 * ROWS, OUT);
            kernels.activate(Activation.TANH, memory.rows(0, ROWS), memory.rows(ROWS, ROWS));
            kernels.activate(Activation.TANH, memory.rows(ROWS, ROWS), memory.rows(0, ROWS));
        }
    }

    @Test
    void labelsOutOfRange() {
        for (int label : new int[] {-1, OUT, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            for (Loss loss : lossesOfClasses()) {
                // The last row's label: nothing may have been computed for the rows before it.
                Operation operation = lossOfClasses(loss, 0, 4, label);
                for (Kernels kernels : BOTH) {
                    refused(IllegalArgumentException.class, kernels, operation.operands().copy(), operation.call(),
                            "class index of row 2 is " + label, "expected 0 to 4");
                }
            }
        }
    }

    /** The index to be ignored need not be a class; that of another loss does not count. */
    @Test
    void ignoredLabelsAreInRange() {
        for (Loss loss : lossesOfClasses()) {
            int ignored = ((Loss.OfClasses) loss).ignoreIndex();
            Operation operation = lossOfClasses(loss, 0, 4, ignored);
            Operation other = lossOfClasses(loss, 0, 4,
                    ignored < 0 ? ignored - 1 : SoftmaxCrossEntropy.DEFAULT_IGNORE_INDEX);
            for (Kernels kernels : BOTH) {
                Operands operands = operation.operands().copy();
                operation.call().run(kernels, operands);
                Bits.assertSame(loss.text(), new float[] {0}, new float[] {operands.get("rowLoss").get(0, 2)});
                Bits.assertSame(loss.text(), new float[OUT], operands.get("gradient").rows(2, 1).toArray());
                refused(IllegalArgumentException.class, kernels, other.operands().copy(), other.call(),
                        "class index of row 2 is ");
            }
        }
    }

    @Test
    void anotherNumberOfLabelsThanRows() {
        for (int[] labels : new int[][] {{0}, {0, 1}, {0, 1, 2, 3}}) {
            Operation operation = lossOfClasses(Loss.SOFTMAX_CROSS_ENTROPY, labels);
            for (Kernels kernels : BOTH) {
                refused(IllegalArgumentException.class, kernels, operation.operands().copy(), operation.call(),
                        "targets have " + labels.length + " rows, the prediction has 3");
            }
        }
    }

    @Test
    void weightsForAnotherNumberOfClasses() {
        for (int classes : new int[] {1, OUT - 1, OUT + 1}) {
            List<Float> weights = Collections.nCopies(classes, 2f);
            for (Loss.OfClasses loss : List.of(new SoftmaxCrossEntropy(weights), new NegativeLogLikelihood(weights, 0))) {
                for (Operation operation : List.of(loss(loss), lossOfClasses(loss, 0, 1, 2))) {
                    for (Kernels kernels : BOTH) {
                        refused(IllegalArgumentException.class, kernels, operation.operands().copy(), operation.call(),
                                loss.name() + " has weights for " + classes + " classes, given 5 outputs");
                    }
                }
            }
            Operation operation = loss(new BinaryCrossEntropy(weights));
            for (Kernels kernels : BOTH) {
                if (classes > 1) {
                    refused(IllegalArgumentException.class, kernels, operation.operands().copy(), operation.call(),
                            "binary_cross_entropy has weights for " + classes + " outputs, given 5 outputs");
                }
            }
        }
    }

    @Test
    void labelsForALossThatNeedsValues() {
        for (Loss loss : Twins.losses(OUT)) {
            if (!loss.allowsClasses()) {
                Operation operation = lossOfClasses(loss, 0, 1, 2);
                for (Kernels kernels : BOTH) {
                    refused(IllegalArgumentException.class, kernels, operation.operands().copy(), operation.call(),
                            loss.name() + " needs a matrix of target values, class indices were given");
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("BOTH")
    void stepsCountFromOne(Kernels kernels) {
        for (Optimizer optimizer : Optimizer.all()) {
            for (long step : new long[] {0, -1, Long.MIN_VALUE}) {
                Operation operation = update(optimizer, step);
                refused(IllegalArgumentException.class, kernels, operation.operands().copy(), operation.call(),
                        "steps count from 1, given " + step);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("BOTH")
    void numberOfStates(Kernels kernels) {
        for (Optimizer optimizer : Optimizer.all()) {
            for (int count = 0; count < 4; count++) {
                if (count != optimizer.stateCount()) {
                    Operands operands = new Operands().with("parameter", IN, OUT).with("gradient", IN, OUT);
                    for (int i = 0; i < count; i++) {
                        operands.with("state " + i, IN, OUT);
                    }
                    refused(IllegalArgumentException.class, kernels, operands, update(optimizer, 1).call(),
                            optimizer.name() + " keeps " + optimizer.stateCount() + " state matrices",
                            "given " + count);
                }
            }
        }
    }

    @ParameterizedTest
    @FieldSource("BOTH")
    void missingDescriptions(Kernels kernels) {
        Operands o = new Operands().with("a", IN, OUT).with("b", IN, OUT).with("c", IN, OUT).with("bias", 1, OUT);
        refused(NullPointerException.class, kernels, o, (k, p) -> k.activate(null, p.get("a"), p.get("b")),
                "activation");
        refused(NullPointerException.class, kernels, o,
                (k, p) -> k.activationGradient(null, p.get("a"), p.get("b"), p.get("c")), "activation");
        refused(NullPointerException.class, kernels, o, (k, p) -> k.freeze(p.get("a"), p.get("bias"), (Activation) null),
                "activation");
        refused(NullPointerException.class, kernels, o, (k, p) -> k.loss(null, p.get("a"),
                new Targets.Values(p.get("b")), 1, p.get("bias"), p.get("c")), "loss");
    }

    /** Each operand in turn belongs to an arena that was closed. */
    @ParameterizedTest
    @MethodSource("operations")
    void closedArenas(Operation operation) {
        refusedWhenClosed(operation);
    }

    /** Frozen layers on segments: a row that reaches past its segment, and closed memory. */
    @ParameterizedTest
    @FieldSource("BOTH")
    void segmentsOfAFrozenLayer(Kernels kernels) {
        FrozenDense layer = kernels.freeze(filled(IN, OUT), filled(1, OUT), Activation.RELU);
        Matrix x = filled(ROWS, IN);
        Matrix y = filled(ROWS, OUT);
        kernels.forward(layer, x.segment(), 0, IN, y.segment(), 0, OUT, ROWS);
        assertThrows(IndexOutOfBoundsException.class,
                () -> kernels.forward(layer, x.segment(), 4, IN, y.segment(), 0, OUT, ROWS));
        assertThrows(IndexOutOfBoundsException.class,
                () -> kernels.forward(layer, x.segment(), 0, IN, y.segment(), 4, OUT, ROWS));
        assertThrows(IndexOutOfBoundsException.class,
                () -> kernels.forward(layer, x.segment(), 0, IN, y.segment(), 0, OUT, ROWS + 1));
        assertThrows(IndexOutOfBoundsException.class,
                () -> kernels.forward(layer, x.segment(), -4, IN, y.segment(), 0, OUT, 1));
        assertThrows(IndexOutOfBoundsException.class,
                () -> kernels.forward(layer, x.segment(), 0, IN + 1, y.segment(), 0, OUT, ROWS));
        Matrix closed;
        try (Arena arena = Arena.ofConfined()) {
            closed = Matrix.create(ROWS, OUT, arena);
        }
        float[] before = y.toArray();
        assertThrows(IllegalStateException.class,
                () -> kernels.forward(layer, closed.segment(), 0, OUT, y.segment(), 0, OUT, ROWS));
        Bits.assertSame("y", before, y.toArray());
        assertThrows(IllegalStateException.class,
                () -> kernels.forward(layer, x.segment(), 0, IN, closed.segment(), 0, OUT, ROWS));
    }

    @ParameterizedTest
    @FieldSource("BOTH")
    void segmentsToStandardize(Kernels kernels) {
        Matrix x = filled(ROWS, IN);
        Matrix y = filled(ROWS, IN);
        Matrix row = filled(1, IN);
        assertThrows(IndexOutOfBoundsException.class,
                () -> kernels.standardize(x.segment(), 4, IN, row, row, y.segment(), 0, IN, ROWS));
        assertThrows(IndexOutOfBoundsException.class,
                () -> kernels.standardize(x.segment(), 0, IN, row, row, y.segment(), 0, IN + 1, ROWS));
    }

    /** Numbers that no optimizer can work with never reach a kernel. */
    @Test
    void optimizerNumbers() {
        for (float rate : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> Optimizer.sgd(rate)).getMessage()
                    .contains("learning rate"));
            assertThrows(IllegalArgumentException.class, () -> Optimizer.adam(rate));
            assertThrows(IllegalArgumentException.class, () -> Optimizer.momentum(rate, 0.9f));
        }
        for (float decay : new float[] {-0.1f, 1, Float.NaN}) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> Optimizer.momentum(1, decay)).getMessage()
                    .contains("momentum"));
            assertTrue(assertThrows(IllegalArgumentException.class, () -> new Adam(1, decay, 0, 1)).getMessage()
                    .contains("beta1"));
            assertTrue(assertThrows(IllegalArgumentException.class, () -> new Adam(1, 0, decay, 1)).getMessage()
                    .contains("beta2"));
        }
        for (float epsilon : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> new Adam(1, 0, 0, epsilon)).getMessage()
                    .contains("epsilon"));
        }
    }

    @Test
    void targetsNeedAsManyLabelsAsRows() {
        assertThrows(IllegalArgumentException.class, () -> new Targets.Classes(new int[2], 3));
        assertThrows(IllegalArgumentException.class, () -> new Targets.Classes(new int[2], 0));
        assertEquals(1, new Targets.Classes(new int[2], 1).rows());
    }
}
