package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * The one blocked matmul under all three products of a dense layer, C = start + A B, for one thread.
 *
 * <p>Lanes run over the columns of C, so no sum crosses lanes. Four ways, by shape, all with the bits of
 * {@link SummationOrder}:
 * <ul>
 * <li>sums cut into chains (few columns): rows of A, copied to scratch memory, against narrow panels,
 *   {@link ChainKernel};
 * <li>up to {@link RowKernels#MAX_ROWS} rows against packed panels, {@link RowKernels};
 * <li>up to {@link #MAX_AXPY_ROWS} rows against a matrix that is not packed, {@link AxpyKernels};
 * <li>everything else in tiles, {@link TileKernels} and {@link WideTileKernels}: a block of A ({@link #MC} x
 *   {@link TileKernels#KC}) is copied to scratch memory, then panel by panel of B all its tiles. B is packed before if there are
 *   several such blocks; for one of them it is read as it stands, but for panels that are transposed, narrower than their tiles,
 *   no native memory or part of a large matrix: those are packed on the way.
 * </ul>
 *
 * <p>Blocks of k go on from the sums stored in C, which is the same chain. Not thread-safe: an instance owns its scratch
 * memory, which grows to what the largest product needs.
 */
final class Gemm {
    /** Rows of one block of A: a multiple of each tile's height. */
    static final int MC = 288;

    /** Up to this many rows, a pass over the unpacked B costs less than packing it. */
    static final int MAX_AXPY_ROWS = 2;

    /**
     * The most floats of a B that tiles read as it stands: one that does not stay in a cache is better read once, and packed on
     * the way.
     */
    static final int IN_PLACE = 1 << 21;

    /** Floats of A, or of C, that a block of rows has where sums are cut into chains: half of the nearest cache. */
    private static final int CHAIN_FLOATS = 4096;

    private static final int NR = TileKernels.NR;

    private static final MethodType TILES = MethodType.methodType(void.class, Product.class, int.class, int.class, int.class,
            int.class, int.class, int.class);

    private static final MethodType COPY_A = MethodType.methodType(void.class, Product.class, int.class, int.class,
            int.class, int.class, int.class);

    private static final MethodType PANEL = MethodType.methodType(void.class, Product.class, int.class, int.class,
            int.class, int.class, int.class, MemorySegment.class, long.class, long.class, boolean.class);

    private static final MethodType DOWN = MethodType.methodType(void.class, Product.class, int.class, int.class,
            float[].class);

    /** Called through handles so that they are compiled by themselves: with their callers they exceed C2's node budget. */
    private final MethodHandle tiles = Specializer.bound(MethodHandles.lookup(), this, "tiles", TILES);
    private final MethodHandle copyA = Specializer.bound(MethodHandles.lookup(), this, "copyA", COPY_A);
    private final MethodHandle panel = Specializer.bound(MethodHandles.lookup(), this, "panel", PANEL);
    private final MethodHandle down = Specializer.bound(MethodHandles.lookup(), this, "down", DOWN);
    private final Transposer transposer = new Transposer();
    private final Panels strip;
    private final float[] start = Scratch.floats(ChainLoops.SUMS * Lanes.LENGTH);
    private final float[] tile = Scratch.floats(Math.max(TileKernels.MR * NR, WideTileKernels.MR * WideTileKernels.NR));
    private final MemorySegment edge;
    private final float[] sums = Scratch.floats(RowKernels.MAX_ROWS * RowKernels.WIDTH);
    private float[] blockA = {};
    private float[] blockC = {};
    private float[] row = {};

    Gemm(Scratch scratch) {
        strip = new Panels(scratch);
        edge = scratch.bytes(tile.length * 4L);
    }

    /** Whether B has to be packed as a whole before {@link #compute}. */
    static boolean packsFirst(Product p) {
        return !p.isPacked && (p.chains > 1 || p.m > MC);
    }

    /** Whether so few rows are multiplied that B, which is not packed, is read once. */
    private static boolean passesOnce(Product p) {
        return p.m <= MAX_AXPY_ROWS && p.aColumn == 1 && p.bColumn == 1;
    }

    /** Whether tiles read a B that is not packed as it stands, where it has all columns of a panel. */
    private static boolean inPlace(Product p) {
        return TileKernels.ANY_STEP && p.bColumn == 1 && (long) p.k * p.n <= IN_PLACE
                && p.b.getClass() == Segments.NATIVE;
    }

    /** What packing needs: scratch memory of one thread. */
    Transposer transposer() {
        return transposer;
    }

    /** Computes a part of C: some rows of the columns of some panels of B. */
    void compute(Product p, int fromRow, int toRow, int fromPanel, int toPanel) {
        if (p.chains > 1) {
            chains(p, fromRow, toRow, fromPanel, toPanel);
        } else if (p.isPacked && p.m <= RowKernels.MAX_ROWS && p.aColumn == 1) {
            rows(p, fromRow, toRow, fromPanel, toPanel);
        } else if (!p.isPacked && passesOnce(p)) {
            for (int i = fromRow; i < toRow; i++) {
                axpy(p, i, fromPanel * NR, Math.min(toPanel * NR, p.n));
            }
        } else {
            int kc = block(p.k, TileKernels.KC, 1);
            int mc = block(toRow - fromRow, MC, TileKernels.MR);
            for (int d = 0; d < p.k; d += kc) {
                for (int i = fromRow; i < toRow; i += mc) {
                    try {
                        tiles.invokeExact(p, i, Math.min(mc, toRow - i), d, Math.min(kc, p.k - d), fromPanel, toPanel);
                    } catch (Throwable e) {
                        throw Specializer.rethrow(e);
                    }
                }
            }
        }
    }

    /** Size of blocks, whole units, that cut a count evenly: a small one at the end would cost its overhead for little. */
    private static int block(int count, int most, int unit) {
        int blocks = Math.max(1, (count + most - 1) / most);
        return ((count + blocks - 1) / blocks + unit - 1) / unit * unit;
    }

    private void chains(Product p, int fromRow, int toRow, int fromPanel, int toPanel) {
        ChainKernel kernel = ChainKernel.of(p.chains);
        int width = p.panelWidth();
        int floats = Math.max(p.k, width);
        int rows = toRow - fromRow;
        int most = (long) rows * floats <= CHAIN_FLOATS ? rows : Math.max(2, CHAIN_FLOATS / floats);
        for (int i = fromRow; i < toRow; i += most) {
            int m = Math.min(most, toRow - i);
            copyRows(p, i, m);
            float[] c = scratchC(m * width);
            for (int panel = fromPanel; panel < toPanel; panel++) {
                int column = panel * width;
                int columns = Math.min(width, p.n - column);
                first(p, column, columns);
                kernel.run(m, blockA, p.panels, panel, start, c);
                Tile.store(c, 0, width, p.c, c(p, i, column), p.cRow * 4, m, columns);
            }
        }
    }

    /** Copies rows of A to scratch memory, one after the other. */
    private void copyRows(Product p, int i, int m) {
        if (blockA.length < m * p.k) {
            blockA = Scratch.floats(m * p.k);
        }
        long source = p.aOffset + i * p.aRow * 4;
        if (p.aRow == p.k) {
            MemorySegment.copy(p.a, Lanes.SCALAR, source, blockA, 0, m * p.k);
            return;
        }
        for (int r = 0; r < m; r++) {
            MemorySegment.copy(p.a, Lanes.SCALAR, source + r * p.aRow * 4, blockA, r * p.k, p.k);
        }
    }

    /** All rows at once. */
    private void rows(Product p, int fromRow, int toRow, int fromPanel, int toPanel) {
        int m = toRow - fromRow;
        copyRows(p, fromRow, m);
        for (int panel = fromPanel; panel < toPanel; panel += RowKernels.PANELS) {
            int last = Math.min(panel + RowKernels.PANELS, toPanel) - 1;
            int column = panel * NR;
            int width = Math.min((last + 1) * NR, p.n) - column;
            begin(p, fromRow, m, column, width, sums, RowKernels.WIDTH);
            RowKernels.run(m, blockA, p.panels, panel, last, sums, 0, sums, 0);
            Tile.store(sums, 0, RowKernels.WIDTH, p.c, c(p, fromRow, column), p.cRow * 4, m, width);
        }
    }

    /** One row, some columns of B as it stands. */
    private void axpy(Product p, int i, int from, int to) {
        if (row.length < p.k) {
            row = Scratch.floats(p.k);
        }
        MemorySegment.copy(p.a, Lanes.SCALAR, p.aOffset + i * p.aRow * 4, row, 0, p.k);
        float[] c = scratchC(AxpyKernels.COLUMNS + Lanes.LENGTH);
        int first = from;
        if (p.bRow <= AxpyKernels.DOWN_STRIDE) {
            for (; first + AxpyKernels.DOWN <= to; first += AxpyKernels.DOWN) {
                try {
                    down.invokeExact(p, i, first, c);
                } catch (Throwable e) {
                    throw Specializer.rethrow(e);
                }
            }
        }
        for (int column = first; column < to; column += AxpyKernels.COLUMNS) {
            int width = Math.min(AxpyKernels.COLUMNS, to - column);
            begin(p, i, 1, column, width, c, (width + Lanes.LENGTH - 1) / Lanes.LENGTH * Lanes.LENGTH);
            int full = width / Lanes.LENGTH * Lanes.LENGTH;
            long step = p.bRow * 4;
            int t = 0;
            for (; t + AxpyKernels.TERMS <= p.k; t += AxpyKernels.TERMS) {
                AxpyKernels.eight(full, row, t, p.b, column * 4L + t * step, step, c);
            }
            for (; t < p.k; t++) {
                AxpyKernels.one(full, row[t], p.b, column * 4L + t * step, c);
            }
            if (full < width) {
                AxpyKernels.tail(width - full, p.k, row, p.b, (column + full) * 4L, step, c, full);
            }
            Tile.store(c, 0, 0, p.c, c(p, i, column), 0, 1, width);
        }
    }

    /** One row, a group of columns of B as it stands; after {@link #axpy} has copied the row. */
    void down(Product p, int i, int column, float[] c) {
        begin(p, i, 1, column, AxpyKernels.DOWN, c, AxpyKernels.DOWN);
        AxpyKernels.down(p.k, row, p.b, column * 4L, p.bRow * 4, c);
        Tile.store(c, 0, 0, p.c, c(p, i, column), 0, 1, AxpyKernels.DOWN);
    }

    /** A block of A against panels: terms d to d + count. */
    void tiles(Product p, int i, int m, int d, int count, int fromPanel, int toPanel) throws Throwable {
        int rows = roundUp(m);
        copyA.invokeExact(p, i, m, rows, d, count);
        boolean goesOn = d > 0 || p.start == Product.Start.STORED;
        boolean inPlace = !p.isPacked && inPlace(p);
        int panelWidth = p.panelWidth();
        for (int j = fromPanel; j < toPanel; j++) {
            int column = j * panelWidth;
            int width = Math.min(panelWidth, p.n - column);
            MemorySegment b = p.panels.segment();
            long bStep = Panels.step(width) * 4L;
            long b0 = p.panels.offset(j) + d * bStep;
            if (inPlace && width == Panels.step(width)) {
                b = p.b;
                b0 = (d * p.bRow + column) * 4;
                bStep = p.bRow * 4;
            } else if (!p.isPacked) {
                strip.pack(p.b, (d * p.bRow + column * p.bColumn) * 4, p.bRow, p.bColumn, count, width, 1, panelWidth,
                        transposer);
                b = strip.segment();
                b0 = 0;
            }
            panel.invokeExact(p, i, m, column, width, count, b, b0, bStep, goesOn);
        }
    }

    /**
     * Rows of the block of A, terms of the block, against one panel, whose terms are {@code bStep} bytes apart. A tile writes its
     * sums straight to C, at the edges to scratch memory.
     */
    void panel(Product p, int i, int m, int column, int width, int count, MemorySegment b, long b0, long bStep,
            boolean goesOn) {
        int pitch = Panels.step(width);
        boolean wide = pitch == WideTileKernels.NR;
        boolean direct = width == pitch && p.c.getClass() == Segments.NATIVE;
        if (!goesOn) {
            first(p, column, width);
        }
        float[] from = goesOn ? tile : start;
        int fromStep = goesOn ? pitch : 0;
        int r = 0;
        while (r < m) {
            int height = wide ? WideTileKernels.height(m - r) : TileKernels.height(m - r);
            int rows = Math.min(height, m - r);
            int a0 = r * TileKernels.PITCH;
            long offset = c(p, i + r, column);
            long step = p.cRow * 4;
            if (goesOn) {
                Tile.load(p.c, offset, step, rows, width, tile, 0, pitch);
            }
            boolean fits = direct && rows == height;
            MemorySegment c = fits ? p.c : edge;
            long c0 = fits ? offset : 0;
            long cStep = fits ? step : pitch * 4L;
            if (wide) {
                WideTileKernels.run(height, count, blockA, a0, b, b0, bStep, from, fromStep, c, c0, cStep);
            } else {
                TileKernels.run(height, count, blockA, a0, b, b0, bStep, from, fromStep, c, c0, cStep);
            }
            if (!fits) {
                Tile.copy(edge, pitch * 4L, p.c, offset, step, rows, width);
            }
            r += height;
        }
    }

    /** Whole heights of the lowest tile. */
    private static int roundUp(int rows) {
        return (rows + TileKernels.MIN_ROWS - 1) / TileKernels.MIN_ROWS * TileKernels.MIN_ROWS;
    }

    /** What the sums of some columns start from, where it is the same for all rows. */
    private void first(Product p, int column, int width) {
        if (p.start == Product.Start.BIAS) {
            MemorySegment.copy(p.bias, Lanes.SCALAR, p.biasOffset + column * 4L, start, 0, width);
        } else {
            Arrays.fill(start, 0, width, 0f);
        }
    }

    /** Fills rows of sums with what they start from. */
    private static void begin(Product p, int i, int rows, int column, int width, float[] c, int pitch) {
        switch (p.start) {
            case ZERO -> Arrays.fill(c, 0, rows * pitch, 0f);
            case BIAS -> Tile.load(p.bias, p.biasOffset + column * 4L, 0, rows, width, c, 0, pitch);
            case STORED -> Tile.load(p.c, c(p, i, column), p.cRow * 4, rows, width, c, 0, pitch);
        }
    }

    private static long c(Product p, int i, int j) {
        return p.cOffset + (i * p.cRow + j) * 4;
    }

    private float[] scratchC(int floats) {
        if (blockC.length < floats) {
            blockC = Scratch.floats(floats);
        }
        return blockC;
    }

    /** Copies a block of A to rows of {@link TileKernels#PITCH} floats; missing rows are 0. */
    void copyA(Product p, int i, int m, int rows, int d, int count) {
        // A transposed row goes in whole vectors.
        int floats = rows * TileKernels.PITCH + Lanes.LENGTH;
        if (blockA.length < floats) {
            blockA = Scratch.floats(floats);
        }
        long source = p.aOffset + (i * p.aRow + d * p.aColumn) * 4;
        if (p.aColumn == 1) {
            for (int r = 0; r < m; r++) {
                MemorySegment.copy(p.a, Lanes.SCALAR, source + r * p.aRow * 4, blockA, r * TileKernels.PITCH, count);
            }
        } else {
            transposer.toArray(p.a, source, p.aColumn * 4, count, m, blockA, 0, TileKernels.PITCH);
        }
        for (int r = m; r < rows; r++) {
            Arrays.fill(blockA, r * TileKernels.PITCH, r * TileKernels.PITCH + count, 0f);
        }
    }
}
