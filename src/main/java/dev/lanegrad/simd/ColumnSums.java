package dev.lanegrad.simd;

import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/**
 * Sums of a matrix's columns. Whole vectors and the rest are compiled apart, each within C2's node budget in any order of use.
 * Thread-safe.
 */
final class ColumnSums {
    private final MethodHandle whole = Specializer.handle(RowLoops.lookup(), "columnSums",
            MethodType.methodType(void.class, MemorySegment.class, long.class, long.class, int.class, int.class,
                    MemorySegment.class, boolean.class));

    private final MethodHandle last = Specializer.handle(RowLoops.lookup(), "lastColumnSums",
            MethodType.methodType(void.class, MemorySegment.class, long.class, long.class, int.class, int.class, int.class,
                    MemorySegment.class, boolean.class));

    /** sums[j] (+)= x[0][j] + x[1][j] + ..., one chain a column. */
    void add(Matrix x, Matrix sums, boolean accumulate) {
        int n = x.columns();
        int vectors = n & -Lanes.LENGTH;
        long step = x.leadingDimension() * 4L;
        try {
            if (vectors > 0) {
                whole.invokeExact(x.segment(), 0L, step, x.rows(), vectors, sums.segment(), accumulate);
            }
            if (vectors < n) {
                last.invokeExact(x.segment(), 0L, step, x.rows(), vectors, n, sums.segment(), accumulate);
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }
}
