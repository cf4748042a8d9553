package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Exponentials over rows of few columns, as a classifier has them: a row alone would leave most lanes empty, and each step
 * across its lanes would wait for the one before. So a block of rows is transposed on the heap and the lanes run over rows; the
 * virtual lanes of {@link SummationOrder} are then vectors of their own, and their tree is one of plain additions.
 *
 * <p>A block is filled by {@link #gather}, changed in place by the methods below, and written by {@link #scatter}; or
 * {@link #softmax} does it all. Not thread-safe: owns the block.
 */
final class NarrowRows {
    /** The most columns of a row: one for each virtual lane. */
    static final int MAX_COLUMNS = SummationOrder.LANES;

    /** Rows of a block. */
    static final int ROWS = Lanes.LENGTH;

    private static final int V = Lanes.LENGTH;

    private static final MethodType GATHER = MethodType.methodType(void.class, MemorySegment.class, long.class, long.class,
            int.class, int.class, float[].class, int.class, int.class);
    private static final MethodType SCATTER = MethodType.methodType(void.class, float[].class, int.class, int.class,
            int.class, int.class, MemorySegment.class, long.class, long.class);
    private static final MethodType EXPONENTIALS = MethodType.methodType(void.class, int.class, float[].class,
            float[].class);
    private static final MethodType ROW_EXPONENTIALS = MethodType.methodType(void.class, float[].class, float[].class);
    private static final MethodType TOTALS = MethodType.methodType(void.class, float[].class, float[].class, float[].class);

    private final Transposer transposer = new Transposer();
    private final MethodHandle gather = Specializer.bound(MethodHandles.lookup(), transposer, "toArray", GATHER);
    private final MethodHandle scatter = Specializer.bound(MethodHandles.lookup(), transposer, "toRows", SCATTER);
    private final MethodHandle exponentials = Specializer.handle(MethodHandles.lookup(), "exponentials", EXPONENTIALS);
    private final MethodHandle rowExponentials = Specializer.handle(MethodHandles.lookup(), "rowExponentials",
            ROW_EXPONENTIALS);
    private final MethodHandle totals = Specializer.handle(MethodHandles.lookup(), "totals", TOTALS);
    private final MethodHandle scale = Specializer.handle(MethodHandles.lookup(), "scale", EXPONENTIALS);

    /** Column by column, each a vector of rows. */
    private final float[] block = Scratch.floats(MAX_COLUMNS * V);
    private final float[] tree = Scratch.floats(MAX_COLUMNS * V);
    private final float[] max = Scratch.floats(V);
    private final float[] sums = Scratch.floats(V);
    private final float[] inverses = Scratch.floats(V);
    private final float[] factors = Scratch.floats(V);

    /** Whether rows of so many columns are narrow. */
    static boolean serves(int columns) {
        return columns <= MAX_COLUMNS;
    }

    /** y = softmax(z) over rows; offsets in bytes, strides in floats. */
    void softmax(MemorySegment z, long zOffset, int zStride, MemorySegment y, long yOffset, int yStride, int rows,
            int columns) {
        for (int r = 0; r < rows; r += ROWS) {
            int m = Math.min(ROWS, rows - r);
            gather(z, zOffset + (long) r * zStride * 4, zStride * 4L, m, columns);
            exponentials(columns);
            normalize(columns);
            scatter(y, yOffset + (long) r * yStride * 4, yStride * 4L, m, columns);
        }
    }

    /** The first floats become their softmax. A single row on the heap: its lanes run over columns. */
    void softmax(float[] row, int columns) {
        System.arraycopy(row, 0, block, 0, columns);
        // e to the power of -Inf is the +0 of a virtual lane without columns
        Arrays.fill(block, columns, MAX_COLUMNS, Float.NEGATIVE_INFINITY);
        try {
            rowExponentials.invokeExact(block, tree);
            Arrays.fill(factors, 0, V, 1 / Blocks.addLanes(tree));
            scale.invokeExact(MAX_COLUMNS / V, block, factors);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
        System.arraycopy(block, 0, row, 0, columns);
    }

    /** Rows that stand transposed in an array, a vector each {@code pitch} floats, become their softmax. */
    void softmax(float[] transposed, int from, int pitch, int columns) {
        for (int c = 0; c < columns; c++) {
            System.arraycopy(transposed, from + c * pitch, block, c * V, V);
        }
        exponentials(columns);
        normalize(columns);
        for (int c = 0; c < columns; c++) {
            System.arraycopy(block, c * V, transposed, from + c * pitch, V);
        }
    }

    /** Reads up to {@link #ROWS} rows, {@code step} bytes apart. */
    void gather(MemorySegment source, long offset, long step, int rows, int columns) {
        try {
            gather.invokeExact(source, offset, step, rows, columns, block, 0, V);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    /** Writes the block's rows, {@code step} bytes apart. */
    void scatter(MemorySegment target, long offset, long step, int rows, int columns) {
        try {
            scatter.invokeExact(block, 0, V, columns, rows, target, offset, step);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    /** An element of the block. */
    float get(int row, int column) {
        return block[column * V + row];
    }

    /** The largest element of each row, after {@link #exponentials}: NaN passed over, -Inf if there is none. */
    float[] max() {
        return max;
    }

    /** The sum of each row's exponentials, after {@link #exponentials}. */
    float[] sums() {
        return sums;
    }

    /** Each element becomes e^(x - largest of its row); sums them. */
    void exponentials(int columns) {
        try {
            exponentials.invokeExact(columns, block, max);
            System.arraycopy(block, 0, tree, 0, columns * V);
            Arrays.fill(tree, columns * V, MAX_COLUMNS * V, 0f);
            totals.invokeExact(tree, sums, inverses);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    /** After {@link #exponentials}: each element times the reciprocal of its row's sum. */
    void normalize(int columns) {
        multiply(columns, inverses);
    }

    /** Each element times a factor. */
    void scale(int columns, float factor) {
        Arrays.fill(factors, 0, V, factor);
        multiply(columns, factors);
    }

    private void multiply(int columns, float[] by) {
        try {
            scale.invokeExact(columns, block, by);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    static void exponentials(int columns, float[] block, float[] max) {
        FloatVector largest = FloatVector.broadcast(Lanes.FLOAT, Float.NEGATIVE_INFINITY);
        for (int c = 0; c < columns; c++) {
            FloatVector v = FloatVector.fromArray(Lanes.FLOAT, block, c * V);
            largest = largest.blend(v, v.compare(VectorOperators.GT, largest));
        }
        largest.intoArray(max, 0);
        for (int c = 0; c < columns; c++) {
            FloatVector v = FloatVector.fromArray(Lanes.FLOAT, block, c * V);
            VectorMath.expOfNegative(v.sub(largest)).intoArray(block, c * V);
        }
    }

    /** Each of the virtual lanes of a row becomes e^(x - largest of the row), also in {@code copy}. */
    static void rowExponentials(float[] row, float[] copy) {
        FloatVector largest = FloatVector.broadcast(Lanes.FLOAT, Float.NEGATIVE_INFINITY);
        for (int c = 0; c < MAX_COLUMNS; c += V) {
            FloatVector v = FloatVector.fromArray(Lanes.FLOAT, row, c);
            largest = largest.blend(v, v.compare(VectorOperators.GT, largest));
        }
        float max = largest.reduceLanes(VectorOperators.MAX);
        for (int c = 0; c < MAX_COLUMNS; c += V) {
            FloatVector e = VectorMath.expOfNegative(FloatVector.fromArray(Lanes.FLOAT, row, c).sub(max));
            e.intoArray(row, c);
            e.intoArray(copy, c);
        }
    }

    /** The tree over the virtual lanes, each a vector of rows; no summand is negative, so none needs the sum's first +0. */
    static void totals(float[] tree, float[] sums, float[] inverses) {
        for (int half = MAX_COLUMNS / 2; half >= 1; half /= 2) {
            for (int l = 0; l < half; l++) {
                FloatVector.fromArray(Lanes.FLOAT, tree, l * V)
                        .add(FloatVector.fromArray(Lanes.FLOAT, tree, (l + half) * V)).intoArray(tree, l * V);
            }
        }
        FloatVector sum = FloatVector.fromArray(Lanes.FLOAT, tree, 0);
        sum.intoArray(sums, 0);
        FloatVector.broadcast(Lanes.FLOAT, 1).div(sum).intoArray(inverses, 0);
    }

    static void scale(int columns, float[] block, float[] factors) {
        FloatVector f = FloatVector.fromArray(Lanes.FLOAT, factors, 0);
        for (int c = 0; c < columns; c++) {
            FloatVector.fromArray(Lanes.FLOAT, block, c * V).mul(f).intoArray(block, c * V);
        }
    }
}
