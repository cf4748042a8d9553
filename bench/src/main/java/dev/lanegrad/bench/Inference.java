package dev.lanegrad.bench;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.spec.WeightFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** Someone who predicts with a whole network: Lanegrad or a peer, from native memory to native memory. */
public interface Inference {
    /** Inputs that a prediction goes round, so that no input is there from the call before. */
    int INPUTS = 8;

    /** The networks, by the values of the benchmark's parameter. */
    List<String> NETWORKS = List.of("16-32-32-4 tanh", "64-128-64-10 relu softmax", "784-512-256-10 relu softmax",
            "1024-4096-4096-1000 relu");

    /**
     * What is timed.
     *
     * @param network its name, of {@link #NETWORKS}
     * @param batch rows a call
     * @param threads how many threads may compute
     */
    record Task(String network, int batch, int threads) {
        /**
         * The dense layers.
         *
         * @return first to last
         */
        public List<Dense> layers() {
            return Inference.network(network).layers().stream().map(Dense.class::cast).toList();
        }

        /**
         * Makes inputs.
         *
         * @return {@link #INPUTS} matrices, batch x inputs, equal each time
         */
        public List<Matrix> inputs() {
            List<Matrix> all = new ArrayList<>();
            int columns = layers().getFirst().inputs();
            for (int i = 0; i < INPUTS; i++) {
                Matrix x = Matrix.create(batch, columns);
                for (int r = 0; r < batch; r++) {
                    for (int c = 0; c < columns; c++) {
                        x.set(r, c, ((i * 7 + r * 31 + c * 17) % 41 - 20) / 16f);
                    }
                }
                all.add(x);
            }
            return all;
        }

        /**
         * Makes room for outputs.
         *
         * @return batch x outputs
         */
        public Matrix output() {
            return Matrix.create(batch, layers().getLast().outputs());
        }
    }

    /**
     * The value of the benchmark's parameter {@code impl}.
     *
     * @return a short name
     */
    String name();

    /**
     * Whether there is such a computation.
     *
     * @param task which
     * @return whether {@link #prepare} may be called
     */
    boolean can(Task task);

    /**
     * Makes everything ready that can be made once.
     *
     * @param task one that this implementation can do
     * @param inputs taken in turn
     * @param output overwritten by each call
     * @return one prediction
     */
    Runnable prepare(Task task, List<Matrix> inputs, Matrix output);

    /**
     * Takes the inputs in turn.
     *
     * @param one predicts the input of this number
     * @return one prediction, of the next input each time
     */
    static Runnable inTurn(IntConsumer one) {
        // In the middle of two cache lines on each side: callers in other threads write theirs.
        int middle = 128 / Integer.BYTES;
        int[] next = new int[2 * middle];
        return () -> {
            next[middle] = (next[middle] + 1) % INPUTS;
            one.accept(next[middle]);
        };
    }

    /**
     * A network with weights that depend on its name only.
     *
     * @param name of {@link #NETWORKS}
     * @return dense layers
     */
    static Network network(String name) {
        String[] words = name.split(" ", -1);
        String[] widths = words[0].split("-", -1);
        Network.Builder builder = Network.input(Integer.parseInt(widths[0]));
        boolean all = words[0].startsWith("1024");
        for (int i = 1; i < widths.length; i++) {
            boolean last = i == widths.length - 1;
            Activation end = words.length > 2 ? Activation.SOFTMAX : all ? Activation.RELU : Activation.IDENTITY;
            builder.dense(Integer.parseInt(widths[i]), last ? end : Activation.parse(words[1]));
        }
        return builder.build(1);
    }

    /**
     * The network as a model.
     *
     * @param name of {@link #NETWORKS}
     * @return its outputs are final
     */
    static Model model(String name) {
        return new Model(network(name), Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
    }

    /**
     * Every implementation in this build.
     *
     * @return Lanegrad's own first
     */
    static List<Inference> all() {
        return Stream.concat(Stream.of(WeightFormat.values()).map(OwnInference::new),
                ServiceLoader.load(Inference.class).stream().map(ServiceLoader.Provider::get)).toList();
    }

    /**
     * Finds an implementation.
     *
     * @param name its name
     * @return the implementation
     * @throws IllegalArgumentException if it is not in this build
     */
    static Inference of(String name) {
        return Named.find(name, all(), Inference::name);
    }
}
