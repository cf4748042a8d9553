package dev.lanegrad.infer;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Kernels and buffers for one call at a time: what the places of a {@link FrozenNetwork} are in that call. */
final class WorkUnit {
    /**
     * The most rows that go through all layers together: each block of rows reads all weights anew, which do not stay in the
     * caches where layers are large.
     */
    static final int ROWS = 256;

    /** Rows that a unit has room for until a call brings more. */
    static final int FEW_ROWS = 64;

    /**
     * Elements at the end of arrays that nobody writes, at least 128 bytes: the garbage collector may put two units next to
     * each other, and their threads would wait for each other's cache lines.
     */
    private static final int GUARD = 32;

    private final Kernels kernels;
    private final FrozenNetwork network;
    private final Arena arena;
    private MemorySegment input = MemorySegment.NULL;
    private MemorySegment output = MemorySegment.NULL;
    private int room;
    private final MemorySegment[] places;
    private final long[] offsets;
    private final int[] strides;

    /** Whose it was last, and where the pool keeps it. */
    private long thread;
    private int home;

    WorkUnit(Kernels kernels, FrozenNetwork network, Arena arena) {
        this.kernels = kernels;
        this.network = network;
        this.arena = arena;
        int count = network.places();
        places = new MemorySegment[count + GUARD];
        offsets = new long[count + GUARD];
        strides = new int[count + GUARD];
        allocate(FEW_ROWS);
        forgetCaller();
    }

    private void allocate(int rows) {
        input = Matrix.create(rows, network.inputs(), arena).segment();
        output = Matrix.create(rows, network.outputs(), arena).segment();
        for (int i = FrozenNetwork.BUFFERS; i < network.places(); i++) {
            places[i] = Matrix.create(rows, network.widest(), arena).segment();
        }
        room = rows;
    }

    /** Makes room for a call of so many rows, which takes {@link #ROWS} at a time; native memory is allocated once, if at all. */
    void reserve(int rows) {
        if (rows > room && room < ROWS) {
            allocate(ROWS);
        }
    }

    /** The most native memory that a unit for a network takes. */
    static long bytes(FrozenNetwork network) {
        long floats = (long) network.inputs() + network.outputs()
                + (network.places() - FrozenNetwork.BUFFERS) * (long) network.widest();
        return floats * (FEW_ROWS + ROWS) * Float.BYTES;
    }

    /** The thread that had it last. */
    long thread() {
        return thread;
    }

    /** The place that this thread begins to look at. */
    int home() {
        return home;
    }

    /** Another thread has it now. */
    void take(long newThread, int newHome) {
        thread = newThread;
        home = newHome;
    }

    /** Room for the input rows of a block, for callers whose memory is on the heap. */
    MemorySegment input() {
        return input;
    }

    /** Room for the output rows of a block, for callers whose memory is on the heap. */
    MemorySegment output() {
        return output;
    }

    /** All layers over up to {@link #ROWS} rows; offsets in bytes, strides in floats. */
    void run(MemorySegment in, long inOffset, int inStride, MemorySegment out, long outOffset,
            int outStride, int rows) {
        set(FrozenNetwork.INPUT, in, inOffset, inStride);
        set(FrozenNetwork.OUTPUT, out, outOffset, outStride);
        try {
            for (FrozenNetwork.Step step : network.steps(rows)) {
                switch (step) {
                    case FrozenNetwork.LayerStep s -> run(s.layer(), s.from(), s.to(), rows);
                    case FrozenNetwork.AddStep s -> add(s.from(), s.other(), s.to(), rows, s.columns());
                }
            }
        } finally {
            forgetCaller();
        }
    }

    private void set(int place, MemorySegment segment, long offset, int stride) {
        places[place] = segment;
        offsets[place] = offset;
        strides[place] = stride;
    }

    /** The caller's memory must not live longer because it was seen here. */
    private void forgetCaller() {
        set(FrozenNetwork.INPUT, MemorySegment.NULL, 0, 0);
        set(FrozenNetwork.OUTPUT, MemorySegment.NULL, 0, 0);
    }

    private void run(FrozenLayer layer, int from, int to, int rows) {
        if (to >= FrozenNetwork.BUFFERS) {
            strides[to] = layer.outputs();
        }
        layer.forward(kernels, places[from], offsets[from], strides[from], places[to], offsets[to], strides[to], rows);
    }

    private void add(int from, int other, int to, int rows, int columns) {
        kernels.layers().add(places[from], offsets[from], strides[from], places[other], offsets[other], strides[other],
                places[to], offsets[to], strides[to], rows, columns);
    }
}
