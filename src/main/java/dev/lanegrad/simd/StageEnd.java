package dev.lanegrad.simd;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Softmax;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * What comes after the sums of a dense layer that stay on the heap: a scale and the bias, where weights have fewer bits, and the
 * activation. Immutable, thread-safe.
 */
final class StageEnd {
    private static final int V = Lanes.LENGTH;

    private static final MethodType COPY = MethodType.methodType(void.class, int.class, float[].class, MemorySegment.class);

    /** Called through handles so that they are compiled by themselves. */
    private static final MethodHandle SCALE = Specializer.handle(MethodHandles.lookup(), "scale",
            MethodType.methodType(void.class, int.class, float[].class, float[].class, float[].class));
    private static final MethodHandle TO_NATIVE = Specializer.handle(MethodHandles.lookup(), "toNative", COPY);
    private static final MethodHandle FROM_NATIVE = Specializer.handle(MethodHandles.lookup(), "fromNative", COPY);

    private final int columns;

    /** Of weights of fewer bits, what each sum is multiplied by before the bias comes to it; null for none. */
    private final float @Nullable [] scale;
    private final float[] bias;

    /** The activation; null for softmax, of rows that {@link NarrowRows} serves. */
    private final @Nullable UnaryFunction function;

    /** The function's loop, null for none: either there is nothing to do, or another does it. */
    private final @Nullable ActivateKernel activate;
    private final float p;
    private final float q;

    StageEnd(float[] bias, @Nullable Matrix scale, Activation activation) {
        Activation.Elementwise elementwise = activation instanceof Activation.Elementwise f ? f : null;
        columns = bias.length;
        this.bias = bias;
        this.scale = scale == null ? null : scale.toArray();
        function = elementwise == null ? null : VectorActivations.value(elementwise);
        activate = function != null && function != UnaryFunction.COPY && ActivateKernel.serves(function)
                ? ActivateKernel.of(function)
                : null;
        p = elementwise == null ? 0 : elementwise.p();
        q = elementwise == null ? 0 : elementwise.q();
    }

    /** Whether there can be one: an activation of whole rows needs narrow ones. */
    static boolean serves(Activation activation, int columns) {
        return activation instanceof Activation.Elementwise || (activation instanceof Softmax && NarrowRows.serves(columns));
    }

    /** Memory of the arrays. */
    long bytes() {
        return (bias.length + (scale == null ? 0 : scale.length)) * 4L;
    }

    /** Whether sums start from the bias; otherwise from +0. */
    boolean startsFromBias() {
        return scale == null;
    }

    /** One row, with room for whole vectors. */
    void row(float[] y, MemorySegment scratch, NarrowRows narrow) {
        if (scale != null) {
            for (int j = 0; j < columns; j++) {
                y[j] = Math.fma(scale[j], y[j], bias[j]);
            }
        }
        if (function == null) {
            narrow.softmax(y, columns);
        } else {
            activate((columns + V - 1) & -V, y, scratch);
        }
    }

    /** A block of rows, column by column. */
    void block(float[] y, MemorySegment scratch, NarrowRows narrow) {
        if (scale != null) {
            try {
                SCALE.invokeExact(columns, scale, bias, y);
            } catch (Throwable e) {
                throw Specializer.rethrow(e);
            }
        }
        if (function == null) {
            for (int from = 0; from < BlockStage.ROWS; from += NarrowRows.ROWS) {
                narrow.softmax(y, from, BlockStage.ROWS, columns);
            }
        } else {
            activate(columns * BlockStage.ROWS, y, scratch);
        }
    }

    private void activate(int n, float[] y, MemorySegment scratch) {
        if (activate != null) {
            activate.run(y, n, p, q);
        } else if (function != null && function != UnaryFunction.COPY) {
            try {
                TO_NATIVE.invokeExact(n, y, scratch);
                MapKernel.of(function).run(scratch, 0, scratch, 0, n, p, q);
                FROM_NATIVE.invokeExact(n, y, scratch);
            } catch (Throwable e) {
                throw Specializer.rethrow(e);
            }
        }
    }

    /** Whole vectors. What copies any memory to any other is shared by all of the program, and inlined nowhere. */
    static void toNative(int n, float[] y, MemorySegment scratch) {
        for (int i = 0; i < n; i += V) {
            FloatVector.fromArray(Lanes.FLOAT, y, i).intoMemorySegment(scratch, i * 4L, Lanes.ORDER);
        }
    }

    /** And back. */
    static void fromNative(int n, float[] y, MemorySegment scratch) {
        for (int i = 0; i < n; i += V) {
            FloatVector.fromMemorySegment(Lanes.FLOAT, scratch, i * 4L, Lanes.ORDER).intoArray(y, i);
        }
    }

    /** y = fma(scale, y, bias) of a block. */
    static void scale(int columns, float[] scale, float[] bias, float[] y) {
        for (int j = 0; j < columns; j++) {
            FloatVector s = FloatVector.broadcast(Lanes.FLOAT, scale[j]);
            FloatVector b = FloatVector.broadcast(Lanes.FLOAT, bias[j]);
            int c = j * BlockStage.ROWS;
            s.fma(FloatVector.fromArray(Lanes.FLOAT, y, c), b).intoArray(y, c);
            s.fma(FloatVector.fromArray(Lanes.FLOAT, y, c + V), b).intoArray(y, c + V);
        }
    }
}
