package dev.lanegrad.bench.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.lanegrad.bench.Operands;
import dev.lanegrad.bench.Product;
import dev.lanegrad.bench.Products;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Intel's MKL: {@code cblas_sgemm} with beta = 0, or {@code cblas_sgemm_compute} on weights packed once. */
public final class Mkl implements Products {
    private static final int B_MATRIX = 162;
    private static final int PACKED = 151;

    /** For the service loader. */
    public Mkl() {
    }

    @Override
    public String name() {
        return "mkl";
    }

    @Override
    public boolean can(Task task) {
        return !task.prepacked() || task.product().form() == Product.Form.NN;
    }

    @Override
    public Work prepare(Task task, Operands operands) {
        Threads.require(task.threads());
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
        try {
            Library.function("MKL_Set_Num_Threads", Cblas.OF_INT).invokeExact(task.threads());
            if (!task.prepacked()) {
                return Work.inPlace(product, () -> {
                    try {
                        Library.SGEMM.invokeExact(Cblas.ROW_MAJOR, transA, transB, m, n, k, 1f, a, lda, b, ldb, 0f, c, ldc);
                    } catch (Throwable e) {
                        throw Cblas.failed(e);
                    }
                });
            }
            long bytes = (long) Library.function("cblas_sgemm_pack_get_size",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT))
                    .invokeExact(B_MATRIX, m, n, k);
            MemorySegment packed = Arena.ofAuto().allocate(bytes, 64);
            Library.function("cblas_sgemm_pack", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
                    JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT, ADDRESS))
                    .invokeExact(Cblas.ROW_MAJOR, B_MATRIX, transB, m, n, k, 1f, b, ldb, packed);
            return Work.inPlace(product, () -> {
                try {
                    Library.COMPUTE.invokeExact(Cblas.ROW_MAJOR, transA, PACKED, m, n, k, a, lda, packed, ldb, 0f, c, ldc);
                } catch (Throwable e) {
                    throw Cblas.failed(e);
                }
            });
        } catch (Throwable e) {
            throw Cblas.failed(e);
        }
    }

    /** Loaded at first use. */
    private static final class Library {
        static final MethodHandle SGEMM = function("cblas_sgemm", Cblas.SGEMM);
        static final MethodHandle COMPUTE = function("cblas_sgemm_compute",
                FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT,
                        ADDRESS, JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT));

        static MethodHandle function(String name, FunctionDescriptor type) {
            return Native.function(org.bytedeco.mkl.global.mkl_rt.class, name, type);
        }
    }
}
