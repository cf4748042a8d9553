package dev.lanegrad.bench.peers;

import java.lang.invoke.MethodHandle;

/** OpenBLAS's functions, loaded at first use. */
final class OpenBlasLibrary {
    private static final Class<?> OPENBLAS = org.bytedeco.openblas.global.openblas.class;
    static final MethodHandle SGEMM = Native.function(OPENBLAS, "cblas_sgemm", Cblas.SGEMM);
    static final MethodHandle SGEMV = Native.function(OPENBLAS, "cblas_sgemv", Cblas.SGEMV);

    private OpenBlasLibrary() {
    }

    static void setThreads(int threads) {
        try {
            Native.function(OPENBLAS, "openblas_set_num_threads", Cblas.OF_INT).invokeExact(threads);
        } catch (Throwable e) {
            throw Cblas.failed(e);
        }
    }
}
