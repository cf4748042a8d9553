package dev.lanegrad.bench.peers;

import dev.lanegrad.bench.Operands;
import dev.lanegrad.bench.Product;
import dev.lanegrad.bench.Products;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

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
        Library.setThreads(task.threads());
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
                Library.SGEMM.invokeExact(Cblas.ROW_MAJOR, transA, transB, m, n, k, 1f, a, lda, b, ldb, 0f, c, ldc);
            } catch (Throwable e) {
                throw Cblas.failed(e);
            }
        });
    }

    /** Loaded at first use. */
    private static final class Library {
        private static final Class<?> OPENBLAS = org.bytedeco.openblas.global.openblas.class;
        static final MethodHandle SGEMM = Native.function(OPENBLAS, "cblas_sgemm", Cblas.SGEMM);

        static void setThreads(int threads) {
            try {
                Native.function(OPENBLAS, "openblas_set_num_threads", Cblas.OF_INT).invokeExact(threads);
            } catch (Throwable e) {
                throw Cblas.failed(e);
            }
        }
    }
}
