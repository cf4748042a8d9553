package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The one blocked matmul under all three products of a dense layer, C = start + A B, for one thread.
 *
 * <p>Lanes run over the columns of C, so no sum crosses lanes. Four ways, by shape, all with the bits of
 * {@link SummationOrder}:
 * <ul>
 * <li>sums cut into chains (few columns): rows of A as they stand against narrow panels, {@link ChainKernel};
 * <li>up to {@link RowKernels#MAX_ROWS} rows against packed panels, {@link RowKernels};
 * <li>up to {@link #MAX_AXPY_ROWS} rows against a matrix that is not packed, {@link AxpyKernels};
 * <li>everything else in tiles, {@link TileKernels}: a block of A ({@link #MC} x {@link #KD}) is copied to scratch memory
 *   that stays in the second cache, then panel by panel of B, packed before or on the way, all its tiles.
 * </ul>
 *
 * <p>Blocks of k go on from the sums stored in C, which is the same chain. Not thread-safe: an instance owns its scratch
 * memory, which grows to what the largest product needs.
 */
final class Gemm {
    /** Blocks of {@link TileKernels#KC} terms that A's scratch memory holds. */
    private static final int BLOCKS = 2;

    /** Terms of one block of A. */
    static final int KD = BLOCKS * TileKernels.KC;

    /** Rows of one block of A: a multiple of each tile's height. */
    static final int MC = 192;

    /** Up to this many rows, a pass over the unpacked B costs less than packing it. */
    static final int MAX_AXPY_ROWS = 2;

    private static final int NR = TileKernels.NR;

    /** Floats of scratch memory between the blocks of A. */
    private static final int BLOCK_STEP = MC * TileKernels.PITCH;

    private final Transposer transposer = new Transposer();
    private final Panels strip = new Panels();
    private final float[] start = new float[ChainLoops.SUMS * Lanes.LENGTH];
    private final float[] sums = new float[Math.max(ChainKernel.SCRATCH, RowKernels.MAX_ROWS * RowKernels.WIDTH)];
    private float[] blockA = {};
    private float[] blockC = {};
    private float[] row = {};

    /** Whether B has to be packed as a whole before {@link #compute}. */
    static boolean packsFirst(Product p) {
        return !p.isPacked && (p.chains > 1 || p.m > MC);
    }

    /** Whether B is used as it stands. */
    private static boolean inPlace(Product p) {
        return p.m <= MAX_AXPY_ROWS && p.aColumn == 1 && p.bColumn == 1;
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
        } else if (!p.isPacked && inPlace(p)) {
            for (int i = fromRow; i < toRow; i++) {
                axpy(p, i, fromPanel * NR, Math.min(toPanel * NR, p.n));
            }
        } else {
            for (int d = 0; d < p.k; d += KD) {
                for (int i = fromRow; i < toRow; i += MC) {
                    tiles(p, i, Math.min(MC, toRow - i), d, Math.min(KD, p.k - d), fromPanel, toPanel);
                }
            }
        }
    }

    private void chains(Product p, int fromRow, int toRow, int fromPanel, int toPanel) {
        ChainKernel kernel = ChainKernel.of(p.chains);
        long aOffset = p.aOffset + fromRow * p.aRow * 4;
        for (int panel = fromPanel; panel < toPanel; panel++) {
            int width = p.panelWidth();
            int column = panel * width;
            if (p.start == Product.Start.BIAS) {
                Tile.load(p.bias, column * 4L, 0, 1, Math.min(width, p.n - column), start, 0, width);
            } else {
                Arrays.fill(start, 0, width, 0f);
            }
            kernel.run(toRow - fromRow, p.a, aOffset, p.aRow * 4, p.panels, panel, start, p.c, c(p, fromRow, column),
                    p.cRow * 4, sums);
        }
    }

    /** All rows at once. */
    private void rows(Product p, int fromRow, int toRow, int fromPanel, int toPanel) {
        int m = toRow - fromRow;
        long x0 = p.aOffset + fromRow * p.aRow * 4;
        long x1 = x0 + p.aRow * 4;
        for (int panel = fromPanel; panel < toPanel; panel += RowKernels.PANELS) {
            int last = Math.min(panel + RowKernels.PANELS, toPanel) - 1;
            int column = panel * NR;
            int width = Math.min((last + 1) * NR, p.n) - column;
            begin(p, fromRow, m, column, width, sums, RowKernels.WIDTH);
            // A group that is not full reads its last panel again; the sums of the copies are not used.
            MemorySegment b = p.panels.segment();
            long b0 = p.panels.offset(panel);
            long b1 = p.panels.offset(Math.min(panel + 1, last));
            long b2 = p.panels.offset(Math.min(panel + 2, last));
            long b3 = p.panels.offset(last);
            switch (m) {
                case 1 -> RowKernels.one(p.k, p.a, x0, b, b0, b1, b2, b3, sums);
                case 2 -> RowKernels.two(p.k, p.a, x0, x1, b, b0, b1, b2, b3, sums);
                default -> RowKernels.three(p.k, p.a, x0, x1, x1 + p.aRow * 4, b, b0, b1, b2, b3, sums);
            }
            Tile.store(sums, 0, RowKernels.WIDTH, p.c, c(p, fromRow, column), p.cRow * 4, m, width);
        }
    }

    /** One row, some columns of B as it stands. */
    private void axpy(Product p, int i, int from, int to) {
        if (row.length < p.k) {
            row = new float[p.k];
        }
        MemorySegment.copy(p.a, Lanes.SCALAR, p.aOffset + i * p.aRow * 4, row, 0, p.k);
        for (int column = from; column < to; column += AxpyKernels.COLUMNS) {
            int width = Math.min(AxpyKernels.COLUMNS, to - column);
            float[] c = scratchC(AxpyKernels.COLUMNS + Lanes.LENGTH);
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

    /** A block of A against panels: terms d to d + count. */
    private void tiles(Product p, int i, int m, int d, int count, int fromPanel, int toPanel) {
        int rows = (m + TileKernels.MIN_ROWS - 1) / TileKernels.MIN_ROWS * TileKernels.MIN_ROWS;
        copyA(p, i, m, rows, d, count);
        float[] c = scratchC(rows * NR);
        for (int panel = fromPanel; panel < toPanel; panel++) {
            int column = panel * NR;
            int width = Math.min(NR, p.n - column);
            MemorySegment b = p.panels.segment();
            long b0 = p.panels.offset(panel) + d * TileKernels.PANEL_STEP;
            if (!p.isPacked) {
                strip.pack(p.b, (d * p.bRow + column * p.bColumn) * 4, p.bRow, p.bColumn, count, width, 1, transposer);
                b = strip.segment();
                b0 = 0;
            }
            if (d == 0) {
                begin(p, i, m, column, width, c, NR);
            } else {
                Tile.load(p.c, c(p, i, column), p.cRow * 4, m, width, c, 0, NR);
            }
            for (int q = 0, block = 0; q < count; q += TileKernels.KC, block += BLOCK_STEP) {
                TileKernels.run(rows, Math.min(TileKernels.KC, count - q), blockA, block, b,
                        b0 + q * TileKernels.PANEL_STEP, c);
            }
            Tile.store(c, 0, NR, p.c, c(p, i, column), p.cRow * 4, m, width);
        }
    }

    /** Fills rows of sums with what they start from. */
    private static void begin(Product p, int i, int rows, int column, int width, float[] c, int pitch) {
        switch (p.start) {
            case ZERO -> Arrays.fill(c, 0, rows * pitch, 0f);
            case BIAS -> Tile.load(p.bias, column * 4L, 0, rows, width, c, 0, pitch);
            case STORED -> Tile.load(p.c, c(p, i, column), p.cRow * 4, rows, width, c, 0, pitch);
        }
    }

    private static long c(Product p, int i, int j) {
        return p.cOffset + (i * p.cRow + j) * 4;
    }

    private float[] scratchC(int floats) {
        if (blockC.length < floats) {
            blockC = new float[floats];
        }
        return blockC;
    }

    /** Copies a block of A to rows of {@link TileKernels#PITCH} floats; missing rows are 0. */
    private void copyA(Product p, int i, int m, int rows, int d, int count) {
        int blocks = (count + TileKernels.KC - 1) / TileKernels.KC;
        // A transposed row goes in whole vectors.
        int floats = (blocks - 1) * BLOCK_STEP + rows * TileKernels.PITCH + Lanes.LENGTH;
        if (blockA.length < floats) {
            blockA = new float[floats];
        }
        for (int q = 0, block = 0; q < count; q += TileKernels.KC, block += BLOCK_STEP) {
            int terms = Math.min(TileKernels.KC, count - q);
            long source = p.aOffset + (i * p.aRow + (d + q) * p.aColumn) * 4;
            if (p.aColumn == 1) {
                for (int r = 0; r < m; r++) {
                    MemorySegment.copy(p.a, Lanes.SCALAR, source + r * p.aRow * 4, blockA, block + r * TileKernels.PITCH,
                            terms);
                }
            } else {
                transposer.toArray(p.a, source, p.aColumn * 4, terms, m, blockA, block, TileKernels.PITCH);
            }
            for (int r = m; r < rows; r++) {
                Arrays.fill(blockA, block + r * TileKernels.PITCH, block + r * TileKernels.PITCH + terms, 0f);
            }
        }
    }
}
