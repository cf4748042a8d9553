package dev.lanegrad.simd;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * C = start + A B, the one blocked matmul under all three products of a dense layer.
 *
 * <p>Lanes run over the columns of C, so no sum crosses lanes. Rows go in tiles of {@link MicroKernels#MR}; blocks of
 * k ({@link #KC}) go on from the sums stored in C, which is the same chain. The packed B is read panel by panel: a
 * panel's block stays in L1 while the packed rows of A pass by. Few rows (batch 1 above all) skip the tile: one row
 * times several streams of B, each packed float of B read once.
 *
 * <p>The order of the sums is {@link SummationOrder}'s, whatever the tile or the vector width. Not thread-safe: an
 * instance owns its scratch memory, which grows to what the largest product needs.
 */
final class Gemm {
    /** Terms of one block of k: a panel's block (KC x NR floats) fits L1. */
    static final int KC = 256;

    /** Rows of one block of A: it fits L2 beside the panel. */
    static final int MC = 32 * MicroKernels.MR;

    /** Up to this many rows, the row kernel on unpacked A costs less than a tile padded to MR rows. */
    static final int MAX_SINGLE_ROWS = 4;

    /** Bytes of one term of a packed group of rows. */
    private static final long GROUP_STEP = MicroKernels.MR * 4L;

    /** The first float of a {@link Lanes#PAIR}. */
    private static final long LOW = 0xFFFF_FFFFL;

    private static final int TILE = MicroKernels.MR * MicroKernels.NR;

    private final float[] tile = new float[SummationOrder.MAX_CHAINS * TILE];
    private MemorySegment packed = MemorySegment.NULL;

    /** What the chains start from. */
    enum Start {
        /** +0. */
        ZERO,
        /** Chain 0 from a row of biases, the others from +0. */
        BIAS,
        /** What C holds; only with one chain. */
        STORED
    }

    /**
     * Computes C = start + A B.
     *
     * @param m rows of A and C
     * @param a element (i, p) is at aOffset + (i * aRow + p * aColumn) * 4 bytes
     * @param b packed B
     * @param start what the chains start from
     * @param bias read with {@link Start#BIAS} only
     * @param c element (i, j) is at cOffset + (i * cRow + j) * 4 bytes
     */
    void multiply(int m, MemorySegment a, long aOffset, long aRow, long aColumn, Panels b, Start start,
            MemorySegment bias, MemorySegment c, long cOffset, long cRow) {
        int rest = m % MicroKernels.MR;
        int singles = rest <= MAX_SINGLE_ROWS ? rest : 0;
        int tiled = m - singles;
        for (int i = 0; i < tiled; i += MC) {
            tiles(Math.min(MC, tiled - i), a, aOffset + i * aRow * 4, aRow, aColumn, b, start, bias, c,
                    cOffset + i * cRow * 4, cRow);
        }
        for (int i = tiled; i < m; i++) {
            row(a, aOffset + i * aRow * 4, aColumn, b, start, bias, c, cOffset + i * cRow * 4);
        }
    }

    /** A block of up to MC rows. */
    private void tiles(int m, MemorySegment a, long aOffset, long aRow, long aColumn, Panels b, Start start,
            MemorySegment bias, MemorySegment c, long cOffset, long cRow) {
        int k = b.terms();
        int chains = b.chains();
        // Several chains mean few columns: the whole depth of a panel fits the cache.
        int depth = chains == 1 ? KC : k;
        for (int p = 0; p < k; p += depth) {
            int count = Math.min(depth, k - p);
            packRows(a, aOffset + p * aColumn * 4, aRow, aColumn, m, count, chains);
            Start from = p == 0 ? start : Start.STORED;
            for (int panel = 0; panel < b.count(); panel++) {
                int width = Math.min(MicroKernels.NR, b.columns() - panel * MicroKernels.NR);
                long column = panel * MicroKernels.PANEL_STEP;
                for (int i = 0; i < m; i += MicroKernels.MR) {
                    int rows = Math.min(MicroKernels.MR, m - i);
                    long corner = cOffset + i * cRow * 4 + column;
                    start(from, bias, column, c, corner, cRow * 4, rows, width);
                    Tile.clear(tile, TILE, (chains - 1) * TILE);
                    long aPanel = (long) i * count * 4;
                    for (int s = 0; s < chains; s++) {
                        int chainTerms = SummationOrder.termsOfChain(count, chains, s);
                        MicroKernels.tile(chainTerms, packed, aPanel, b.segment(),
                                b.streamOffset(panel, s) + p * MicroKernels.PANEL_STEP, tile, s * TILE);
                        aPanel += chainTerms * GROUP_STEP;
                    }
                    Tile.addChains(tile, 0, chains, TILE);
                    Tile.store(tile, 0, c, corner, cRow * 4, rows, width);
                }
            }
        }
    }

    /** Fills the tile with what its first chain starts from. */
    private void start(Start start, MemorySegment bias, long biasOffset, MemorySegment c, long cOffset, long cStep,
            int rows, int width) {
        switch (start) {
            case ZERO -> Tile.clear(tile, 0, TILE);
            case BIAS -> Tile.load(bias, biasOffset, 0, MicroKernels.MR, width, tile, 0);
            case STORED -> Tile.load(c, cOffset, cStep, rows, width, tile, 0);
        }
    }

    /** One row of C, from A as it stands. */
    private void row(MemorySegment a, long aOffset, long aColumn, Panels b, Start start, MemorySegment bias,
            MemorySegment c, long cOffset) {
        int chains = b.chains();
        int shared = b.terms() / chains;
        int longer = b.terms() % chains;
        int group = Math.max(1, MicroKernels.STREAMS / chains);
        long step = aColumn * 4;
        for (int panel = 0; panel < b.count(); panel += group) {
            int panels = Math.min(group, b.count() - panel);
            int streams = panels * chains;
            int width = Math.min(panels * MicroKernels.NR, b.columns() - panel * MicroKernels.NR);
            startRow(start, bias, c, cOffset, panel, panels, chains, width);
            for (int q = 0; q < streams; q += MicroKernels.STREAMS) {
                int last = streams - 1;
                // A group that is not full reads its last stream again; the sums of the copies are not used.
                int q1 = Math.min(q + 1, last);
                int q2 = Math.min(q + 2, last);
                int q3 = Math.min(q + 3, last);
                MicroKernels.streams(shared, a, aOffset + q % chains * step, aOffset + q1 % chains * step,
                        aOffset + q2 % chains * step, aOffset + q3 % chains * step, chains * step, b.segment(),
                        b.streamOffset(panel + q / chains, q % chains), b.streamOffset(panel + q1 / chains, q1 % chains),
                        b.streamOffset(panel + q2 / chains, q2 % chains), b.streamOffset(panel + q3 / chains, q3 % chains),
                        tile, q * MicroKernels.NR);
            }
            for (int q = 0; q < streams; q++) {
                int s = q % chains;
                if (s < longer) {
                    float x = a.get(Lanes.SCALAR, aOffset + (shared * chains + s) * step);
                    long extra = b.streamOffset(panel + q / chains, s) + shared * MicroKernels.PANEL_STEP;
                    MicroKernels.extraTerm(x, b.segment(), extra, tile, q * MicroKernels.NR);
                }
            }
            for (int g = 0; g < panels; g++) {
                int t = g * chains * MicroKernels.NR;
                long column = (panel + g) * MicroKernels.PANEL_STEP;
                Tile.addChains(tile, t, chains, MicroKernels.NR);
                Tile.store(tile, t, c, cOffset + column, 0, 1, Math.min(MicroKernels.NR, width - g * MicroKernels.NR));
            }
        }
    }

    /** Fills the streams of a group of panels with what they start from. */
    private void startRow(Start start, MemorySegment bias, MemorySegment c, long cOffset, int panel, int panels,
            int chains, int width) {
        if (start == Start.ZERO || chains > 1) {
            Tile.clear(tile, 0, panels * chains * MicroKernels.NR);
        }
        for (int g = 0; g < panels && start != Start.ZERO; g++) {
            long column = (panel + g) * MicroKernels.PANEL_STEP;
            MemorySegment source = start == Start.BIAS ? bias : c;
            long offset = start == Start.BIAS ? column : cOffset + column;
            Tile.load(source, offset, 0, 1, width - g * MicroKernels.NR, tile, g * chains * MicroKernels.NR);
        }
    }

    /** Packs rows of A in groups of MR: for each chain and each of its terms, MR floats; missing rows are 0. */
    private void packRows(MemorySegment a, long aOffset, long aRow, long aColumn, int m, int count, int chains) {
        int padded = (m + MicroKernels.MR - 1) / MicroKernels.MR * MicroKernels.MR;
        long bytes = (long) padded * count * 4;
        if (packed.byteSize() < bytes) {
            packed = Arena.ofAuto().allocate(Math.max(bytes, (long) MC * KC * 4), Matrix.ALIGNMENT);
        }
        for (int i = 0; i < m; i += MicroKernels.MR) {
            long target = (long) i * count * 4;
            long source = aOffset + i * aRow * 4;
            int rows = Math.min(MicroKernels.MR, m - i);
            for (int s = 0; s < chains; s++) {
                int terms = SummationOrder.termsOfChain(count, chains, s);
                packGroup(a, source + s * aColumn * 4, aRow * 4, aColumn * 4 * chains, rows, terms, packed, target);
                target += terms * GROUP_STEP;
            }
        }
    }

    /** One chain of one group of rows. The source is read along its contiguous direction. */
    private static void packGroup(MemorySegment a, long offset, long rowStep, long termStep, int rows, int terms,
            MemorySegment target, long to) {
        if (rows < MicroKernels.MR) {
            for (int i = 0; i < terms * MicroKernels.MR; i++) {
                target.set(Lanes.SCALAR, to + i * 4L, 0f);
            }
        }
        if (rowStep == 4 && rows == MicroKernels.MR) {
            copyRuns(a, offset, termStep, terms, target, to);
        } else {
            int paired = termStep == 4 ? rows / 2 * 2 : 0;
            for (int r = 0; r < paired; r += 2) {
                copyTwoRows(a, offset + r * rowStep, rowStep, terms, target, to + r * 4L);
            }
            for (int r = paired; r < rows; r++) {
                copyRow(a, offset + r * rowStep, termStep, terms, target, to + r * 4L);
            }
        }
    }

    /** MR floats of each term stand together already; two at a time. */
    private static void copyRuns(MemorySegment a, long from, long termStep, int terms, MemorySegment target, long to) {
        for (int p = 0; p < terms; p++) {
            long source = from + p * termStep;
            long run = to + p * GROUP_STEP;
            target.set(Lanes.PAIR, run, a.get(Lanes.PAIR, source));
            target.set(Lanes.PAIR, run + 8, a.get(Lanes.PAIR, source + 8));
            target.set(Lanes.PAIR, run + 16, a.get(Lanes.PAIR, source + 16));
            target.set(Lanes.PAIR, run + 24, a.get(Lanes.PAIR, source + 24));
        }
    }

    /** Transposes two contiguous rows, two terms at a time. */
    private static void copyTwoRows(MemorySegment a, long from, long rowStep, int terms, MemorySegment target, long to) {
        int even = terms / 2 * 2;
        for (int p = 0; p < even; p += 2) {
            long first = a.get(Lanes.PAIR, from + p * 4L);
            long second = a.get(Lanes.PAIR, from + rowStep + p * 4L);
            target.set(Lanes.PAIR, to + p * GROUP_STEP, (first & LOW) | (second << 32));
            target.set(Lanes.PAIR, to + p * GROUP_STEP + GROUP_STEP, (first >>> 32) | (second & ~LOW));
        }
        if (even < terms) {
            copyRow(a, from + even * 4L, 4, 1, target, to + even * GROUP_STEP);
            copyRow(a, from + rowStep + even * 4L, 4, 1, target, to + 4 + even * GROUP_STEP);
        }
    }

    private static void copyRow(MemorySegment a, long from, long termStep, int terms, MemorySegment target, long to) {
        for (int p = 0; p < terms; p++) {
            target.set(Lanes.SCALAR, to + p * GROUP_STEP, a.get(Lanes.SCALAR, from + p * termStep));
        }
    }
}
