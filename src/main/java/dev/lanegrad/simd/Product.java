package dev.lanegrad.simd;

import java.lang.foreign.MemorySegment;

/**
 * C = start + A B, as data: what {@link Gemm} computes, or a part of it. Filled anew for each product, and read by all
 * threads that compute it.
 */
final class Product {
    /** What the chains start from. */
    enum Start {
        /** +0. */
        ZERO,
        /** Chain 0 from a row of biases, the others from +0. */
        BIAS,
        /** What C holds; only with one chain. */
        STORED
    }

    /** Rows of A and C. */
    int m;
    /** Columns of A, rows of B: terms of a sum. */
    int k;
    /** Columns of B and C. */
    int n;
    /** Chains that a sum is cut into. */
    int chains;

    /** Element (i, p) of A is at aOffset + (i * aRow + p * aColumn) * 4 bytes; one of the strides is 1. */
    MemorySegment a = MemorySegment.NULL;
    long aOffset;
    long aRow;
    long aColumn;

    /** Element (p, j) of B, where it is not packed, is at (p * bRow + j * bColumn) * 4 bytes; one of the strides is 1. */
    MemorySegment b = MemorySegment.NULL;
    long bRow;
    long bColumn;

    /** B, packed, if {@link #isPacked}. */
    Panels panels = Panels.NONE;
    boolean isPacked;

    Start start = Start.ZERO;
    /** One float a column, with {@link Start#BIAS}. */
    MemorySegment bias = MemorySegment.NULL;
    long biasOffset;

    /** Element (i, j) of C is at cOffset + (i * cRow + j) * 4 bytes. */
    MemorySegment c = MemorySegment.NULL;
    long cOffset;
    long cRow;

    /** Sets A. */
    Product left(int rows, MemorySegment segment, long offset, long rowStride, long columnStride) {
        m = rows;
        a = segment;
        aOffset = offset;
        aRow = rowStride;
        aColumn = columnStride;
        return this;
    }

    /** Sets B as it stands. */
    Product right(MemorySegment segment, long rowStride, long columnStride, int terms, int columns, int chainCount) {
        b = segment;
        bRow = rowStride;
        bColumn = columnStride;
        k = terms;
        n = columns;
        chains = chainCount;
        isPacked = false;
        return this;
    }

    /** Sets B as packed before. */
    Product right(Panels packed) {
        panels = packed;
        k = packed.terms();
        n = packed.columns();
        chains = packed.chains();
        isPacked = true;
        return this;
    }

    /** Sets what the sums start from. */
    Product from(Start first, MemorySegment biases) {
        return from(first, biases, 0);
    }

    /** Sets what the sums start from; the biases begin so many bytes after the segment's start. */
    Product from(Start first, MemorySegment biases, long offset) {
        start = first;
        bias = biases;
        biasOffset = offset;
        return this;
    }

    /** Sets C. */
    Product into(MemorySegment segment, long offset, long rowStride) {
        c = segment;
        cOffset = offset;
        cRow = rowStride;
        return this;
    }

    /** The caller's memory must not live longer because it was seen here. */
    void forget() {
        a = MemorySegment.NULL;
        b = MemorySegment.NULL;
        bias = MemorySegment.NULL;
        c = MemorySegment.NULL;
        panels = Panels.NONE;
    }

    /** Columns of a panel of B. */
    int panelWidth() {
        if (isPacked) {
            return panels.width();
        }
        return chains == 1 && m >= WideTileKernels.MIN_ROWS ? WideTileKernels.NR : Panels.width(chains);
    }

    /** Number of panels of B. */
    int panelCount() {
        return Panels.count(n, panelWidth());
    }
}
