package dev.lanegrad.simd;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.SummationOrder;
import dev.lanegrad.spec.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Weighted sums with weights of fewer bits. One or two rows meet the packed weights, unpacked in registers; for more rows
 * some panels at a time are unpacked to scratch memory and multiplied there. Layers whose sums are cut into chains (up to 32
 * outputs) keep the rounded weights as floats: they are small. Not thread-safe: scratch memory.
 */
final class ReducedDense {
    /** Above this many rows, unpacking once costs less than for each row. */
    private static final int MAX_DIRECT_ROWS = 2;

    /** Unpacked floats at a time: in the second cache. */
    private static final int UNPACKED = 1 << 17;

    private static final int NR = TileKernels.NR;

    private static final MethodType ROW = MethodType.methodType(void.class, Layer.class, ReducedPanels.class,
            MemorySegment.class, long.class, MemorySegment.class, long.class);

    private static final MethodType LAST = MethodType.methodType(void.class, float.class, MemorySegment.class, long.class);

    private static final MethodType RUN = MethodType.methodType(void.class, Product.class);

    private final Products products;

    /** Called through handles so that they are compiled by themselves: with their callers they exceed C2's node budget. */
    private final MethodHandle row;
    private final MethodHandle last;
    private final MethodHandle run;
    private final Panels unpacked;
    private final float[] sums = Scratch.floats(ReducedPanels.WIDTH);

    ReducedDense(Products products, Scratch scratch) {
        unpacked = new Panels(scratch);
        this.products = products;
        row = Specializer.bound(MethodHandles.lookup(), this, "row", ROW);
        last = Specializer.bound(MethodHandles.lookup(), this, "last", LAST);
        run = Specializer.bound(MethodHandles.lookup(), products, "run", RUN);
    }

    /** A layer with weights of fewer bits: packed, or, where there are few outputs, rounded floats. */
    record Layer(WeightFormat format, Panels floats, @Nullable ReducedPanels packed, Matrix bias, @Nullable Matrix scale,
            Activation activation, @Nullable RowStage row) implements RowStage.Layer {
        @Override
        public int inputs() {
            return packed == null ? floats.terms() : packed.terms();
        }

        @Override
        public int outputs() {
            return bias.columns();
        }

        @Override
        public long bytes() {
            long weights = packed == null ? floats.bytes() : packed.segment().byteSize();
            return weights + bias.size() * 4 + (scale == null ? 0 : scale.size() * 4) + RowStage.bytes(row);
        }

        @Override
        public long heapBytes() {
            return floats.heapBytes() + RowStage.bytes(row);
        }

        /** Room for the panels that are unpacked together. */
        @Override
        public long scratchBytes() {
            return packed == null ? 0 : (long) Panels.count(unpackedColumns(packed), NR) * NR * packed.terms() * 4;
        }

        @Override
        public String text() {
            String numbers = format.name().toLowerCase(Locale.ROOT);
            return activation.text() + ", " + (packed == null
                    ? floats.text() + ", rounded to " + numbers + " and held as float32"
                    : packed.count() + " panels of " + ReducedPanels.WIDTH + " columns in " + numbers + ", 1 chain a sum");
        }
    }

    /** Packs a layer. */
    static Layer freeze(Matrix weight, Matrix bias, Activation activation, WeightFormat format, Arena arena) {
        try (Arena temporary = Arena.ofShared()) {
            Matrix rounded = Matrix.create(weight.rows(), weight.columns(), temporary);
            rounded.copyFrom(weight);
            return round(rounded, bias, activation, format, arena);
        }
    }

    /** Packs weights that may be written to. */
    private static Layer round(Matrix rounded, Matrix bias, Activation activation, WeightFormat format, Arena arena) {
        int in = rounded.rows();
        int out = rounded.columns();
        Matrix scale = null;
        if (format == WeightFormat.INT8) {
            scale = Matrix.create(1, out, arena);
            ReducedWeights.toInt8(rounded, scale);
        } else {
            ReducedWeights.toBfloat16(rounded);
        }
        Matrix ownBias = Matrix.create(1, out, arena);
        ownBias.copyFrom(bias);
        int chains = SummationOrder.chains(in, out);
        if (chains == 1) {
            return new Layer(format, Panels.NONE, new ReducedPanels(rounded, format, arena), ownBias, scale, activation,
                    null);
        }
        Panels floats = new Panels(Scratch.of(arena));
        floats.pack(rounded.segment(), 0, rounded.leadingDimension(), 1, in, out, chains, Panels.width(chains),
                new Transposer());
        return new Layer(format, floats, null, ownBias, scale, activation, RowStage.of(floats, ownBias, scale, activation));
    }

