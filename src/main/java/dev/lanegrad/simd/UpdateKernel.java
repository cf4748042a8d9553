package dev.lanegrad.simd;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.UpdateStep;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** One step of an optimizer: an {@link UpdateLoop} specialised for one direction. Thread-safe, allocates nothing. */
final class UpdateKernel {
    static final Specializer.Cache<UpdateFunction, UpdateKernel> CACHE = new Specializer.Cache<>(UpdateFunction.class,
            UpdateKernel::new);

    private static final MethodType VECTORS = MethodType.methodType(void.class, MemorySegment.class, MemorySegment.class,
            MemorySegment.class, MemorySegment.class, MemorySegment.class, long.class, long.class, long.class, long.class,
            long.class, int.class, UpdateStep.class);

    /** Its place among the arrays of {@link #runTail}. */
    private static final int GRADIENT = 1;

    private final MethodHandle vectors;

    private UpdateKernel(UpdateFunction function) {
        MethodHandles.Lookup loop = Specializer.define(UpdateLoop.class, function);
        vectors = Specializer.handle(loop, "vectors", VECTORS);
    }

    /** The kernel of a direction. */
    static UpdateKernel of(UpdateFunction function) {
        return CACHE.get(function);
    }

    /** Room for {@link #runTail}: a vector of each array. */
    static MemorySegment newTail(Scratch scratch) {
        return scratch.bytes(5L * Matrix.ALIGNMENT);
    }

    /**
     * Over so many floats, whole vectors; offsets in bytes. A state that the optimizer does not keep is not touched: any
     * segment may stand there.
     */
    void run(MemorySegment p, MemorySegment g, MemorySegment first, MemorySegment second, MemorySegment third, long pAt,
            long gAt, long firstAt, long secondAt, long thirdAt, int count, UpdateStep n) {
        try {
            vectors.invokeExact(p, g, first, second, third, pAt, gAt, firstAt, secondAt, thirdAt, count, n);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }

    /**
     * Over less than a vector of parameters, gradients and so many states, copied to a buffer and back: all the masked
     * accesses in one loop exceed the budget. What stands in the rest of the buffer goes nowhere.
     */
    void runTail(MemorySegment[] arrays, long[] at, int count, UpdateStep n, int states, MemorySegment buffer) {
        long bytes = count * 4L;
        for (int i = 0; i < 2 + states; i++) {
            MemorySegment.copy(arrays[i], at[i], buffer, (long) i * Matrix.ALIGNMENT, bytes);
        }
        run(buffer, buffer, buffer, buffer, buffer, 0, Matrix.ALIGNMENT, 2L * Matrix.ALIGNMENT, 3L * Matrix.ALIGNMENT,
                4L * Matrix.ALIGNMENT, Lanes.LENGTH, n);
        for (int i = 0; i < 2 + states; i++) {
            if (i != GRADIENT) {
                MemorySegment.copy(buffer, (long) i * Matrix.ALIGNMENT, arrays[i], at[i], bytes);
            }
        }
    }
}
