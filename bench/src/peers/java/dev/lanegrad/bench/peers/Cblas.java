package dev.lanegrad.bench.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;

/** What the libraries with the C interface of BLAS have in common. */
final class Cblas {
    static final int ROW_MAJOR = 101;
    private static final int PLAIN = 111;
    private static final int TRANSPOSED = 112;

    /** The type of {@code cblas_sgemm}: order, two transposes, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc. */
    static final FunctionDescriptor SGEMM = FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
            JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT);
    /** The type of {@code cblas_sgemv}: order, transpose, m, n, alpha, A, lda, x, its step, beta, y, its step. */
    static final FunctionDescriptor SGEMV = FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_FLOAT,
            ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT);
    /** The type of a function that takes a number. */
    static final FunctionDescriptor OF_INT = FunctionDescriptor.ofVoid(JAVA_INT);

    private Cblas() {
    }

    static int transposed(boolean transposed) {
        return transposed ? TRANSPOSED : PLAIN;
    }

    /** A native function does not throw, but its handle says so. */
    static IllegalStateException failed(Throwable failure) {
        return new IllegalStateException("a native function could not be called", failure);
    }
}
