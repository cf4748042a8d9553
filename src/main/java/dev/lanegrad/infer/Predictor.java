package dev.lanegrad.infer;

import dev.lanegrad.data.Labels;
import dev.lanegrad.io.ModelFile;
import dev.lanegrad.io.ModelFormatException;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model frozen for serving: weights copied and packed once, input scaling included.
 *
 * <pre>{@code
 * Predictor predictor = Predictor.load(file);
 * predictor.warmUp();                      // vector code is a thousand times slower until it is compiled
 * predictor.predict(input, output);        // any number of rows, any thread, no allocation
 * predictor.swap(Predictor.load(newer));   // calls in flight finish on the old model
 * }</pre>
 *
 * <p>A row's result has the same bits alone, in any batch, at any position, on any thread, at any vector width, and they
 * are the bits of the scalar reference's evaluation of the {@linkplain Network#folded folded} network: without dropout, and
 * with each batch normalisation folded into the dense layer before it. Where nothing is folded, they are those of the
 * network's own evaluation. NaN in a row's input gives NaN in its
 * output and touches no other row, unless {@link NanPolicy#REJECT} was chosen.
 *
 * <p>Thread-safety: any number of platform or virtual threads may predict at once, while another one swaps or closes.
 * Allocation: none once warm, except in the forms that return a new array, and in the first calls after a swap. Working
 * memory comes from a bounded pool of units, a few a processor, made when first needed; where more calls than that run at
 * once, a call makes a temporary one, and does not wait. Inputs and outputs on the heap and in mapped files are
 * copied at the edge.
 *
 * <p>Memory: the weights and the working memory are native and do not show in the heap's size; {@link #describe} counts
 * them. They are freed when the predictor is closed or swapped and the last call on them is done, or when nobody refers to
 * it any more. {@link #close} is optional.
 *
 * <p>For JDK Flight Recorder each call is an event {@code dev.lanegrad.Prediction}, off by default.
 */
public final class Predictor implements AutoCloseable {
    /** How long {@link #warmUp()} takes at most. */
    public static final Duration WARM_UP_LIMIT = Duration.ofSeconds(30);

    private final int inputs;
    private final int outputs;
    private volatile @Nullable ServedModel served;

    private Predictor(Model model, PredictorOptions options) {
        inputs = model.network().inputs();
        outputs = model.network().outputs();
        served = new ServedModel(model, options);
    }

    /**
     * Freezes a model; its predictions have the form that the model says.
     *
     * @param model copied: later training does not change the predictor
     * @return the predictor
     * @throws IllegalStateException if the Vector API's module is missing, or the JVM uses no fused multiply-add
     *     instructions
     */
    public static Predictor of(Model model) {
        return of(model, PredictorOptions.defaults());
    }

    /**
     * Freezes a model with another form of output.
     *
     * @param model copied: later training does not change the predictor
     * @param form what predictions are
     * @return the predictor
     * @throws IllegalArgumentException if probabilities are asked for and the model has none
     * @throws IllegalStateException if the Vector API's module is missing, or the JVM uses no fused multiply-add
     *     instructions
     */
    public static Predictor of(Model model, OutputForm form) {
        return of(model, PredictorOptions.defaults().withOutput(form));
    }

    /**
     * Freezes a model for kernels of the caller's choice, for example the scalar reference.
     *
     * @param model copied: later training does not change the predictor
     * @param form what predictions are
     * @param kernels gives a new instance at each call
     * @return the predictor
     * @throws IllegalArgumentException if probabilities are asked for and the model has none
     */
    public static Predictor of(Model model, OutputForm form, Supplier<Kernels> kernels) {
        return of(model, PredictorOptions.defaults().withOutput(form).withKernels(kernels));
    }

    /**
     * Freezes a model.
     *
     * @param model copied: later training does not change the predictor
     * @param options how
     * @return the predictor
     * @throws IllegalArgumentException if probabilities are asked for and the model has none, a weight is NaN or infinite
     *     and weights are to be int8, or the calibration finds more error than its limits allow
     * @throws IllegalStateException if the kernels are vector code, and the Vector API's module is missing or the JVM uses
     *     no fused multiply-add instructions
     */
    public static Predictor of(Model model, PredictorOptions options) {
        Predictor predictor = new Predictor(model, options);
        if (options.calibration().isPresent()) {
            try {
                Precision precision = options.calibration().get().measure(model, options, predictor);
                predictor.open().measured(precision);
            } catch (IllegalArgumentException e) {
                predictor.close();
                throw e;
            }
        }
        return predictor;
    }

    /**
     * Loads a model file straight into a predictor.
     *
     * @param file a file that {@link ModelFile#save} wrote
     * @return the predictor
     * @throws ModelFormatException if the file is damaged, not a model, or from a newer Lanegrad
     * @throws IOException if reading fails
     * @throws IllegalStateException as {@link #of(Model)}
     */
    public static Predictor load(Path file) throws IOException {
        return load(file, PredictorOptions.defaults());
    }

    /**
     * Loads a model file straight into a predictor.
     *
     * @param file a file that {@link ModelFile#save} wrote
     * @param options how the predictor is made
     * @return the predictor
     * @throws ModelFormatException if the file is damaged, not a model, or from a newer Lanegrad
     * @throws IOException if reading fails
     * @throws IllegalArgumentException as {@link #of(Model, PredictorOptions)}
     * @throws IllegalStateException as {@link #of(Model, PredictorOptions)}
     */
    public static Predictor load(Path file, PredictorOptions options) throws IOException {
        // The loaded parameters are copied, so that nothing of them need wait for the collector.
        try (Arena arena = Arena.ofShared()) {
            return of(ModelFile.load(file, arena), options);
        }
    }

    /**
     * Number of inputs.
     *
     * @return columns of an input row
     */
    public int inputs() {
        return inputs;
    }

    /**
     * Number of outputs.
     *
     * @return columns of an output row
     */
    public int outputs() {
        return outputs;
    }

    /**
     * The classes' names.
     *
     * @return one an output, or empty for a regression
     * @throws IllegalStateException if this predictor is closed
     */
    public List<String> labels() {
        return open().labels();
    }

    /**
     * What predictions are.
     *
     * @return the form
     * @throws IllegalStateException if this predictor is closed
     */
    public OutputForm form() {
        return open().form();
    }

    /**
     * What the format of the weights costs, measured when the predictor was made.
     *
     * @return the differences from a predictor with float32 weights; empty if there was no calibration
     * @throws IllegalStateException if this predictor is closed
     */
    public Optional<Precision> precision() {
        return open().precision();
    }

    /**
     * Predicts a batch.
     *
     * @param input rows x inputs
     * @param output rows x outputs, overwritten
     * @throws IllegalArgumentException if shapes do not fit, the two overlap, or NaN is rejected and there is one
     * @throws IllegalStateException if this predictor or the memory is closed
     * @throws WrongThreadException if the memory belongs to another thread's arena
     */
    public void predict(Matrix input, Matrix output) {
        requireInputs(input);
        if (output.columns() != outputs || output.rows() != input.rows()) {
            throw new IllegalArgumentException("the output is " + output.shape() + ", expected " + input.rows() + " x "
                    + outputs);
        }
        run(input.segment(), input.leadingDimension(), output.segment(), output.leadingDimension(), input.rows());
    }

    /**
     * Predicts as many rows as the segments hold, without gaps between rows. Segments of the heap and of mapped files are
     * copied at the edge.
     *
     * @param input rows * inputs floats, at least one row
     * @param output rows * outputs floats, overwritten
     * @throws IllegalArgumentException if a size does not fit, the two overlap, or NaN is rejected and there is one
     * @throws IllegalStateException if this predictor or the memory is closed
     * @throws WrongThreadException if the memory belongs to another thread's arena
     */
    public void predict(MemorySegment input, MemorySegment output) {
        long rowBytes = inputs * 4L;
        long rows = input.byteSize() / rowBytes;
        if (rows < 1 || rows > Integer.MAX_VALUE || rows * rowBytes != input.byteSize()) {
            throw new IllegalArgumentException("the input has " + input.byteSize() + " bytes, expected a multiple of "
                    + rowBytes + " (" + inputs + " floats a row)");
        }
        if (output.byteSize() != rows * outputs * 4L) {
            throw new IllegalArgumentException("the output has " + output.byteSize() + " bytes, expected "
                    + rows * outputs * 4L + " (" + rows + " rows of " + outputs + " floats)");
        }
        run(input, inputs, output, outputs, (int) rows);
    }

    /**
     * Predicts rows with gaps between them; what is in the gaps is neither read nor written. Segments of the heap and of
     * mapped files are copied at the edge.
     *
     * @param input its first row starts at the start
     * @param inputStride from one input row to the next, in floats
     * @param output its first row starts at the start
     * @param outputStride from one output row to the next, in floats
     * @param rows number of rows, at least 1
     * @throws IllegalArgumentException if a size does not fit, the two overlap (gaps counted), or NaN is rejected and there
     *     is one
     * @throws IllegalStateException if this predictor or the memory is closed
     * @throws WrongThreadException if the memory belongs to another thread's arena
     */
    public void predict(MemorySegment input, int inputStride, MemorySegment output, int outputStride, int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("expected at least 1 row, given " + rows);
        }
        Edge.requireRows("input", input, inputs, inputStride, rows);
        Edge.requireRows("output", output, outputs, outputStride, rows);
        run(input, inputStride, output, outputStride, rows);
    }

    /**
     * Predicts one row.
     *
     * @param input the row, {@link #inputs()} floats
     * @return a new array of {@link #outputs()} floats
     * @throws IllegalArgumentException if the length is another, or NaN is rejected and there is one
     * @throws IllegalStateException if this predictor is closed
     */
    public float[] predict(float[] input) {
        float[] output = new float[outputs];
        predict(input, output);
        return output;
    }

    /**
     * Predicts one row without allocating.
     *
     * @param input the row, {@link #inputs()} floats
     * @param output {@link #outputs()} floats, overwritten
     * @throws IllegalArgumentException if a length is another, or NaN is rejected and there is one
     * @throws IllegalStateException if this predictor is closed
     */
    public void predict(float[] input, float[] output) {
        if (input.length != inputs || output.length != outputs) {
            throw new IllegalArgumentException("the input has " + input.length + " floats and the output " + output.length
                    + ", expected " + inputs + " and " + outputs);
        }
        Object event = Tracing.begin();
        ServedModel model = open();
        WorkUnit unit = model.acquire();
        while (unit == null) {
            model = open();
            unit = model.acquire();
        }
        try {
            if (model.nan() == NanPolicy.REJECT) {
                Edge.requireNumbers(input);
            }
            MemorySegment.copy(input, 0, unit.input(), Edge.FLOAT, 0, inputs);
            unit.run(unit.input(), 0, inputs, unit.output(), 0, outputs, 1);
            MemorySegment.copy(unit.output(), Edge.FLOAT, 0, output, 0, outputs);
        } finally {
            model.release(unit);
            if (event != null) {
                Tracing.end(event, model.network(), 1);
            }
        }
    }

    /**
     * The index of one row's most probable class; the first of equals, NaN never wins.
     *
     * @param input the row, {@link #inputs()} floats
     * @return 0 to {@code outputs - 1}
     * @throws IllegalArgumentException if the length is another, or NaN is rejected and there is one
     * @throws IllegalStateException if this predictor is closed, or has one output only
     */
    public int classify(float[] input) {
        requireClasses();
        return Labels.largest(predict(input), 0, outputs);
    }

    /**
     * The index of each row's most probable class; the first of equals, NaN never wins.
     *
     * @param input rows x inputs
     * @return one index a row, 0 to {@code outputs - 1}
     * @throws IllegalArgumentException if the shape does not fit, or NaN is rejected and there is one
     * @throws ArithmeticException if there are more than 2^31 - 1 outputs of all rows
     * @throws IllegalStateException if this predictor or the memory is closed, or it has one output only
     */
    public int[] classify(Matrix input) {
        requireClasses();
        requireInputs(input);
        // On the heap: native memory for a single call would have to be closed, at a cost, or wait for the collector.
        float[] output = new float[Math.multiplyExact(input.rows(), outputs)];
        run(input.segment(), input.leadingDimension(), MemorySegment.ofArray(output), outputs, input.rows());
        int[] classes = new int[input.rows()];
        for (int r = 0; r < classes.length; r++) {
            classes[r] = Labels.largest(output, r * outputs, outputs);
        }
        return classes;
    }

    private void requireInputs(Matrix input) {
        if (input.columns() != inputs) {
            throw new IllegalArgumentException("the input is " + input.shape() + ", expected rows of " + inputs);
        }
    }

    private void requireClasses() {
        if (outputs == 1) {
            throw new IllegalStateException("the model has one output, so there are no classes to choose from");
        }
    }

    /**
     * Predicts made-up rows, in batches of each size that has kernels of its own, until the compiler has nothing left to
     * improve, or for {@link #WARM_UP_LIMIT}.
     *
     * @return whether the kernels of this network now run compiled, and what it took
     * @throws IllegalStateException if this predictor is closed
     */
    public WarmUp warmUp() {
        return warmUp(WARM_UP_LIMIT, Warming.BATCHES);
    }

    /**
     * Predicts made-up rows until the compiler has nothing left to improve.
     *
     * @param limit after which it gives up
     * @param batches numbers of rows a call, one after the other; where only single rows are served, 1 alone is soonest done
     * @return whether the kernels for these batches now run compiled, and what it took
     * @throws IllegalArgumentException if there is no batch, or one of less than a row
     * @throws IllegalStateException if this predictor is closed
     */
    public WarmUp warmUp(Duration limit, int... batches) {
        WarmUp result = new Warming(this, limit).run(batches);
        open().warmed(result);
        return result;
    }

    /**
     * What this predictor consists of.
     *
     * @return a line with layers, bytes, kernels, form and format of the weights, and one each for every layer, the working
     *     memory, native memory (now, and the most with all kept work units) and weights on the heap, and what {@link #warmUp}
     *     found: whether the vector code runs compiled. Not counted are what aligning takes, scratch arrays on the heap, and
     *     memory of kernels that do not take it from the arena that {@link PredictorOptions#kernels()} are given
     * @throws IllegalStateException if this predictor is closed
     */
    public String describe() {
        return open().describe();
    }

    /**
     * Takes over another predictor's model: calls that begin from now on use it, those in flight finish on the old one,
     * whose memory is freed when the last of them is done. Labels and the format of weights may change with the model.
     *
     * @param next a predictor with as many inputs and outputs, in the same form; it is closed by this
     * @throws IllegalArgumentException if it has others, or is this one
     * @throws IllegalStateException if either is closed; the other one is then unchanged
     */
    public void swap(Predictor next) {
        if (next == this) {
            throw new IllegalArgumentException("a predictor cannot take over from itself");
        }
        if (next.inputs != inputs || next.outputs != outputs) {
            throw new IllegalArgumentException("the new model has " + next.inputs + " inputs and " + next.outputs
                    + " outputs, expected " + inputs + " and " + outputs);
        }
        OutputForm form = open().form();
        if (next.open().form() != form) {
            throw new IllegalArgumentException("the new model's outputs are " + next.open().form() + ", expected " + form);
        }
        ServedModel taken = next.replace(null);
        ServedModel old;
        try {
            old = replace(taken);
        } catch (IllegalStateException e) {
            next.giveBack(taken);
            throw e;
        }
        old.retire();
    }

    /** Exchanges what is served. */
    private synchronized ServedModel replace(@Nullable ServedModel next) {
        ServedModel old = open();
        served = next;
        return old;
    }

    private synchronized void giveBack(ServedModel taken) {
        served = taken;
    }

    /**
     * Ends this predictor: further calls throw {@link IllegalStateException}, calls in flight finish, and the last one frees
     * the memory. Closing twice does nothing.
     */
    @Override
    public void close() {
        ServedModel last;
        synchronized (this) {
            last = served;
            served = null;
        }
        if (last != null) {
            last.retire();
        }
    }

    /** What is served now, for tests. */
    ServedModel open() {
        ServedModel open = served;
        if (open == null) {
            throw new IllegalStateException("the predictor is closed");
        }
        return open;
    }

    private void run(MemorySegment input, int inputStride, MemorySegment output, int outputStride, int rows) {
        Object event = Tracing.begin();
        ServedModel model = open();
        Edge.requireUsable("input", input);
        Edge.requireUsable("output", output);
        Edge.requireOutput(input, output);
        // Null if it was retired meanwhile: then there is a successor, or this predictor is closed.
        WorkUnit unit = model.acquire();
        while (unit == null) {
            model = open();
            unit = model.acquire();
        }
        try {
            if (model.nan() == NanPolicy.REJECT) {
                Edge.requireNumbers(input, inputs, inputStride, rows);
            }
            CallersRows.run(unit, input, inputStride, output, outputStride, rows);
        } finally {
            model.release(unit);
            if (event != null) {
                Tracing.end(event, model.network(), rows);
            }
        }
    }
}
