package dev.lanegrad.bench.peers;

import dev.lanegrad.bench.Operands;
import dev.lanegrad.bench.Product;
import dev.lanegrad.bench.Products;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;

/**
 * VectorBLAS, the Java implementation of dev.ludovic.netlib: {@code sgemm} with beta = 0 on arrays. It counts in columns, so
 * what it computes is C^T = op(B)^T op(A)^T.
 */
public final class Netlib implements Products {
    /** For the service loader. */
    public Netlib() {
    }

    @Override
    public String name() {
        return "netlib";
    }

    @Override
    public boolean can(Task task) {
        return !task.prepacked() && task.threads() == 1;
    }

    @Override
    public Work prepare(Task task, Operands operands) {
        BLAS blas = JavaBLAS.getInstance();
        if (!blas.getClass().getSimpleName().startsWith("Vector")) {
            throw new IllegalStateException("not the vector implementation but " + blas.getClass());
        }
        Product product = task.product();
        String transA = product.transposesA() ? "T" : "N";
        String transB = product.transposesB() ? "T" : "N";
        int m = product.m();
        int n = product.n();
        int k = product.k();
        float[] a = operands.a().toArray();
        float[] b = operands.b().toArray();
        float[] c = operands.c().toArray();
        int lda = operands.a().columns();
        int ldb = operands.b().columns();
        return new Work(() -> blas.sgemm(transB, transA, n, m, k, 1f, b, ldb, a, lda, 0f, c, n), product.gflop(),
                () -> operands.c().copyFrom(c));
    }
}
