package dev.lanegrad.bench.peers;

import dev.lanegrad.bench.Operands;
import dev.lanegrad.bench.Product;
import dev.lanegrad.bench.Products;
import java.lang.foreign.MemorySegment;

/** OpenBLAS: {@code cblas_sgemm} with beta = 0. */
public final class OpenBlas implements Products {
    /** For the service loader. */
    public OpenBlas() {
    }

    @Override
    public String name() {
        return "openblas";
    }

    @Override
    public boolean can(Task task) {
        return !task.prepacked();
    }

    @Override
    public Work prepare(Task task, Operands operands) {
        Threads.require(task.threads());
        OpenBlasLibrary.setThreads(task.threads());
        Product product = task.product();
        int transA = Cblas.transposed(product.transposesA());
        int transB = Cblas.transposed(product.transposesB());
        int m = product.m();
        int n = product.n();
        int k = product.k();
        MemorySegment a = operands.a().segment();
        MemorySegment b = operands.b().segment();
        MemorySegment c = operands.c().segment();
        int lda = operands.a().leadingDimension();
        int ldb = operands.b().leadingDimension();
        int ldc = operands.c().leadingDimension();
        return Work.inPlace(product, () -> {
            try {
                OpenBlasLibrary.SGEMM.invokeExact(Cblas.ROW_MAJOR, transA, transB, m, n, k, 1f, a, lda, b, ldb, 0f, c,
                        ldc);
            } catch (Throwable e) {
                throw Cblas.failed(e);
            }
        });
    }
}
