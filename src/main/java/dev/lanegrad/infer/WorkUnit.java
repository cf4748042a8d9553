package dev.lanegrad.infer;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Kernels and buffers for one call at a time: what the places of a {@link FrozenNetwork} are in that call.
 *
 * <p>A call stores no reference in a unit: it keeps nothing of the caller's alive, and the collector has nothing to note.
 */
final class WorkUnit {
    /**
     * The most rows that go through all layers together: each block of rows reads all weights anew, which do not stay in the
     * caches where layers are large.
     */
    static final int ROWS = 256;

    /** Rows that a unit has room for until a call brings more. */
    static final int FEW_ROWS = 64;

    /**
     * Elements at the end of an array that nobody writes, at least 128 bytes: the garbage collector may put two units next to
     * each other, and their threads would wait for each other's cache lines.
     */
    private static final int GUARD = 32;

    private final Kernels kernels;
    private final FrozenNetwork network;
    private final Arena arena;
    private int slot;
    private MemorySegment input = MemorySegment.NULL;
    private MemorySegment output = MemorySegment.NULL;
    private int room;

    /** The buffers behind the caller's input and output, and the floats from row to row in each. */
    private final MemorySegment[] places;
    private final int[] strides;

    /** Whose it was last. */
    private long thread;

    /**
     * Makes a unit.
     *
     * @param slot where the pool keeps it, -1 if it does not
     */
    WorkUnit(Kernels kernels, FrozenNetwork network, Arena arena, int slot) {
        this.kernels = kernels;
        this.network = network;
        this.arena = arena;
        this.slot = slot;
        places = new MemorySegment[network.places()];
        strides = new int[network.places() + GUARD];
        allocate(FEW_ROWS);
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

    /** Frees the memory of a unit that the pool does not keep. */
    void close() {
        arena.close();
    }

    /** The most native memory of a unit's buffers. */
    static long bytes(FrozenNetwork network) {
        long floats = (long) network.inputs() + network.outputs()
                + (network.places() - FrozenNetwork.BUFFERS) * (long) network.widest();
        return floats * (FEW_ROWS + ROWS) * Float.BYTES;
    }

    /** Where the pool keeps it, -1 if it does not. */
    int slot() {
        return slot;
    }

    /** The pool keeps it in another slot now. */
    void moveTo(int newSlot) {
        slot = newSlot;
    }

    /** The thread that had it last. */
    long thread() {
        return thread;
    }

    /** Another thread has it now. */
    void take(long newThread) {
        thread = newThread;
    }

    /** Columns of an input row. */
    int inputs() {
        return network.inputs();
    }

    /** Columns of an output row. */
    int outputs() {
        return network.outputs();
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
    void run(MemorySegment in, long inOffset, int inStride, MemorySegment out, long outOffset, int outStride, int rows) {
        int inBlocks = network.inBlocks(rows);
        if (inBlocks > 0) {
            run(network.blockSteps(), in, inOffset, inStride, out, outOffset, outStride, inBlocks);
        }
        if (inBlocks < rows) {
            run(network.steps(rows - inBlocks), in, inOffset + (long) inBlocks * inStride * 4, inStride, out,
                    outOffset + (long) inBlocks * outStride * 4, outStride, rows - inBlocks);
        }
    }

    private void run(FrozenNetwork.Step[] steps, MemorySegment in, long inOffset, int inStride, MemorySegment out,
            long outOffset, int outStride, int rows) {
        strides[FrozenNetwork.INPUT] = inStride;
        strides[FrozenNetwork.OUTPUT] = outStride;
        for (FrozenNetwork.Step step : steps) {
            int from = step.from();
            int to = step.to();
            MemorySegment source = place(from, in, out);
            MemorySegment target = place(to, in, out);
            long sourceOffset = offset(from, inOffset, outOffset);
            long targetOffset = offset(to, inOffset, outOffset);
            switch (step) {
                case FrozenNetwork.LayerStep s -> {
                    if (to >= FrozenNetwork.BUFFERS) {
                        strides[to] = s.layer().outputs();
                    }
                    s.layer().forward(kernels, source, sourceOffset, strides[from], target, targetOffset, strides[to], rows);
                }
                case FrozenNetwork.AddStep s -> {
                    int other = s.other();
                    kernels.layers().add(source, sourceOffset, strides[from], place(other, in, out),
                            offset(other, inOffset, outOffset), strides[other], target, targetOffset, strides[to], rows,
                            s.columns());
                }
            }
        }
    }

    private MemorySegment place(int place, MemorySegment in, MemorySegment out) {
        return switch (place) {
            case FrozenNetwork.INPUT -> in;
            case FrozenNetwork.OUTPUT -> out;
            default -> places[place];
        };
    }

    private static long offset(int place, long inOffset, long outOffset) {
        return switch (place) {
            case FrozenNetwork.INPUT -> inOffset;
            case FrozenNetwork.OUTPUT -> outOffset;
            default -> 0;
        };
    }
}
