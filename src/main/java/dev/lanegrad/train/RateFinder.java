package dev.lanegrad.train;

import dev.lanegrad.data.BatchBuffer;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.LastBatch;
import dev.lanegrad.data.MiniBatches;
import dev.lanegrad.data.Preparation;
import dev.lanegrad.data.Scaling;
import dev.lanegrad.data.Scalings;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Reduction;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Pass;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.schedule.Schedule;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.simd.VectorSupport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Searches a learning rate by the range test of Smith ("Cyclical learning rates for training neural networks", WACV 2017,
 * arXiv 2015): a short run whose rate grows from step to step by a constant factor, until the loss grows to a multiple of
 * its smallest. Losses are smoothed as fast.ai's finder does it. The run trains a copy; the network stays as it is.
 *
 * <pre>{@code
 * RateSearch search = RateFinder.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer::adam).batchSize(64).search(train);
 * Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(search.suggestion()));
 * }</pre>
 *
 * <p>The result is a function of network, data, settings and seed, to the bit. Not thread-safe.
 */
public final class RateFinder {
    /** The first rate unless said otherwise. */
    public static final float SMALLEST = 1e-6f;
    /** The last rate unless said otherwise. */
    public static final float LARGEST = 10;
    /** Steps unless said otherwise. */
    public static final int STEPS = 100;
    /** Share of the smoothed loss that stays in a step. */
    private static final double MEMORY = 0.9;
    /** The search ends where the smoothed loss is so many times its smallest. */
    private static final double END = 4;

    private final Network network;
    private final Loss loss;
    private final WithRate optimizer;
    private float smallest = SMALLEST;
    private float largest = LARGEST;
    private int steps = STEPS;
    private int batchSize = Trainer.DEFAULT_BATCH_SIZE;
    private int microBatch = Integer.MAX_VALUE;
    private UnaryOperator<Descent> settings = UnaryOperator.identity();
    private Supplier<Kernels> kernels = VectorSupport::kernels;
    private Scalings scalings = Scalings.NONE;
    private boolean scalesTargets;
    private long seed;

    /** Makes an optimizer with a learning rate: {@code Optimizer::adam}. */
    public interface WithRate {
        /**
         * An optimizer.
         *
         * @param rate the learning rate
         * @return the optimizer; all that this function makes have as much state
         */
        Optimizer of(float rate);
    }

    private RateFinder(Network network, Loss loss, WithRate optimizer) {
        this.network = Objects.requireNonNull(network, "network");
        this.loss = Objects.requireNonNull(loss, "loss");
        this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
    }

    /**
     * Starts to describe a search.
     *
     * @param network not changed
     * @param loss what becomes small
     * @param optimizer how parameters move, for any rate
     * @return a finder with default settings
     */
    public static RateFinder of(Network network, Loss loss, WithRate optimizer) {
        return new RateFinder(network, loss, optimizer);
    }

    /**
     * The rates to try.
     *
     * @param from the first one, positive
     * @param to the last one, larger
     * @param count number of steps, at least 2
     * @return this finder
     * @throws IllegalArgumentException if a number is out of range
     */
    public RateFinder rates(float from, float to, int count) {
        if (!(from > 0 && to > from && to < Float.POSITIVE_INFINITY) || count < 2) {
            throw new IllegalArgumentException("rates must grow from a positive number in at least 2 steps, given " + from
                    + " to " + to + " in " + count);
        }
        smallest = from;
        largest = to;
        steps = count;
        return this;
    }

