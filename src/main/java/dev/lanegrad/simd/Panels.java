package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The right-hand matrix B (k x n) of a product, packed: panels of columns, one after the other, each contiguous and its
 * terms in ascending order, as the micro-kernels read it.
 *
 * <pre>
 *   B = | panel 0 | panel 1 | ... | last, padded with zeros to whole vectors |
 *   panel: its columns of row 0 of B, of row 1, ..., of row k - 1
 * </pre>
 *
 * <p>A panel is two vectors wide ({@link TileKernels#NR}), or four ({@link WideTileKernels#NR}; the last one two, if that is
 * enough), and in native memory, aligned; or, where a sum is cut into S chains, 8 / S vectors ({@link ChainLoops}) and on the
 * heap. k is never padded: fma(0, 0, -0) is +0, so a padded term would change bits. Packed once, the object is read-only and
 * any number of threads may read it; {@link #pack} again reuses its memory.
 */
final class Panels {
    /** A little below the longest array there may be. */
    private static final int MAX_FLOATS = Integer.MAX_VALUE - 64;

    /** No panels: nothing is packed into it. */
    static final Panels NONE = new Panels(Scratch.COLLECTED);

    /** Bytes of a vector. */
    private static final long VECTOR = Lanes.LENGTH * 4L;

    private final Scratch scratch;
    private MemorySegment segment = MemorySegment.NULL;
    private float[] array = {};
    private int terms;
    private int columns;
    private int chains = 1;
    private int width = TileKernels.NR;

    /** Panels of a product: widths are powers of two, and a division takes as long as thirty FMAs. */
    static int count(int columns, int width) {
        return (columns + width - 1) >> Integer.numberOfTrailingZeros(width);
    }

    Panels(Scratch scratch) {
        this.scratch = scratch;
    }

    /** Columns of a panel for any number of rows, by the chains that a sum is cut into. */
    static int width(int chains) {
        return chains == 1 ? TileKernels.NR : (ChainLoops.SUMS * Lanes.LENGTH) >> Integer.numberOfTrailingZeros(chains);
    }

    /** Packs element (p, j) = source[offset + p * rowStride + j * columnStride], strides in floats, one of them 1. */
    void pack(MemorySegment source, long offset, long rowStride, long columnStride, int k, int n, int chainCount,
            int panelWidth, Transposer transposer) {
        prepare(k, n, chainCount, panelWidth);
        fill(source, offset, rowStride, columnStride, 0, count(), transposer);
    }

    /** Makes room for a matrix; {@link #fill} packs its panels. */
    void prepare(int k, int n, int chainCount, int panelWidth) {
        width = panelWidth;
        terms = k;
        columns = n;
        chains = chainCount;
        if (chains > 1) {
            // Packing by transposing writes whole vectors.
            long floats = (long) count() * terms * width + Lanes.LENGTH;
            if (floats > MAX_FLOATS) {
                throw new IllegalArgumentException("a product of " + k + " terms and " + n + " columns is too large: its"
                        + " sums are cut into chains, and then at most " + MAX_FLOATS + " floats can be packed");
            }
            if (array.length < floats) {
                array = new float[(int) floats];
            }
            return;
        }
        long bytes = count() * panelBytes();
        if (segment.byteSize() < bytes) {
            segment = scratch.bytes(bytes);
        }
    }

    /** Packs some panels, as {@link #pack} does; threads may pack different ones at once. */
    void fill(MemorySegment source, long offset, long rowStride, long columnStride, int fromPanel, int toPanel,
            Transposer transposer) {
        for (int panel = fromPanel; panel < toPanel; panel++) {
            int used = Math.min(width, columns - panel * width);
            long from = offset + panel * (width * columnStride * 4L);
            if (chains > 1) {
                fillArray(source, from, rowStride * 4, columnStride * 4, used, start(panel), transposer);
            } else if (columnStride == 1) {
                copyRows(source, from, rowStride * 4, used, offset(panel));
            } else {
                copyColumns(source, from, columnStride * 4, used, offset(panel), transposer);
            }
        }
    }

    /** Number of panels. */
    int count() {
        return count(columns, width);
    }

    /** Columns of a panel. */
    int width() {
        return width;
    }

    /** Floats from one term to the next of a panel of which so many columns are used, where a sum is one chain. */
    static int step(int used) {
        return used <= TileKernels.NR ? TileKernels.NR : WideTileKernels.NR;
    }

    /** k. */
    int terms() {
        return terms;
    }

    /** n. */
    int columns() {
        return columns;
    }

    /** S. */
    int chains() {
        return chains;
    }

    /** Shape and order, for people. */
    String text() {
        return count() + (count() == 1 ? " panel of " : " panels of ") + width + " columns, "
                + (chains == 1 ? "1 chain a sum" : chains + " chains a sum");
    }

    /** The packed floats, if a sum is one chain. */
    MemorySegment segment() {
        return segment;
    }

    /** The packed floats, if a sum is cut into chains. */
    float[] array() {
        return array;
    }

    /** One float, wherever it is: for who packs it anew. */
    float get(int term, int column) {
        int panel = column / width;
        int step = chains > 1 ? width : step(Math.min(width, columns - panel * width));
        int place = term * step + column % width;
        return chains > 1
                ? array[start(panel) + place]
                : segment.get(Lanes.SCALAR, offset(panel) + place * 4L);
    }

    /** Where a panel begins in {@link #array}. */
    int start(int panel) {
        return panel * terms * width;
    }

    /** Memory that the floats take. */
    long bytes() {
        return chains > 1 ? array.length * 4L : segment.byteSize();
    }

    /** What of it is on the heap. */
    long heapBytes() {
        return chains > 1 ? array.length * 4L : 0;
    }

    /** Byte offset of a panel in {@link #segment}. */
    long offset(int panel) {
        return panel * panelBytes();
    }

    private long panelBytes() {
        return (long) terms * width * 4;
    }

    private void fillArray(MemorySegment source, long offset, long rowStep, long columnStep, int used, int target,
            Transposer transposer) {
        if (columnStep == 4 && rowStep == width * 4L && used == width) {
            MemorySegment.copy(source, Lanes.SCALAR, offset, array, target, terms * width);
        } else if (columnStep == 4) {
            for (int p = 0; p < terms; p++) {
                MemorySegment.copy(source, Lanes.SCALAR, offset + p * rowStep, array, target + p * width, used);
            }
        } else {
            transposer.toArray(source, offset, columnStep, used, terms, array, target, width);
        }
    }

    private void copyRows(MemorySegment source, long offset, long rowStep, int used, long target) {
        long step = step(used) * 4L;
        int column = 0;
        for (; column + WideTileKernels.NR <= used; column += WideTileKernels.NR) {
            copyQuads(terms, source, offset + column * 4L, rowStep, segment, target + column * 4L, step);
        }
        for (; column + TileKernels.NR <= used; column += TileKernels.NR) {
            copyPairs(terms, source, offset + column * 4L, rowStep, segment, target + column * 4L, step);
        }
        for (; column < step / 4; column += Lanes.LENGTH) {
            long from = offset + column * 4L;
            long to = target + column * 4L;
            if (column + Lanes.LENGTH <= used) {
                copyVectors(terms, source, from, rowStep, segment, to, step);
            } else {
                copyNarrow(terms, source, from, rowStep, Math.max(used - column, 0), segment, to, step);
            }
        }
    }

    static void copyQuads(int count, MemorySegment source, long from, long step, MemorySegment target, long to,
            long targetStep) {
        for (int i = 0; i < count; i++) {
            long s = from + i * step;
            long t = to + i * targetStep;
            FloatVector a = FloatVector.fromMemorySegment(Lanes.FLOAT, source, s, Lanes.ORDER);
            FloatVector b = FloatVector.fromMemorySegment(Lanes.FLOAT, source, s + VECTOR, Lanes.ORDER);
            FloatVector c = FloatVector.fromMemorySegment(Lanes.FLOAT, source, s + 2 * VECTOR, Lanes.ORDER);
            FloatVector d = FloatVector.fromMemorySegment(Lanes.FLOAT, source, s + 3 * VECTOR, Lanes.ORDER);
            a.intoMemorySegment(target, t, Lanes.ORDER);
            b.intoMemorySegment(target, t + VECTOR, Lanes.ORDER);
            c.intoMemorySegment(target, t + 2 * VECTOR, Lanes.ORDER);
            d.intoMemorySegment(target, t + 3 * VECTOR, Lanes.ORDER);
        }
    }

    static void copyPairs(int count, MemorySegment source, long from, long step, MemorySegment target, long to,
            long targetStep) {
        for (int i = 0; i < count; i++) {
            FloatVector a = FloatVector.fromMemorySegment(Lanes.FLOAT, source, from + i * step, Lanes.ORDER);
            FloatVector b = FloatVector.fromMemorySegment(Lanes.FLOAT, source, from + i * step + VECTOR,
                    Lanes.ORDER);
            a.intoMemorySegment(target, to + i * targetStep, Lanes.ORDER);
            b.intoMemorySegment(target, to + i * targetStep + VECTOR, Lanes.ORDER);
        }
    }

    static void copyVectors(int count, MemorySegment source, long from, long step, MemorySegment target, long to,
            long targetStep) {
        for (int i = 0; i < count; i++) {
            FloatVector.fromMemorySegment(Lanes.FLOAT, source, from + i * step, Lanes.ORDER)
                    .intoMemorySegment(target, to + i * targetStep, Lanes.ORDER);
        }
    }

    static void copyNarrow(int count, MemorySegment source, long from, long step, int width, MemorySegment target, long to,
            long targetStep) {
        if (width == 0) {
            for (int i = 0; i < count; i++) {
                FloatVector.zero(Lanes.FLOAT).intoMemorySegment(target, to + i * targetStep, Lanes.ORDER);
            }
            return;
        }
        VectorMask<Float> mask = Lanes.FLOAT.indexInRange(0, width);
        for (int i = 0; i < count; i++) {
            FloatVector.fromMemorySegment(Lanes.FLOAT, source, from + i * step, Lanes.ORDER, mask)
                    .intoMemorySegment(target, to + i * targetStep, Lanes.ORDER);
        }
    }

    /** Transposes while packing: the source's columns are contiguous along k. */
    private void copyColumns(MemorySegment source, long offset, long columnStep, int used, long target,
            Transposer transposer) {
        long step = step(used) * 4L;
        transposer.toSegment(source, offset, columnStep, used, terms, segment, target, step);
        for (int v = (used + Lanes.LENGTH - 1) / Lanes.LENGTH; v < step / VECTOR; v++) {
            copyNarrow(terms, segment, 0, 0, 0, segment, target + v * VECTOR, step);
        }
    }
}
