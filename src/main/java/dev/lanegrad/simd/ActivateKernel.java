package dev.lanegrad.simd;

import dev.lanegrad.spec.Pieces;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * c[i] = f(c[i], p, q) for a single row on the heap: an {@link ActivateLoop} specialised for one function. Thread-safe,
 * allocates nothing.
 */
final class ActivateKernel {
    private static final Specializer.Cache<UnaryFunction, ActivateKernel> CACHE = new Specializer.Cache<>(
            UnaryFunction.class, ActivateKernel::new);

    private static final MethodType TYPE = MethodType.methodType(void.class, float[].class, int.class, float.class,
            float.class);

    private final MethodHandle loop;

    private ActivateKernel(UnaryFunction function) {
        loop = Specializer.handle(Specializer.define(ActivateLoop.class, function), "singles", TYPE);
    }

    /** Whether a function has a loop here: not those whose formula serves only what is beyond their pieces. */
    static boolean serves(UnaryFunction function) {
        Pieces pieces = function.pieces();
        return pieces == null || pieces.odd();
    }

    /** The kernel of a function. */
    static ActivateKernel of(UnaryFunction function) {
        return CACHE.get(function);
    }

    /** Over n floats, a multiple of a vector's. */
    void run(float[] c, int n, float p, float q) {
        try {
            loop.invokeExact(c, n, p, q);
        } catch (Throwable e) {
            throw Specializer.rethrow(e);
        }
    }
}
