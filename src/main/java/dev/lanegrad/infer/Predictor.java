package dev.lanegrad.infer;

import dev.lanegrad.activation.Identity;
import dev.lanegrad.data.Labels;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.MappedReads;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.ActivationLayer;
import dev.lanegrad.nn.Layer;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.simd.VectorSupport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model frozen for serving: weights copied and packed once, input scaling included.
 *
 * <pre>{@code
 * Predictor predictor = Predictor.of(model);
 * predictor.predict(input, output);        // any number of rows, any thread, no allocation
 * }</pre>
 *
 * <p>A row's result has the same bits alone, in any batch, at any position, on any thread, at any vector width, and they
 * are the bits of the scalar reference's evaluation of the {@linkplain Network#folded folded} network: without dropout, and
 * with each batch normalisation folded into the dense layer before it. Where nothing is folded, they are those of the
 * network's own evaluation. NaN in a row's input gives NaN in its
 * output and touches no other row.
 *
 * <p>Thread-safety: immutable; any number of platform or virtual threads may predict at once. Allocation: none once
 * warm, except in the forms that return a new array. Working memory comes from a pool of one unit a processor, made on
 * demand; when more threads than that predict at the same moment, the extra ones make a temporary unit.
 */
public final class Predictor implements AutoCloseable {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final int inputs;
    private final int outputs;
    private final List<String> labels;
    private final Optional<Scaler> scaler;
    private final OutputForm form;
    private final String kernelsDescription;
    private final WorkUnitPool pool;
    private volatile @Nullable FrozenNetwork network;

    private Predictor(Model model, OutputForm form, Supplier<Kernels> kernels) {
        inputs = model.network().inputs();
        outputs = model.network().outputs();
        labels = model.labels();
        scaler = model.scaler().map(s -> new Scaler(s.center().copy(), s.factor().copy()));
        this.form = form;
        Kernels packer = kernels.get();
        kernelsDescription = packer.description();
        FrozenNetwork frozen = new FrozenNetwork(linked(model, form), scaler, packer);
        network = frozen;
        pool = new WorkUnitPool(kernels, frozen, inputs, outputs);
    }

