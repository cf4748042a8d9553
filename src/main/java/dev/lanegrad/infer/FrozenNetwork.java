package dev.lanegrad.infer;

import dev.lanegrad.data.Scaler;
import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.kernel.FrozenSequence;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.ActivationLayer;
import dev.lanegrad.nn.BatchNormalization;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.Dropout;
import dev.lanegrad.nn.Layer;
import dev.lanegrad.nn.LayerNormalization;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.ParametricRelu;
import dev.lanegrad.nn.Residual;
import dev.lanegrad.nn.RmsNormalization;
import dev.lanegrad.spec.WeightFormat;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A network as a list of steps between places: the caller's input, the caller's output, and buffers, which are used again
 * as soon as nobody needs what they hold. Immutable, shared by any number of threads.
 */
final class FrozenNetwork {
    /** The place of the caller's input, which is only read. */
    static final int INPUT = 0;
    /** The place of the caller's output. */
    static final int OUTPUT = 1;
    /** The first buffer. */
    static final int BUFFERS = 2;

    private final Step[] steps;
    private final Step[] rowSteps;
    private final Step[] blockSteps;

    /** Rows of a block, 0 if no layers go in blocks. */
    private final int block;
    private final int places;
    private final int widest;
    private final int inputs;
    private final int outputs;
    private final boolean scaled;
    private final String text;
    private final long bytes;
    private final long heapBytes;
    private final long scratchBytes;

    /** From places to a place. */
    sealed interface Step {
        int from();

        int to();

        /** The same step to another place. */
        Step to(int place);

        /** Whether it reads a place. */
        boolean reads(int place);
    }

    /** A layer. */
    record LayerStep(FrozenLayer layer, int from, int to) implements Step {
        @Override
        public Step to(int place) {
            return new LayerStep(layer, from, place);
        }

        @Override
        public boolean reads(int place) {
            return from == place;
        }
    }

    /** A sum: the end of a residual block. */
    record AddStep(int from, int other, int to, int columns) implements Step {
        @Override
        public Step to(int place) {
            return new AddStep(from, other, place, columns);
        }

        @Override
        public boolean reads(int place) {
            return from == place || other == place;
        }
    }

    /**
     * Freezes a network, which later training does not change.
     *
     * @param arena what lives on
     * @param temporary what is needed until this returns
     */
    FrozenNetwork(Network network, Optional<Scaler> scaler, Kernels kernels, WeightFormat format, Arena arena,
            Arena temporary) {
        Compiler compiler = new Compiler(kernels, format, arena);
        inputs = network.inputs();
        outputs = network.outputs();
        scaled = scaler.isPresent();
        int from = INPUT;
        if (scaler.isPresent()) {
            Scaler copy = new Scaler(compiler.copy(scaler.get().center()), compiler.copy(scaler.get().factor()));
            FrozenLayer.Scaled layer = new FrozenLayer.Scaled(copy);
            compiler.bytes += layer.bytes();
            from = compiler.add(layer, from, Set.of());
        }
        compiler.text.append(network.inputs());
        compiler.add(network.folded(kernels, temporary).layers(), from, Set.of());
        List<Step> list = compiler.steps;
        list.set(list.size() - 1, list.getLast().to(OUTPUT));
        steps = list.toArray(Step[]::new);
        rowSteps = together(list, kernels.sequences()::prepareRow);
        blockSteps = together(list, kernels.sequences()::prepareBlock);
        block = sequences(blockSteps).mapToInt(FrozenSequence::rows).max().orElse(0);
        places = compiler.places;
        widest = compiler.widest;
        text = compiler.text.toString();
        long blockBytes = sequences(blockSteps).mapToLong(FrozenSequence::bytes).sum();
        bytes = compiler.bytes + blockBytes;
        heapBytes = compiler.heapBytes + blockBytes;
        scratchBytes = compiler.scratchBytes + Stream.concat(sequences(rowSteps), sequences(blockSteps))
                .mapToLong(FrozenSequence::scratchBytes).sum();
    }

