package dev.lanegrad.simd;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/**
 * Template of {@link ActivateKernel}: c[i] = f(c[i], p, q) on the heap, in whole vectors. {@link Specializer} defines it once
 * per function.
 */
final class ActivateLoop {
    private static final UnaryFunction FUNCTION = Specializer.function(MethodHandles.lookup(), UnaryFunction.class);

    private ActivateLoop() {
    }

    /** Over n floats, a multiple of a vector's. */
    static void singles(float[] c, int n, float p, float q) {
        for (int i = 0; i < n; i += Lanes.LENGTH) {
            FUNCTION.apply(FloatVector.fromArray(Lanes.FLOAT, c, i), p, q).intoArray(c, i);
        }
    }
}
