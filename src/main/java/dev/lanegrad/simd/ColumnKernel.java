package dev.lanegrad.simd;

import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/**
 * One of the {@link ColumnLoops}, over all columns. Called through handles that are no constants, so that each loop is a
 * compilation unit with a node budget of its own ({@link Specializer}). Thread-safe, allocates nothing.
 */
final class ColumnKernel {
    static final ColumnKernel MOMENTS = new ColumnKernel("moments");
    static final ColumnKernel GAMMA_GRADIENT = new ColumnKernel("gammaGradient");
    static final ColumnKernel GRADIENT_SUMS = new ColumnKernel("gradientSums");
    static final ColumnKernel INPUT_GRADIENT = new ColumnKernel("inputGradient");

    private static final int BYTES = Lanes.LENGTH * Float.BYTES;

    private final MethodHandle loop;
    private final MethodHandle tail;

    private ColumnKernel(String name) {
        MethodType type = MethodType.methodType(void.class, MemorySegment.class, long.class, MemorySegment.class,
                long.class, MemorySegment.class, long.class, MemorySegment.class, long.class, long.class, int.class,
                int.class);
        loop = Specializer.handle(ColumnLoops.lookup(), name, type);
        tail = Specializer.handle(ColumnLoops.lookup(), name + "Tail", type);
    }

    /** A matrix that the loop does not use may be any. */
    void run(Matrix x, Matrix dy, Matrix values, Matrix out) {
        int columns = x.columns();
        int rest = columns % Lanes.LENGTH;
        long end = (columns - rest) * 4L;
        try {
            for (long column = 0; column < end; column += BYTES) {
                loop.invokeExact(x.segment(), x.leadingDimension() * 4L, dy.segment(), dy.leadingDimension() * 4L,
                        values.segment(), values.leadingDimension() * 4L, out.segment(), out.leadingDimension() * 4L,
                        column, x.rows(), Lanes.LENGTH);
            }
            if (rest > 0) {
                tail.invokeExact(x.segment(), x.leadingDimension() * 4L, dy.segment(), dy.leadingDimension() * 4L,
                        values.segment(), values.leadingDimension() * 4L, out.segment(), out.leadingDimension() * 4L,
                        end, x.rows(), rest);
            }
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }
}