    /** The steps in order, for a few rows; not to be written to. */
    Step[] steps(int rows) {
        return rows == 1 ? rowSteps : steps;
    }

    /** The steps in order, for {@link #inBlocks} rows; not to be written to. */
    Step[] blockSteps() {
        return blockSteps;
    }

    /** How many of some rows, from the first on, go in blocks; the others, up to three quarters of a block, take longer so. */
    int inBlocks(int rows) {
        if (block == 0) {
            return 0;
        }
        int rest = rows % block;
        return 4 * rest > 3 * block ? rows : rows - rest;
    }

    private static Stream<FrozenSequence> sequences(Step[] steps) {
        return Stream.of(steps).filter(LayerStep.class::isInstance).map(step -> ((LayerStep) step).layer())
                .filter(FrozenLayer.Sequence.class::isInstance).map(layer -> ((FrozenLayer.Sequence) layer).layers());
    }

    /** Dense layers that follow each other become one step, where they gain from it. */
    private static Step[] together(List<Step> steps, Function<List<FrozenDense>, Optional<FrozenSequence>> prepare) {
        List<Step> result = new ArrayList<>();
        int i = 0;
        while (i < steps.size()) {
            List<FrozenDense> layers = new ArrayList<>();
            for (int j = i; j < steps.size() && steps.get(j) instanceof LayerStep s
                    && s.layer() instanceof FrozenLayer.Dense dense; j++) {
                layers.add(dense.packed());
                if (isRead(s.to(), steps, j + 2)) {
                    break;
                }
            }
            Optional<FrozenSequence> sequence = layers.isEmpty() ? Optional.empty() : prepare.apply(layers);
            if (sequence.isPresent() && steps.get(i) instanceof LayerStep first) {
                i += sequence.get().layers();
                result.add(new LayerStep(new FrozenLayer.Sequence(sequence.get()), first.from(), steps.get(i - 1).to()));
            } else {
                result.add(steps.get(i));
                i++;
            }
        }
        return result.toArray(Step[]::new);
    }

    /** Whether a step, from an index on, reads what stands in a place. */
    private static boolean isRead(int place, List<Step> steps, int from) {
        for (Step step : steps.subList(Math.min(from, steps.size()), steps.size())) {
            if (step.reads(place)) {
                return true;
            }
            if (step.to() == place) {
                return false;
            }
        }
        return false;
    }

    int inputs() {
        return inputs;
    }

    int outputs() {
        return outputs;
    }

    boolean isScaled() {
        return scaled;
    }

    /** Each step for people: shapes, kernels and bytes. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        int columns = inputs;
        for (Step step : steps) {
            switch (step) {
                case LayerStep s -> {
                    lines.add(columns + " -> " + s.layer().outputs() + ": " + s.layer().describe() + ", "
                            + s.layer().bytes() + " bytes");
                    columns = s.layer().outputs();
                }
                case AddStep s -> {
                    lines.add(columns + " -> " + s.columns() + ": sum of a residual block");
                    columns = s.columns();
                }
            }
        }
        describe("single rows", rowSteps, lines);
        describe("blocks of " + block + " rows", blockSteps, lines);
        return lines;
    }

    private static void describe(String rows, Step[] steps, List<String> lines) {
        String together = sequences(steps).map(s -> String.valueOf(s.layers())).collect(Collectors.joining(" + "));
        long bytes = sequences(steps).mapToLong(FrozenSequence::bytes).sum();
        if (!together.isEmpty()) {
            lines.add(rows + ": steps of " + together + " dense layers" + (bytes == 0 ? "" : ", " + bytes + " bytes"));
        }
    }

    /** Number of places, those of the caller counted. */
    int places() {
        return places;
    }

    /** The most columns of a buffer. */
    int widest() {
        return widest;
    }

    /** Inputs and layers. */
    String text() {
        return text;
    }

    /** Bytes of memory of all layers. */
    long bytes() {
        return bytes;
    }

