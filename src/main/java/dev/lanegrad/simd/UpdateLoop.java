package dev.lanegrad.simd;

import dev.lanegrad.optim.UpdateStep;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/**
 * Template of {@link UpdateKernel}: one step of an optimizer, each array read and written once. {@link Specializer}
 * defines it once per direction.
 */
final class UpdateLoop {
    private static final UpdateFunction FUNCTION = Specializer.function(MethodHandles.lookup(), UpdateFunction.class);

    private UpdateLoop() {
    }

    /** Over whole vectors: p = fma(step, direction, keep * p). */
    static void vectors(MemorySegment p, MemorySegment g, MemorySegment first, MemorySegment second, MemorySegment third,
            long pAt, long gAt, long firstAt, long secondAt, long thirdAt, int count, UpdateStep n) {
        // Read first: behind a large direction C2 would no longer inline what is ours.
        float penalty = n.penalty();
        float keep = n.keep();
        float step = n.step();
        for (int i = 0; i < count; i += Lanes.LENGTH) {
            FloatVector old = FloatVector.fromMemorySegment(Lanes.FLOAT, p, pAt + i * 4L, Lanes.ORDER);
            FloatVector gradient = FloatVector.fromMemorySegment(Lanes.FLOAT, g, gAt + i * 4L, Lanes.ORDER);
            FloatVector direction = FUNCTION.direction(old.fma(old.broadcast(penalty), gradient), first, second, third,
                    firstAt + i * 4L, secondAt + i * 4L, thirdAt + i * 4L, n);
            direction = FUNCTION.last(direction, first, third, firstAt + i * 4L, thirdAt + i * 4L, n);
            direction.fma(direction.broadcast(step), old.mul(keep)).intoMemorySegment(p, pAt + i * 4L, Lanes.ORDER);
        }
    }
}
