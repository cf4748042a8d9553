package dev.lanegrad.train;

import dev.lanegrad.data.BatchBuffer;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.LastBatch;
import dev.lanegrad.data.MiniBatches;
import dev.lanegrad.data.Preparation;
import dev.lanegrad.data.Scalings;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Reduction;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Pass;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.simd.VectorSupport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Compares the gradients that training uses with finite differences of the loss: (L(p + h) - L(p - h)) / 2h, one element of
 * a parameter at a time, in a step of training (dropout drops the same each time, batch normalisation takes the batch's
 * statistics). The losses come from the scalar reference; their rows are added up in {@code double}.
 *
 * <p>A forward pass in {@code float} leaves such a difference a few right digits, and how many depends on h: so several h are
 * tried, from large to small; the one that its neighbour and all smaller ones contradict least gives the difference,
 * extrapolated to h = 0, and its error (after Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", 1982). A gradient differs if it is off by more than
 * {@link #TOLERANCE} of itself and three such errors; an element whose error is larger than a tenth of the gradients of its
 * parameter (a kink nearby, or nothing but rounding) is undecided.
 *
 * <pre>{@code
 * GradientReport report = GradientCheck.of(network, Loss.SOFTMAX_CROSS_ENTROPY).run(data);
 * System.out.println(report.text());
 * }</pre>
 *
 * <p>The network stays as it is. Not thread-safe.
 */
public final class GradientCheck {
    /** How far gradient and difference may be apart beside the error of the difference, in units of the gradient. */
    public static final double TOLERANCE = 0.005;
    /** Share of a parameter's root mean square gradient that an error must stay below to decide anything. */
    private static final double UNDECIDED = 0.1;
    /** The largest and the smallest h are 2 to these powers, times the size of the parameter's elements. */
    private static final int LARGEST = 0;
    private static final int SMALLEST = -10;

    /** What counts as the size of smaller elements, such as biases that start at 0. */
    private static final double SMALLEST_SIZE = 0.25;

    private final Network network;
    private final Loss loss;
    private int rows = 16;
    private int elements = 10;
    private Scalings scalings = Scalings.NONE;
    private boolean scalesTargets;
    private long seed;

    private GradientCheck(Network network, Loss loss) {
        this.network = Objects.requireNonNull(network, "network");
        this.loss = Objects.requireNonNull(loss, "loss");
    }

    /**
     * Starts to describe a check.
     *
     * @param network not changed
     * @param loss the loss
     * @return a check of 10 elements a parameter over a batch of 16 rows
     */
    public static GradientCheck of(Network network, Loss loss) {
        return new GradientCheck(network, loss);
    }

    /**
     * How many samples the loss is taken over.
     *
     * @param count at least 2
     * @return this check
     * @throws IllegalArgumentException if below 2
     */
    public GradientCheck rows(int count) {
        rows = requireAtLeast("rows", count, 2);
        return this;
    }

    /**
     * How many elements of each parameter are looked at: those with the largest gradients, and others spread over it.
     *
     * @param count at least 1; a parameter with fewer is looked at as a whole
     * @return this check
     * @throws IllegalArgumentException if below 1
     */
    public GradientCheck elements(int count) {
        elements = requireAtLeast("elements", count, 1);
        return this;
    }

    private static int requireAtLeast(String what, int count, int least) {
        if (count < least) {
            throw new IllegalArgumentException("expected at least " + least + " " + what + ", given " + count);
        }
        return count;
    }

    /**
     * Scales the features as {@link Trainer#scaling} does.
     *
     * @param plan how each column is scaled
     * @return this check
     */
    public GradientCheck scaling(Scalings plan) {
        scalings = Objects.requireNonNull(plan, "plan");
        return this;
    }

    /**
     * Scales the targets as {@link Trainer#standardizeTargets()} does.
     *
     * @return this check
     */
    public GradientCheck standardizeTargets() {
        scalesTargets = true;
        return this;
    }

    /**
     * Decides which samples are taken and what dropout drops.
     *
     * @param value any number; 0 unless said otherwise
     * @return this check
     */
    public GradientCheck seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Runs the check.
     *
     * @param data samples, as they would be given to training
     * @return each element that was looked at
     * @throws IllegalArgumentException if network, loss and data do not fit each other
     */
    public GradientReport run(Dataset data) {
        return run(data, gradients -> {
        });
    }

    /** With gradients that a test may spoil before they are looked at. */
    GradientReport run(Dataset data, Consumer<List<Matrix>> spoil) {
        Losses.requireFit(network, loss, data);
        Preparation preparation = Preparation.fit(data, scalings);
        Dataset samples = scalesTargets ? TargetScaling.fit(network, loss, data).apply(data) : data;
        Network copy = network.copy();
        Kernels kernels = VectorSupport.kernels();
        BatchBuffer buffer = new BatchBuffer(samples, preparation, Math.min(rows, data.rows()), kernels);
        BatchBuffer.Batch batch = new MiniBatches(samples, buffer, seed, LastBatch.LEFT_OUT).load(0);

        Workspace trained = new Workspace(copy, buffer.capacity(), kernels);
        loss(trained, batch);
        trained.backward(false);
        spoil.accept(trained.gradients());

        Workspace reference = new Workspace(copy, buffer.capacity(), new ReferenceKernels());
        List<String> names = copy.tensors().entrySet().stream()
                .filter(e -> copy.parameters().contains(e.getValue())).map(e -> e.getKey()).toList();
        List<GradientReport.Entry> entries = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Matrix values = copy.parameters().get(i).value();
            Matrix gradient = trained.gradients().get(i);
            double scale = rootMeanSquare(gradient);
            double size = Math.max(rootMeanSquare(values), SMALLEST_SIZE);
            for (int element : chosen(gradient)) {
                int row = element / values.columns();
                int column = element % values.columns();
                entries.add(compare(names.get(i), values, row, column, gradient.get(row, column), scale, size,
                        () -> loss(reference, batch)));
            }
        }
        return new GradientReport(entries);
    }

    /** A loss as a function of what its maker moves. */
    private interface Value {
        double get();
    }

    private GradientReport.Entry compare(String name, Matrix values, int row, int column, double gradient, double scale,
            double size, Value value) {
        float middle = values.get(row, column);
        double[] slopes = new double[LARGEST - SMALLEST + 1];
        double[] noises = new double[slopes.length];
        for (int i = 0; i < slopes.length; i++) {
            float above = (float) (middle + Math.scalb(size, LARGEST - i));
            float below = (float) (middle - Math.scalb(size, LARGEST - i));
            values.set(row, column, above);
            double high = value.get();
            values.set(row, column, below);
            double low = value.get();
            slopes[i] = (high - low) / ((double) above - below);
            // What rounding makes of losses, and of numbers near one before them.
            noises[i] = Math.ulp(1f) * (1 + Math.abs(high)) / Math.sqrt(rows) / ((double) above - below);
        }
        double difference = Double.NaN;
        double error = Double.POSITIVE_INFINITY;
        for (int i = 1; i < slopes.length; i++) {
            // What h squared and higher powers make of it; and a kink between two smaller h, which these see better.
            double off = noises[i] + Math.abs(slopes[i] - slopes[i - 1]);
            for (int j = i + 1; j < slopes.length; j++) {
                off = Math.max(off, Math.abs(slopes[j] - slopes[i]) - noises[j]);
            }
            if (off < error) {
                error = off;
                difference = slopes[i] + (slopes[i] - slopes[i - 1]) / 3;
            }
        }
        values.set(row, column, middle);
        double distance = Math.abs(gradient - difference);
        GradientReport.Outcome outcome = Double.isFinite(gradient) && distance <= TOLERANCE * Math.abs(gradient) + 3 * error
                ? GradientReport.Outcome.AGREES
                : GradientReport.Outcome.DIFFERS;
        // A gradient that is not a number is never undecided; a difference that is none, of losses that overflow, says nothing.
        if (Double.isFinite(gradient)
                && (Double.isNaN(difference) || error > UNDECIDED * Math.max(scale, Math.abs(difference)))) {
            outcome = GradientReport.Outcome.UNDECIDED;
        }
        return new GradientReport.Entry(name, row, column, gradient, difference, error, outcome);
    }

    /** The mean loss of the batch in a step of training, summed in double; its gradient is left in the workspace. */
    private double loss(Workspace workspace, BatchBuffer.Batch batch) {
        Matrix prediction = workspace.forward(batch.features(), Pass.training(seed, 1));
        Matrix rowLoss = Matrix.create(1, prediction.rows());
        double weight = BatchLoss.weight(loss, batch);
        BatchLoss.compute(workspace.kernels(), loss, prediction, batch,
                Reduction.MEAN.scale(loss, network.outputs(), weight), rowLoss, workspace.outputGradient());
        return Reduction.MEAN.of(loss, network.outputs(), Reduction.sum(0, rowLoss), weight);
    }

    private Set<Integer> chosen(Matrix gradient) {
        float[] values = gradient.toArray();
        int count = Math.min(elements, values.length);
        Set<Integer> chosen = new LinkedHashSet<>();
        IntStream.range(0, values.length).boxed()
                .sorted(Comparator.comparingDouble((Integer e) -> -Math.abs(values[e])))
                .limit((count + 1) / 2).forEach(chosen::add);
        for (int i = 0; chosen.size() < count; i++) {
            chosen.add((int) ((long) i * values.length / count) % values.length);
            if (i >= count) {
                chosen.add((i - count) % values.length);
            }
        }
        return chosen;
    }

    private static double rootMeanSquare(Matrix matrix) {
        double sum = 0;
        for (float value : matrix.toArray()) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum / matrix.size());
    }
}
