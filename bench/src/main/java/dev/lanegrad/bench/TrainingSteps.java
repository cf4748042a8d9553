package dev.lanegrad.bench;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Someone who trains: Lanegrad, its scalar reference, or a peer, as {@link Products}. A step is a forward pass, the mean of the
 * softmax cross-entropies, a backward pass without the gradient of the network's input, and Adam.
 */
public interface TrainingSteps {
    /** Adam's, PyTorch's default. */
    float RATE = 1e-3f;

    /** Steps until the samples have the same classes again. */
    int TURNS = 8;

    /**
     * What is timed.
     *
     * @param network units of its layers, first the inputs; relu between them
     * @param batch rows a step
     * @param threads how many threads may compute
     */
    record Task(String network, int batch, int threads) {
        /**
         * The same with fewer rows.
         *
         * @param rows at most so many
         * @return the task
         */
        Task withAtMost(int rows) {
            return new Task(network, Math.min(batch, rows), threads);
        }

        /**
         * Makes the network.
         *
         * @return dense layers, relu but for the last one; equal weights each time
         */
        public Network create() {
            int[] units = Arrays.stream(network.split("-", -1)).mapToInt(Integer::parseInt).toArray();
            Network.Builder builder = Network.input(units[0]);
            for (int i = 1; i < units.length; i++) {
                builder.dense(units[i], i == units.length - 1 ? Activation.IDENTITY : Activation.RELU);
            }
            return builder.build(1);
        }

        /**
         * Makes the samples.
         *
         * @return batch x inputs, equal each time
         */
        public Matrix samples() {
            return Operands.random(batch, create().inputs(), 1);
        }

        /**
         * The samples' classes, which go round: samples whose classes never changed would be learned by heart within
         * thousands of steps, and their gradients end as subnormal numbers, which take a processor a hundred times as long.
         *
         * @return one a row for each of {@link #TURNS} steps, after which they begin again
         */
        public int[][] labels() {
            int classes = create().outputs();
            return IntStream.range(0, TURNS)
                    .mapToObj(turn -> IntStream.range(0, batch).map(row -> (row + turn) % classes).toArray())
                    .toArray(int[][]::new);
        }
    }

    /** Steps of one training, ready to be repeated. */
    interface Training {
        /** One step. */
        void step();

        /**
         * The loss that the last step started from.
         *
         * @return its mean over the batch
         */
        float loss();
    }

    /**
     * The value of the benchmark's parameter {@code impl}.
     *
     * @return a short name
     */
    String name();

    /**
     * Whether there is such a training.
     *
     * @param task which
     * @return whether {@link #prepare} may be called
     */
    boolean can(Task task);

    /**
     * Makes everything ready that can be made once.
     *
     * @param task one that this implementation can do
     * @param optimizer {@link Optimizer#adam Adam} at {@link #RATE}
     * @return the training, before its first step
     */
    Training prepare(Task task, Optimizer optimizer);

    /**
     * Every implementation in this build.
     *
     * @return Lanegrad's own first
     */
    static List<TrainingSteps> all() {
        return Stream.concat(Stream.of(new OwnTrainingSteps(OwnKernels.vectors()), new OwnTrainingSteps(OwnKernels.scalar())),
                ServiceLoader.load(TrainingSteps.class).stream().map(ServiceLoader.Provider::get)).toList();
    }

    /**
     * Finds an implementation.
     *
     * @param name its name
     * @return the implementation
     * @throws IllegalArgumentException if it is not in this build
     */
    static TrainingSteps of(String name) {
        return Named.find(name, all(), TrainingSteps::name);
    }
}
