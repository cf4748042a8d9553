package dev.lanegrad.bench;

import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** a = b + 0.5 c: what one core moves to and from memory. */
final class Triad {
    static final String NAME = "triad";
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private Triad() {
    }

    static Runnable prepare(int size) {
        MemorySegment a = Matrix.create(1, size).segment();
        MemorySegment b = Operands.random(1, size, 1).segment();
        MemorySegment c = Operands.random(1, size, 2).segment();
        return () -> run(a, b, c, size);
    }

    private static void run(MemorySegment a, MemorySegment b, MemorySegment c, int size) {
        for (int i = 0; i < SPECIES.loopBound(size); i += SPECIES.length()) {
            FloatVector sum = FloatVector.fromMemorySegment(SPECIES, c, i * 4L, ByteOrder.nativeOrder());
            sum.fma(sum.broadcast(0.5f), FloatVector.fromMemorySegment(SPECIES, b, i * 4L, ByteOrder.nativeOrder()))
                    .intoMemorySegment(a, i * 4L, ByteOrder.nativeOrder());
        }
    }
}