    /** y = x W + b; offsets in bytes, strides in floats. */
    void forward(Layer layer, MemorySegment x, long xOffset, int xStride, MemorySegment y, long yOffset, int yStride,
            int rows) {
        ReducedPanels packed = layer.packed();
        Matrix scale = layer.scale();
        if (packed == null) {
            product(layer.floats(), layer, 0, x, xOffset, xStride, y, yOffset, yStride, rows);
        } else if (rows <= MAX_DIRECT_ROWS) {
            for (int r = 0; r < rows; r++) {
                try {
                    row.invokeExact(layer, packed, x, xOffset + (long) r * xStride * 4, y,
                            yOffset + (long) r * yStride * 4);
                } catch (Throwable e) {
                    throw Specializer.rethrow(e);
                }
            }
        } else {
            int step = unpackedColumns(packed);
            for (int column = 0; column < packed.columns(); column += step) {
                unpacked.prepare(packed.terms(), Math.min(step, packed.columns() - column), 1, NR);
                packed.unpack(column / ReducedPanels.WIDTH, unpacked);
                product(unpacked, layer, column, x, xOffset, xStride, y, yOffset, yStride, rows);
            }
        }
        if (scale != null) {
            for (int r = 0; r < rows; r++) {
                RowLoops.scale(scale.segment(), layer.bias().segment(), y, yOffset + (long) r * yStride * 4,
                        layer.outputs());
            }
        }
    }

    /** Columns that are unpacked together: whole panels, or all. */
    private static int unpackedColumns(ReducedPanels packed) {
        int panels = Math.max(1, UNPACKED / ReducedPanels.WIDTH / packed.terms());
        return Math.min(panels * ReducedPanels.WIDTH, packed.columns());
    }

    /** Some columns of all rows. */
    private void product(Panels weights, Layer layer, int column, MemorySegment x, long xOffset, int xStride,
            MemorySegment y, long yOffset, int yStride, int rows) {
        Product product = products.product().left(rows, x, xOffset, xStride, 1).right(weights);
        if (layer.scale() == null) {
            product.from(Product.Start.BIAS, layer.bias().segment(), column * 4L);
        } else {
            product.from(Product.Start.ZERO, MemorySegment.NULL);
        }
        product.into(y, yOffset + column * 4L, yStride);
        try {
            run.invokeExact(product);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    /** One row; what unpacks the weights is the innermost loop. */
    void row(Layer layer, ReducedPanels packed, MemorySegment x, long xOffset, MemorySegment y, long yOffset)
            throws Throwable {
        int terms = packed.terms();
        int share = packed.termsOfStep();
        int steps = terms / share;
        MemorySegment b = packed.segment();
        for (int panel = 0; panel < packed.count(); panel++) {
            int column = panel * ReducedPanels.WIDTH;
            int width = Math.min(ReducedPanels.WIDTH, packed.columns() - column);
            if (layer.scale() == null) {
                MemorySegment.copy(layer.bias().segment(), Lanes.SCALAR, column * 4L, sums, 0, width);
            } else {
                Arrays.fill(sums, 0f);
            }
            for (int from = 0; from < steps; from += ReducedKernels.MAX_STEPS) {
                int count = Math.min(ReducedKernels.MAX_STEPS, steps - from);
                long x0 = xOffset + (long) from * share * 4;
                long b0 = packed.offset(panel) + (long) from * ReducedKernels.STEP;
                if (share == 1) {
                    ReducedKernels.bfloat16(count, x, x0, b, b0, sums);
                } else {
                    ReducedKernels.int8(count, x, x0, b, b0, sums);
                }
            }
            if (terms > steps * share) {
                long b0 = packed.offset(panel) + (long) steps * ReducedKernels.STEP;
                last.invokeExact(x.get(Lanes.SCALAR, xOffset + (terms - 1) * 4L), b, b0);
            }
            MemorySegment.copy(sums, 0, y, Lanes.SCALAR, yOffset + column * 4L, width);
        }
    }

    /** The last term of an odd number of them. */
    void last(float x, MemorySegment b, long b0) {
        ReducedKernels.lastInt8(x, b, b0, sums, 0);
        ReducedKernels.lastInt8(x, b, b0 + ReducedKernels.STEP / 2, sums, NR);
    }
}