    /** The network, and the link where predictions are probabilities. */
    private static Network linked(Model model, OutputForm form) {
        if (form != OutputForm.PROBABILITIES || model.link() instanceof Identity) {
            return model.network();
        }
        List<Layer> layers = new ArrayList<>(model.network().layers());
        layers.add(new ActivationLayer(model.network().outputs(), model.link()));
        return Network.of(layers);
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
        return of(model, model.output());
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
        return of(model, form, VectorSupport::kernels);
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
        if (form == OutputForm.PROBABILITIES && !model.hasProbabilities()) {
            throw new IllegalArgumentException("the model's outputs are no logits, so there are no probabilities");
        }
        return new Predictor(model, form, kernels);
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
     */
    public List<String> labels() {
        return labels;
    }

    /**
     * What predictions are.
     *
     * @return the form
     */
    public OutputForm form() {
        return form;
    }

    /**
     * Predicts a batch.
     *
     * @param input rows x inputs
     * @param output rows x outputs, overwritten
     * @throws IllegalArgumentException if shapes do not fit or the two overlap
     * @throws IllegalStateException if this predictor or the memory is closed
     * @throws WrongThreadException if the memory belongs to another thread's arena
     */
    public void predict(Matrix input, Matrix output) {
        if (input.columns() != inputs) {
            throw new IllegalArgumentException("the input is " + input.shape() + ", expected rows of " + inputs);
        }
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
     * @throws IllegalArgumentException if a size does not fit or the two overlap
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
     * Predicts one row.
     *
     * @param input the row, {@link #inputs()} floats
     * @return a new array of {@link #outputs()} floats
     * @throws IllegalArgumentException if the length is another
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
     * @throws IllegalArgumentException if a length is another
     * @throws IllegalStateException if this predictor is closed
     */
    public void predict(float[] input, float[] output) {
        if (input.length != inputs || output.length != outputs) {
            throw new IllegalArgumentException("the input has " + input.length + " floats and the output " + output.length
                    + ", expected " + inputs + " and " + outputs);
        }
        FrozenNetwork open = open();
        WorkUnit unit = pool.acquire();
        try {
            MemorySegment.copy(input, 0, unit.input(), FLOAT, 0, inputs);
            unit.run(open, unit.input(), 0, inputs, unit.output(), 0, outputs, 1);
            MemorySegment.copy(unit.output(), FLOAT, 0, output, 0, outputs);
        } finally {
            pool.release(unit);
        }
    }

    /**
     * The index of one row's most probable class; the first of equals, NaN never wins.
     *
     * @param input the row, {@link #inputs()} floats
     * @return 0 to {@code outputs - 1}
     * @throws IllegalArgumentException if the length is another
     * @throws IllegalStateException if this predictor is closed, or has one output only
     */
    public int classify(float[] input) {
        if (outputs == 1) {
            throw new IllegalStateException("the model has one output, so there are no classes to choose from");
        }
        return Labels.largest(Matrix.of(1, outputs, predict(input)), 0);
    }

    /**
     * What this predictor consists of.
     *
     * @return layers, bytes, kernels and form on one line
     */
    public String describe() {
        FrozenNetwork open = open();
        return open.text() + ", " + open.bytes() + " bytes of packed weights, " + kernelsDescription + ", " + form
                + (scaler.isPresent() ? ", scaled inputs" : "");
    }

    /**
     * Ends this predictor: further calls throw {@link IllegalStateException}, calls in flight finish. Its memory is freed
     * by the garbage collector once they have; closing twice does nothing.
     */
    @Override
    public void close() {
        network = null;
        pool.close();
    }

    private FrozenNetwork open() {
        FrozenNetwork open = network;
        if (open == null) {
            throw new IllegalStateException("the predictor is closed");
        }
        return open;
    }

    /** Comes before any comparison of places: memory of a closed arena may be somebody else's by now. */
    private static void requireUsable(String name, MemorySegment segment) {
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException("the " + name + " belongs to an arena that was closed");
        }
        if (!segment.isAccessibleBy(Thread.currentThread())) {
            throw new WrongThreadException("the " + name + " belongs to an arena of another thread");
        }
    }

    private void run(MemorySegment input, int inputStride, MemorySegment output, int outputStride, int rows) {
        FrozenNetwork open = open();
        requireUsable("input", input);
        requireUsable("output", output);
        if (output.isReadOnly()) {
            throw new IllegalArgumentException("the output is read-only");
        }
        // Segments compare by place: two heap segments meet only if they are parts of one array.
        if (input.asOverlappingSlice(output).isPresent()) {
            throw new IllegalArgumentException("input and output overlap in memory");
        }
        // A file that is cut off while vector code reads it would end the JVM.
        boolean copyIn = !input.isNative() || input.isMapped();
        boolean copyOut = !output.isNative();
        WorkUnit unit = pool.acquire();
        try {
            for (int from = 0; from < rows; from += WorkUnit.ROWS) {
                int count = Math.min(WorkUnit.ROWS, rows - from);
                long in = (long) from * inputStride * 4;
                long out = (long) from * outputStride * 4;
                if (copyIn) {
                    copyIn(input, in, inputStride, unit.input(), count);
                }
                unit.run(open, copyIn ? unit.input() : input, copyIn ? 0 : in, copyIn ? inputs : inputStride,
                        copyOut ? unit.output() : output, copyOut ? 0 : out, copyOut ? outputs : outputStride, count);
                if (copyOut) {
                    MemorySegment.copy(unit.output(), 0, output, out, (long) count * outputs * 4);
                }
            }
        } finally {
            pool.release(unit);
        }
    }

    private void copyIn(MemorySegment input, long offset, int stride, MemorySegment rows, int count) {
        if (!input.isMapped()) {
            copyRows(input, offset, stride, rows, count);
        } else if (!MappedReads.complete(() -> copyRows(input, offset, stride, rows, count))) {
            throw new IllegalStateException("the input cannot be read: the file behind it was cut off");
        }
    }

    private void copyRows(MemorySegment input, long offset, int stride, MemorySegment rows, int count) {
        long rowBytes = inputs * 4L;
        for (int r = 0; r < count; r++) {
            MemorySegment.copy(input, offset + (long) r * stride * 4, rows, r * rowBytes, rowBytes);
        }
    }
}
