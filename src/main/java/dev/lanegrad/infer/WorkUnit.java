package dev.lanegrad.infer;

import dev.lanegrad.data.Scaler;
import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Kernels and buffers for one call at a time. Layers write to two buffers in turn, the last one to the caller's. */
final class WorkUnit {
    /** Rows that go through all layers together, so that they stay in the cache. */
    static final int ROWS = 64;

    private final Kernels kernels;
    private final MemorySegment input;
    private final MemorySegment output;
    private final MemorySegment even;
    private final MemorySegment odd;

    WorkUnit(Kernels kernels, int widest, int inputs, int outputs) {
        this.kernels = kernels;
        input = Matrix.create(ROWS, inputs).segment();
        output = Matrix.create(ROWS, outputs).segment();
        even = Matrix.create(ROWS, widest).segment();
        odd = Matrix.create(ROWS, widest).segment();
    }

    /** Room for {@link #ROWS} input rows, for callers whose memory is on the heap. */
    MemorySegment input() {
        return input;
    }

    /** Room for {@link #ROWS} output rows, for callers whose memory is on the heap. */
    MemorySegment output() {
        return output;
    }

    /** All layers over up to {@link #ROWS} rows; offsets in bytes, strides in floats. */
    void run(FrozenDense[] layers, Optional<Scaler> scaler, MemorySegment in, long inOffset, int inStride,
            MemorySegment out, long outOffset, int outStride, int rows) {
        MemorySegment from = in;
        long fromOffset = inOffset;
        int fromStride = inStride;
        if (scaler.isPresent()) {
            Scaler s = scaler.get();
            kernels.standardize(in, inOffset, inStride, s.center(), s.factor(), odd, 0, s.columns(), rows);
            from = odd;
            fromOffset = 0;
            fromStride = s.columns();
        }
        for (int i = 0; i < layers.length; i++) {
            boolean last = i == layers.length - 1;
            MemorySegment to = last ? out : i % 2 == 0 ? even : odd;
            long toOffset = last ? outOffset : 0;
            int toStride = last ? outStride : layers[i].outputs();
            kernels.forward(layers[i], from, fromOffset, fromStride, to, toOffset, toStride, rows);
            from = to;
            fromOffset = toOffset;
            fromStride = toStride;
        }
    }
}