    /**
     * Samples a step, as in the training to come.
     *
     * @param rows at least 1
     * @return this finder
     * @throws IllegalArgumentException if below 1
     */
    public RateFinder batchSize(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("a batch needs at least one row, given " + rows);
        }
        batchSize = rows;
        return this;
    }

    /**
     * Lets a batch go through the network in parts, as {@link Trainer#microBatch} does.
     *
     * @param rows rows of a part, at least 1
     * @return this finder
     * @throws IllegalArgumentException if below 1
     */
    public RateFinder microBatch(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("a micro-batch needs at least one row, given " + rows);
        }
        microBatch = rows;
        return this;
    }

    /**
     * What becomes of gradients beside the optimizer, as in the training to come: clipping, penalties, groups of parameters and
     * the largest norm of weights.
     *
     * <pre>{@code
     * finder.descent(d -> d.decayingWeightsOnly().clip(new Clipping.ByGlobalNorm(1)));
     * }</pre>
     *
     * @param value gets, for each step, a descent by the optimizer at the rate of that step, and says the rest; all that it
     *     returns have as much state, and no schedule or plateau, since the rate is the search's
     * @return this finder
     */
    public RateFinder descent(UnaryOperator<Descent> value) {
        settings = Objects.requireNonNull(value, "value");
        return this;
    }

    /**
     * Lets the products use several threads; the bits are those of one.
     *
     * @param parallelism the threads; it stays the caller's to close, after the search
     * @return this finder
     */
    public RateFinder parallelism(Parallelism parallelism) {
        Objects.requireNonNull(parallelism, "parallelism");
        kernels = () -> VectorSupport.kernels(parallelism);
        return this;
    }

    /**
     * Scales the features as {@link Trainer#standardize()} does.
     *
     * @return this finder
     */
    public RateFinder standardize() {
        return scaling(Scalings.all(Scaling.STANDARD));
    }

    /**
     * Scales the features as {@link Trainer#scaling} does.
     *
     * @param plan how each column is scaled
     * @return this finder
     */
    public RateFinder scaling(Scalings plan) {
        scalings = Objects.requireNonNull(plan, "plan");
        return this;
    }

    /**
     * Scales the targets as {@link Trainer#standardizeTargets()} does.
     *
     * @return this finder
     */
    public RateFinder standardizeTargets() {
        scalesTargets = true;
        return this;
    }

    /**
     * Decides the order of the samples and what dropout drops.
     *
     * @param value any number; 0 unless said otherwise
     * @return this finder
     */
    public RateFinder seed(long value) {
        seed = value;
        return this;
    }

    /**
     * Runs the search.
     *
     * @param data the samples
     * @return rates and losses, at least one of each
     * @throws IllegalArgumentException if network, loss and data do not fit each other, the very first loss is NaN or Inf, or
     *     a descent has a schedule or a plateau
     */
    public RateSearch search(Dataset data) {
        Losses.requireFit(network, loss, data);
        int rows = Math.min(batchSize, data.rows());
        MicroBatches.requireStatistics(network, rows, microBatch);
        Descent first = descent(smallest);
        Preparation preparation = Preparation.fit(data, scalings);
        Dataset samples = scalesTargets ? TargetScaling.fit(network, loss, data).apply(data) : data;
        Network copy = network.copy();
        Kernels computing = kernels.get();
        MiniBatches batches = new MiniBatches(samples, new BatchBuffer(samples, preparation, rows, computing), seed,
                LastBatch.LEFT_OUT);
        Workspace workspace = new Workspace(copy, Math.min(microBatch, rows), computing);
        MicroBatches parts = new MicroBatches(Math.min(microBatch, rows));
        Updates updates = new Updates(first, copy, workspace, batches.count(), 1);
        List<RateSearch.Point> points = new ArrayList<>();
        double mean = 0;
        double best = Double.POSITIVE_INFINITY;
        double kept = 1;
        for (int step = 1; step <= steps; step++) {
            batches.startEpoch((step - 1) / batches.count());
            BatchBuffer.Batch batch = batches.load((step - 1) % batches.count());
            double weight = BatchLoss.weight(loss, batch);
            float scale = Reduction.MEAN.scale(loss, network.outputs(), weight);
            double sum = 0;
            for (MicroBatches.Part part : parts.of(batch)) {
                Matrix prediction = workspace.forward(part.batch().features(),
                        Pass.training(seed, step).set(step, part.from()));
                BatchLoss.compute(computing, loss, prediction, part.batch(), scale, part.losses(),
                        workspace.outputGradient());
                sum = Reduction.sum(sum, part.losses());
                workspace.backward(part.from() > 0);
            }
            double value = Reduction.MEAN.of(loss, network.outputs(), sum, weight);
            // A mean whose weights add up to 1 from its first value on.
            mean = MEMORY * mean + (1 - MEMORY) * value;
            kept *= MEMORY;
            double smoothed = mean / (1 - kept);
            best = Math.min(best, smoothed);
            if (!Double.isFinite(value) || smoothed > END * best) {
                break;
            }
            float rate = rate(step);
            points.add(new RateSearch.Point(rate, value, smoothed));
            updates = new Updates(descent(rate), copy, workspace, updates);
            updates.step(step);
        }
        return new RateSearch(points);
    }

    private Descent descent(float rate) {
        Descent descent = settings.apply(Descent.of(optimizer.of(rate)));
        if (!descent.schedule().equals(Schedule.constant()) || descent.plateau().isPresent()) {
            throw new IllegalArgumentException("the rate grows from step to step of a search, a schedule or a plateau cannot"
                    + " change it");
        }
        return descent;
    }

    private float rate(int step) {
        double power = (double) (step - 1) / (steps - 1);
        return (float) (smallest * StrictMath.pow((double) largest / smallest, power));
    }
}