    /** Of these, arrays on the heap. */
    long heapBytes() {
        return heapBytes;
    }

    /** The most native scratch memory that kernels take for the layers, beyond what they have when they are made. */
    long scratchBytes() {
        return scratchBytes;
    }

    private static final class Compiler {
        private final Kernels kernels;
        private final WeightFormat format;
        private final Arena arena;
        private final List<Step> steps = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private int places = BUFFERS;
        private int widest = 1;
        private long bytes;
        private long heapBytes;
        private long scratchBytes;

        Compiler(Kernels kernels, WeightFormat format, Arena arena) {
            this.format = format;
            this.kernels = kernels;
            this.arena = arena;
        }

        /** Adds layers that leave alone what stands in some places; where the result stands. */
        int add(List<Layer> layers, int from, Set<Integer> needed) {
            int place = from;
            for (Layer layer : layers) {
                if (layer instanceof Residual residual) {
                    Set<Integer> kept = new TreeSet<>(needed);
                    kept.add(place);
                    text.append("-residual(");
                    int body = add(residual.body(), place, kept);
                    text.append(')');
                    steps.add(new AddStep(place, body, body, residual.outputs()));
                    place = body;
                } else {
                    FrozenLayer frozen = freeze(layer);
                    text.append(text.charAt(text.length() - 1) == '(' ? "" : "-").append(frozen.text());
                    bytes += frozen.bytes();
                    if (frozen instanceof FrozenLayer.Dense dense) {
                        heapBytes += dense.packed().heapBytes();
                        scratchBytes += dense.packed().scratchBytes();
                    }
                    place = add(frozen, place, needed);
                }
            }
            return place;
        }

        /** Adds a layer; where its result stands. */
        int add(FrozenLayer layer, int from, Set<Integer> needed) {
            int to = from;
            if (!layer.inPlace() || from < BUFFERS || needed.contains(from)) {
                to = BUFFERS;
                while (to == from || needed.contains(to)) {
                    to++;
                }
            }
            places = Math.max(places, to + 1);
            widest = Math.max(widest, layer.outputs());
            steps.add(new LayerStep(layer, from, to));
            return to;
        }

        private FrozenLayer freeze(Layer layer) {
            return switch (layer) {
                case Dense l -> new FrozenLayer.Dense(kernels.freeze(l.weight().value(), l.bias().value(), l.activation(),
                        format, arena));
                case ActivationLayer l -> new FrozenLayer.Activated(l.width(), l.activation());
                case ParametricRelu l -> new FrozenLayer.Slopes(slopes(l));
                case BatchNormalization l -> new FrozenLayer.Affine(copy(l.runningMean().value()), scale(l),
                        copy(l.beta().value()));
                case LayerNormalization l -> new FrozenLayer.NormalizedRow(copy(l.gamma().value()), copy(l.beta().value()),
                        l.epsilon());
                case RmsNormalization l -> new FrozenLayer.ScaledRow(copy(l.gamma().value()), l.epsilon());
                case Dropout l -> throw new IllegalStateException("a folded network has no " + l.text());
                case Residual l -> throw new IllegalStateException("a block is frozen layer by layer: " + l.text());
            };
        }

        Matrix copy(Matrix values) {
            Matrix copy = Matrix.create(values.rows(), values.columns(), arena);
            copy.copyFrom(values);
            return copy;
        }

        private Matrix scale(BatchNormalization layer) {
            Matrix scale = Matrix.create(1, layer.inputs(), arena);
            kernels.normalizations().evaluationScale(layer.runningVariance().value(), layer.gamma().value(),
                    layer.epsilon(), scale);
            return scale;
        }

        private Matrix slopes(ParametricRelu layer) {
            Matrix slopes = Matrix.create(1, layer.width(), arena);
            Matrix learned = layer.slope().value();
            for (int c = 0; c < layer.width(); c++) {
                slopes.set(0, c, learned.get(0, learned.columns() == 1 ? 0 : c));
            }
            return slopes;
        }
    }
}
