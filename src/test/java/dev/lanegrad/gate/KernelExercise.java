package dev.lanegrad.gate;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Celu;
import dev.lanegrad.activation.Softplus;
import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.kernel.GradientKernels;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.kernel.LayerKernels;
import dev.lanegrad.kernel.SequenceKernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.Elementary;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.UpdateStep;
import dev.lanegrad.spec.DropoutMask;
import dev.lanegrad.simd.ProductBlocks;
import dev.lanegrad.spec.SummationOrder;
import dev.lanegrad.spec.WeightFormat;
import dev.lanegrad.testing.Twins;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of one kernel on prepared buffers. {@link #all} derives the list from the enumerations of activations,
 * losses and optimizers and from the rules of {@link SummationOrder}, so the gates see a new function without an edit
 * here.
 *
 * <p>A call allocates nothing itself: every matrix and view is made before.
 *
 * @param kernel name of the method of {@link Kernels} or {@link dev.lanegrad.kernel.NormalizationKernels} that is exercised
 * @param variant function and shape
 * @param call runs it once
 */
public record KernelExercise(String kernel, String variant, Runnable call) {
    /** Rows of a batch: a single row, a pair, three; one whole tile; tiles of several heights. */
    private static final int[] BATCHES = {1, 2, 3, 8, 16, 20};

    /** Neither a multiple of any vector length nor of any number of chains, so each loop has its tail. */
    private static final int TERMS = 71;

    /** A multiple of every number of chains. */
    private static final int WHOLE_TERMS = 9 * SummationOrder.MAX_CHAINS;

    /** More than one block of k, so that sums go on from what is stored. */
    private static final int MANY_TERMS = ProductBlocks.TERMS + 89;

    /** Columns of which the last panel has more than one vector, of any length, but not two. */
    private static final int NEARLY_WHOLE = 93;

    /** Columns of the elementwise kernels: several double steps, a single one and a masked tail at every width. */
    static final int COLUMNS = 119;

    /** Rows that are not contiguous have this many floats between them. */
    private static final int GAP = 9;

    /** Every exercise, on one instance of the kernels. */
    public static List<KernelExercise> all(Kernels kernels) {
        List<KernelExercise> list = new ArrayList<>();
        activations(kernels, list);
        losses(kernels, list);
        optimizers(kernels, list);
        products(kernels, list);
        frozen(kernels, list);
        frozenWide(kernels, list);
        sequences(kernels, list);
        standardize(kernels, list);
        layers(kernels, list);
        gradients(kernels, list);
        KernelExercisesOfNorms.add(kernels.normalizations(), list);
        return List.copyOf(list);
    }

    private static void activations(Kernels kernels, List<KernelExercise> list) {
        for (Activation f : Activation.all()) {
            for (boolean strided : new boolean[] {false, true}) {
                Matrix z = matrix(5, COLUMNS, strided, 1);
                Matrix y = matrix(5, COLUMNS, strided, 2);
                Matrix dy = matrix(5, COLUMNS, strided, 3);
                Matrix dz = matrix(5, COLUMNS, strided, 4);
                String variant = f.text() + (strided ? " strided" : " contiguous");
                add(list, "activate", variant, () -> kernels.activate(f, z, y));
                add(list, "activationGradient", variant, () -> kernels.activationGradient(f, z, dy, dz));
                Matrix bias = matrix(1, COLUMNS, strided, 12);
                add(list, "activate", variant + " with bias", () -> kernels.activate(f, z, bias, y));
            }
        }
        // few classes
        Matrix logits = matrix(20, 10, false, 1);
        Matrix probabilities = matrix(20, 10, true, 2);
        add(list, "activate", "softmax of few classes",
                () -> kernels.activate(Activation.SOFTMAX, logits, probabilities));
        // beyond the pieces of those functions that have any
        Matrix far = matrix(5, COLUMNS, false, 1);
        Matrix dyFar = matrix(5, COLUMNS, false, 3);
        Matrix resultFar = matrix(5, COLUMNS, false, 4);
        for (int r = 0; r < 5; r++) {
            for (int c = 0; c < COLUMNS; c++) {
                far.set(r, c, 16 * far.get(r, c));
            }
        }
        for (Activation f : Activation.all()) {
            add(list, "activate", f.text() + " far from 0", () -> kernels.activate(f, far, resultFar));
            add(list, "activationGradient", f.text() + " far from 0",
                    () -> kernels.activationGradient(f, far, dyFar, resultFar));
        }
        for (Elementary f : Elementary.values()) {
            for (boolean strided : new boolean[] {false, true}) {
                Matrix x = matrix(5, COLUMNS, strided, 1);
                Matrix y = matrix(5, COLUMNS, strided, 2);
                add(list, "apply", f.label() + (strided ? " strided" : " contiguous"), () -> kernels.apply(f, x, y));
            }
        }
        Matrix scaled = matrix(5, COLUMNS, false, 1);
        Matrix result = matrix(5, COLUMNS, false, 2);
        Matrix bias = matrix(1, COLUMNS, false, 3);
        Activation softplus = new Softplus(2, 20);
        add(list, "activate", softplus.text(), () -> kernels.activate(softplus, scaled, result));
        add(list, "activate", softplus.text() + " with bias", () -> kernels.activate(softplus, scaled, bias,
                result));
        // with its usual parameter it is elu
        Activation celu = new Celu(0.5f);
        add(list, "activate", celu.text(), () -> kernels.activate(celu, scaled, result));
        add(list, "activate", celu.text() + " with bias", () -> kernels.activate(celu, scaled, bias, result));
        add(list, "activationGradient", celu.text(), () -> kernels.activationGradient(celu, scaled, scaled, result));
        // a row of several blocks
        Matrix z = matrix(2, 9000, false, 1);
        Matrix y = matrix(2, 9000, false, 2);
        for (Activation f : Activation.rowwise()) {
            add(list, "activate", f.text() + " of long rows", () -> kernels.activate(f, z, y));
            add(list, "activationGradient", f.text() + " of long rows", () -> kernels.activationGradient(f, z, y, y));
        }
    }

    private static void losses(Kernels kernels, List<KernelExercise> list) {
        Matrix logits = matrix(5, 10, false, 5);
        Matrix slopes = matrix(5, 10, true, 6);
        Matrix losses = Matrix.create(1, 5);
        Targets few = new Targets.Classes(new int[] {0, 1, 9, 3, 7}, 5);
        add(list, "loss", "cross-entropy of few classes",
                () -> kernels.loss(Loss.SOFTMAX_CROSS_ENTROPY, logits, few, 0.2f, losses, slopes));
        for (Loss loss : Twins.losses(COLUMNS)) {
            for (boolean strided : new boolean[] {false, true}) {
                Matrix prediction = matrix(5, COLUMNS, strided, 5);
                Matrix gradient = matrix(5, COLUMNS, strided, 6);
                Matrix rowLoss = Matrix.create(1, 5);
                String variant = loss.text() + (strided ? " strided" : " contiguous");
                Targets values = new Targets.Values(matrix(5, COLUMNS, strided, 7));
                add(list, "loss", variant + " values",
                        () -> kernels.loss(loss, prediction, values, 0.2f, rowLoss, gradient));
                if (loss.allowsClasses()) {
                    Targets classes = new Targets.Classes(new int[] {0, 1, COLUMNS - 1, 3, 17}, 5);
                    add(list, "loss", variant + " classes",
                            () -> kernels.loss(loss, prediction, classes, 0.2f, rowLoss, gradient));
                }
            }
        }
    }

    private static void optimizers(Kernels kernels, List<KernelExercise> list) {
        for (Optimizer optimizer : Twins.optimizers()) {
            for (boolean strided : new boolean[] {false, true}) {
                Matrix parameter = matrix(5, COLUMNS, strided, 8);
                Matrix gradient = matrix(5, COLUMNS, strided, 9);
                Matrix[] state = new Matrix[optimizer.stateCount()];
                for (int i = 0; i < state.length; i++) {
                    state[i] = matrix(5, COLUMNS, strided, 10 + i);
                    // A mean of squares is not negative.
                    state[i].fill(0.25f);
                }
                // The first step is far behind most calls of a training run; the same step keeps the values tame.
                UpdateStep step = new UpdateStep(optimizer).set(optimizer, 100, 1e-6);
                add(list, "update", optimizer.text() + (strided ? " strided" : " contiguous"),
                        () -> kernels.update(step, parameter, gradient, state));
                add(list, "update", optimizer.text() + (strided ? " strided" : " contiguous") + ", first steps",
                        () -> kernels.update(optimizer, 2, parameter, gradient, state));
            }
        }
    }

    private static void products(Kernels kernels, List<KernelExercise> list) {
        for (int batch : BATCHES) {
            for (int chains : new int[] {1, SummationOrder.MIN_CHAINS, SummationOrder.MAX_CHAINS}) {
                int outputs = outputs(TERMS, chains);
                dense(kernels, list, batch, TERMS, outputs);
                inputGradient(kernels, list, batch, outputs, TERMS);
                dense(kernels, list, batch, WHOLE_TERMS, outputs(WHOLE_TERMS, chains));
            }
            dense(kernels, list, batch, MANY_TERMS, outputs(MANY_TERMS, 1));
            dense(kernels, list, batch, MANY_TERMS, NEARLY_WHOLE);
            inputGradient(kernels, list, batch, outputs(MANY_TERMS, 1), MANY_TERMS);
        }
        // A row times whole groups of columns of a matrix as it stands, at every width.
        dense(kernels, list, 1, TERMS, 300);
        // So many rows that the weights are packed first.
        dense(kernels, list, ProductBlocks.ROWS + 1, WHOLE_TERMS, outputs(WHOLE_TERMS, 1));
        // The terms of a weight gradient are the rows of the batch, its rows are the inputs.
        for (int batch : new int[] {1, 20, MANY_TERMS}) {
            for (int inputs : BATCHES) {
                weightGradient(kernels, list, batch, inputs, TERMS);
            }
            biasGradient(kernels, list, batch, TERMS);
        }
    }

    private static void dense(Kernels kernels, List<KernelExercise> list, int batch, int in, int out) {
        Matrix x = matrix(batch, in, true, 20);
        Matrix weight = matrix(in, out, false, 21);
        Matrix bias = matrix(1, out, false, 22);
        Matrix y = matrix(batch, out, true, 23);
        add(list, "dense", batch + " x " + in + " x " + out, () -> kernels.dense(x, weight, bias, y));
    }

    private static void inputGradient(Kernels kernels, List<KernelExercise> list, int batch, int in, int out) {
        Matrix dz = matrix(batch, out, false, 24);
        Matrix weight = matrix(in, out, false, 25);
        Matrix dx = matrix(batch, in, false, 26);
        add(list, "inputGradient", batch + " x " + out + " x " + in, () -> kernels.inputGradient(dz, weight, dx));
    }

    private static void weightGradient(Kernels kernels, List<KernelExercise> list, int batch, int in, int out) {
        Matrix x = matrix(batch, in, false, 27);
        Matrix dz = matrix(batch, out, false, 28);
        Matrix dw = matrix(in, out, false, 29);
        String shape = batch + " x " + in + " x " + out;
        add(list, "weightGradient", shape, () -> kernels.weightGradient(x, dz, dw, false));
        Matrix sum = matrix(in, out, false, 30);
        add(list, "weightGradient", shape + " accumulating", () -> kernels.weightGradient(x, dz, sum, true));
    }

    private static void biasGradient(Kernels kernels, List<KernelExercise> list, int batch, int out) {
        Matrix dz = matrix(batch, out, true, 31);
        Matrix db = matrix(1, out, false, 32);
        add(list, "biasGradient", batch + " x " + out, () -> kernels.biasGradient(dz, db, false));
        add(list, "biasGradient", batch + " x " + out + " accumulating", () -> kernels.biasGradient(dz, db, true));
    }

    private static void frozen(Kernels kernels, List<KernelExercise> list) {
        for (Activation f : Activation.all()) {
            Matrix weight = matrix(TERMS, 24, false, 33);
            Matrix bias = matrix(1, 24, false, 34);
            FrozenDense layer = kernels.freeze(weight, bias, f);
            for (int batch : BATCHES) {
                Matrix x = matrix(batch, TERMS, false, 35);
                Matrix y = matrix(batch, 24, batch == 3, 36);
                add(list, "forward", f.text() + " " + batch + " x " + TERMS + " x 24", () -> kernels.forward(layer,
                        x.segment(), 0, x.leadingDimension(), y.segment(), 0, y.leadingDimension(), batch));
            }
        }
    }

    /** More columns than are cut into chains. */
    private static void frozenWide(Kernels kernels, List<KernelExercise> list) {
        int outputs = outputs(TERMS, 1);
        FrozenDense layer = kernels.freeze(matrix(TERMS, outputs, false, 33), matrix(1, outputs, false, 34),
                Activation.RELU);
        for (int batch : BATCHES) {
            Matrix x = matrix(batch, TERMS, false, 35);
            Matrix y = matrix(batch, outputs, batch == 3, 36);
            add(list, "forward", batch + " x " + TERMS + " x " + outputs, () -> kernels.forward(layer, x.segment(), 0,
                    x.leadingDimension(), y.segment(), 0, y.leadingDimension(), batch));
        }
        for (WeightFormat format : List.of(WeightFormat.BFLOAT16, WeightFormat.INT8)) {
            for (int columns : new int[] {outputs, 24}) {
                FrozenDense light = kernels.freeze(matrix(TERMS, columns, false, 33), matrix(1, columns, false, 34),
                        Activation.RELU, format, Arena.ofAuto());
                for (int batch : BATCHES) {
                    Matrix x = matrix(batch, TERMS, false, 35);
                    Matrix y = matrix(batch, columns, batch == 3, 36);
                    add(list, "forward", format + " " + batch + " x " + TERMS + " x " + columns, () -> kernels.forward(
                            light, x.segment(), 0, x.leadingDimension(), y.segment(), 0, y.leadingDimension(), batch));
                }
            }
        }
    }

    /** More than a block, and no whole number of them. */
    private static final int SEQUENCE_ROWS = 45;

    /** Layers of each number of chains, and of one chain, behind each other; softmax at the end of few classes. */
    private static void sequences(Kernels kernels, List<KernelExercise> list) {
        Matrix x = matrix(SEQUENCE_ROWS, TERMS, false, 35);
        Matrix y = matrix(SEQUENCE_ROWS, NEARLY_WHOLE, false, 36);
        for (Activation.Elementwise f : Activation.elementwise()) {
            List<FrozenDense> layers = new ArrayList<>();
            int inputs = TERMS;
            for (int outputs : new int[] {10, 24, 60, 24, NEARLY_WHOLE}) {
                layers.add(kernels.freeze(matrix(inputs, outputs, false, 33), matrix(1, outputs, false, 34), f));
                inputs = outputs;
            }
            layers.add(kernels.freeze(matrix(inputs, 10, false, 33), matrix(1, 10, false, 34), Activation.SOFTMAX));
            SequenceKernels sequences = kernels.sequences();
            sequences.prepareRow(layers).ifPresent(row -> add(list, "forward", f.text() + " a single row",
                    () -> sequences.forward(row, x.segment(), 0, TERMS, y.segment(), 0, 10, 1)));
            sequences.prepareBlock(layers).ifPresent(block -> add(list, "forward", f.text() + " blocks of rows",
                    () -> sequences.forward(block, x.segment(), 0, TERMS, y.segment(), 0, 10, SEQUENCE_ROWS)));
        }
        Matrix narrow = matrix(TERMS, 10, false, 33);
        FrozenDense light = kernels.freeze(narrow, matrix(1, 10, false, 34), Activation.RELU, WeightFormat.INT8,
                Arena.ofAuto());
        kernels.sequences().prepareBlock(List.of(light)).ifPresent(block -> add(list, "forward", "int8 blocks of rows",
                () -> kernels.sequences().forward(block, x.segment(), 0, TERMS, y.segment(), 0, 10, SEQUENCE_ROWS)));
    }

    private static void standardize(Kernels kernels, List<KernelExercise> list) {
        Matrix mean = matrix(1, COLUMNS, false, 37);
        Matrix factor = matrix(1, COLUMNS, false, 38);
        for (boolean strided : new boolean[] {false, true}) {
            Matrix x = matrix(5, COLUMNS, strided, 39);
            Matrix y = matrix(5, COLUMNS, strided, 40);
            add(list, "standardize", strided ? "strided" : "contiguous", () -> kernels.standardize(x, mean, factor, y));
        }
    }

    private static void layers(Kernels kernels, List<KernelExercise> list) {
        LayerKernels layers = kernels.layers();
        Matrix slopes = matrix(1, COLUMNS, false, 41);
        Matrix slope = matrix(1, 1, false, 42);
        Matrix sums = matrix(1, COLUMNS, false, 43);
        Matrix more = matrix(1, COLUMNS, false, 44);
        Matrix total = Matrix.create(5, 1);
        DropoutMask mask = new DropoutMask(0.4f, 1, 2, 3, 4);
        for (boolean strided : new boolean[] {false, true}) {
            Matrix x = matrix(5, COLUMNS, strided, 45);
            Matrix dy = matrix(5, COLUMNS, strided, 46);
            Matrix y = matrix(5, COLUMNS, strided, 47);
            String variant = strided ? "strided" : "contiguous";
            add(list, "dropout", variant, () -> layers.dropout(mask, x, y));
            add(list, "add", variant, () -> layers.add(x, dy, y));
            add(list, "rowSums", variant, () -> layers.rowSums(x, total));
            add(list, "slopeGradient", variant, () -> layers.slopeGradient(x, dy, sums, false));
            add(list, "slopeGradient", variant + " accumulating", () -> layers.slopeGradient(x, dy, more, true));
            for (Matrix s : List.of(slope, slopes)) {
                String several = variant + ", slopes: " + s.columns();
                add(list, "parametricRelu", several, () -> layers.parametricRelu(x, s, y));
                add(list, "parametricReluGradient", several, () -> layers.parametricReluGradient(x, s, dy, y));
            }
        }
    }

    private static void gradients(Kernels kernels, List<KernelExercise> list) {
        GradientKernels gradients = kernels.gradients();
        Matrix parameter = matrix(5, COLUMNS, false, 48);
        for (boolean strided : new boolean[] {false, true}) {
            Matrix x = matrix(5, COLUMNS, strided, 49);
            Matrix y = matrix(5, COLUMNS, strided, 50);
            String variant = strided ? "strided" : "contiguous";
            add(list, "sumOfSquares", variant, () -> gradients.sumOfSquares(x));
            add(list, "scale", variant, () -> gradients.scale(x, -1));
            add(list, "clip", variant, () -> gradients.clip(x, 1));
            add(list, "penalize", variant, () -> gradients.penalize(parameter, 0, 1e-9f, y));
            add(list, "limitColumns", variant, () -> gradients.limitColumns(y, 3));
        }
    }

    /** The largest number of outputs up to 100 that is not a multiple of a vector and is cut into so many chains. */
    private static int outputs(int terms, int chains) {
        for (int outputs = 99; outputs > 0; outputs -= 2) {
            if (SummationOrder.chains(terms, outputs) == chains) {
                return outputs;
            }
        }
        throw new AssertionError("no layer of up to 99 outputs is cut into " + chains + " chains; change the shapes");
    }

    static void add(List<KernelExercise> list, String kernel, String variant, Runnable call) {
        list.add(new KernelExercise(kernel, variant, call));
    }

    /** A matrix of small values of both signs, so that both sides of every case distinction run. */
    static Matrix matrix(int rows, int columns, boolean strided, int salt) {
        Matrix matrix = Matrix.create(rows, columns, strided ? columns + GAP : columns, Arena.ofAuto());
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                matrix.set(r, c, ((r * 31 + c * 17 + salt * 7) % 41 - 20) / 16f);
            }
        }
        return matrix;
    }

    @Override
    public String toString() {
        return kernel + " " + variant;
    }
}
