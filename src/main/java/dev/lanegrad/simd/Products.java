package dev.lanegrad.simd;

import dev.lanegrad.parallel.Parallelism;

/**
 * Runs products, on several threads where that pays: threads share out the columns or the rows of C, never the terms of a
 * sum. Packs B first where that has to be. Not thread-safe; each thread it uses has scratch memory of its own.
 */
final class Products {
    /** A product of fewer multiplications stays on the calling thread: to wake another would take as long. */
    static final long MIN_SHARED = 1L << 19;

    private final Product product = new Product();
    private final Parallelism parallelism;
    private final Gemm[] gemms;
    private final Panels panels;
    private final Parallelism.Task pack = this::pack;
    private final Parallelism.Task compute = this::compute;
    private boolean byRows;

    Products(Parallelism parallelism, Scratch scratch) {
        panels = new Panels(scratch);
        this.parallelism = parallelism;
        gemms = new Gemm[parallelism.threads()];
        for (int i = 0; i < gemms.length; i++) {
            gemms[i] = new Gemm(scratch);
        }
    }

    /** The product to fill in for {@link #run}. */
    Product product() {
        return product;
    }

    /** Computes what {@link #product} was filled with, and forgets it. */
    void run(Product p) {
        try {
            boolean shared = isShared(p);
            if (Gemm.packsFirst(p)) {
                panels.prepare(p.k, p.n, p.chains, p.panelWidth());
                if (shared) {
                    parallelism.run(gemms.length, pack);
                } else {
                    panels.fill(p.b, 0, p.bRow, p.bColumn, 0, panels.count(), gemms[0].transposer());
                }
                p.right(panels);
            }
            if (shared) {
                byRows = largestShare(p.m, TileKernels.MR) < largestShare(p.panelCount(), panelUnit(p));
                parallelism.run(gemms.length, compute);
            } else {
                gemms[0].compute(p, 0, p.m, 0, p.panelCount());
            }
        } finally {
            p.forget();
        }
    }

    /** Whether a product of one row may go to several threads. */
    boolean mayShareRow(Panels weight) {
        return gemms.length > 1 && (long) weight.terms() * weight.columns() >= MIN_SHARED;
    }

    private boolean isShared(Product p) {
        return gemms.length > 1 && (long) p.m * p.n * p.k >= MIN_SHARED
                && parallelism.mayShare(p.a) && parallelism.mayShare(p.b) && parallelism.mayShare(p.c)
                && parallelism.mayShare(p.bias) && parallelism.mayShare(p.panels.segment());
    }

    /** Panels that one pass of the innermost loops takes. */
    private static int panelUnit(Product p) {
        return p.m <= RowKernels.MAX_ROWS ? RowKernels.PANELS : 1;
    }

    /** Of all rows or panels, those of the thread that has most; they go in whole units. */
    private double largestShare(int count, int unit) {
        int units = (count + unit - 1) / unit;
        int largest = (units + gemms.length - 1) / gemms.length;
        return Math.min(1, (double) largest * unit / count);
    }

    /** Where a part begins. */
    private int begin(int part, int count, int unit) {
        int units = (count + unit - 1) / unit;
        return (int) Math.min(count, (long) units * part / gemms.length * unit);
    }

    private void pack(int part) {
        Product p = product;
        panels.fill(p.b, 0, p.bRow, p.bColumn, begin(part, panels.count(), 1), begin(part + 1, panels.count(), 1),
                gemms[part].transposer());
    }

    private void compute(int part) {
        Product p = product;
        if (byRows) {
            gemms[part].compute(p, begin(part, p.m, TileKernels.MR), begin(part + 1, p.m, TileKernels.MR), 0,
                    p.panelCount());
        } else {
            gemms[part].compute(p, 0, p.m, begin(part, p.panelCount(), panelUnit(p)),
                    begin(part + 1, p.panelCount(), panelUnit(p)));
        }
    }
}
