package dev.lanegrad.gate;

import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Faults that the inlining gate must report, and one kernel that it must not. */
final class PlantedKernels {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_128;

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private PlantedKernels() {
    }

    /** A function that is called through a field, so that the compiler does not know which one. */
    interface Function {
        FloatVector apply(FloatVector v);
    }

    static List<KernelExercise> exercises() {
        Matrix x = Matrix.create(64, 64);
        Matrix y = Matrix.create(64, 64);
        Function[] functions = {v -> v.add(1f), v -> v.mul(0.5f), v -> v.sub(1f), FloatVector::neg};
        return List.of(new KernelExercise("sound", "", () -> sound(x.segment(), y.segment(), 64)),
                new KernelExercise("oversize", "", () -> oversize(x.segment(), y.segment(), 16)),
                new KernelExercise("nonConstant", "", () -> {
                    for (Function function : functions) {
                        nonConstant(x.segment(), y.segment(), 64, function);
                    }
                }));
    }

    private static FloatVector load(MemorySegment x, long i) {
        return FloatVector.fromMemorySegment(F, x, i * 16, ORDER);
    }

    static void sound(MemorySegment x, MemorySegment y, int n) {
        for (int i = 0; i < n; i++) {
            load(x, i).add(load(x, i + 1)).intoMemorySegment(y, i * 16L, ORDER);
        }
    }

    static void nonConstant(MemorySegment x, MemorySegment y, int n, Function function) {
        for (int i = 0; i < n; i++) {
            function.apply(load(x, i)).intoMemorySegment(y, i * 16L, ORDER);
        }
    }

    /** 72 checked accesses in one method. */
    static void oversize(MemorySegment x, MemorySegment y, int n) {
        for (int i = 0; i < n; i++) {
            load(x, i + 0).neg().intoMemorySegment(y, (i + 0) * 16L, ORDER);
            load(x, i + 1).neg().intoMemorySegment(y, (i + 1) * 16L, ORDER);
            load(x, i + 2).neg().intoMemorySegment(y, (i + 2) * 16L, ORDER);
            load(x, i + 3).neg().intoMemorySegment(y, (i + 3) * 16L, ORDER);
            load(x, i + 4).neg().intoMemorySegment(y, (i + 4) * 16L, ORDER);
            load(x, i + 5).neg().intoMemorySegment(y, (i + 5) * 16L, ORDER);
            load(x, i + 6).neg().intoMemorySegment(y, (i + 6) * 16L, ORDER);
            load(x, i + 7).neg().intoMemorySegment(y, (i + 7) * 16L, ORDER);
            load(x, i + 8).neg().intoMemorySegment(y, (i + 8) * 16L, ORDER);
            load(x, i + 9).neg().intoMemorySegment(y, (i + 9) * 16L, ORDER);
            load(x, i + 10).neg().intoMemorySegment(y, (i + 10) * 16L, ORDER);
            load(x, i + 11).neg().intoMemorySegment(y, (i + 11) * 16L, ORDER);
            load(x, i + 12).neg().intoMemorySegment(y, (i + 12) * 16L, ORDER);
            load(x, i + 13).neg().intoMemorySegment(y, (i + 13) * 16L, ORDER);
            load(x, i + 14).neg().intoMemorySegment(y, (i + 14) * 16L, ORDER);
            load(x, i + 15).neg().intoMemorySegment(y, (i + 15) * 16L, ORDER);
            load(x, i + 16).neg().intoMemorySegment(y, (i + 16) * 16L, ORDER);
            load(x, i + 17).neg().intoMemorySegment(y, (i + 17) * 16L, ORDER);
            load(x, i + 18).neg().intoMemorySegment(y, (i + 18) * 16L, ORDER);
            load(x, i + 19).neg().intoMemorySegment(y, (i + 19) * 16L, ORDER);
            load(x, i + 20).neg().intoMemorySegment(y, (i + 20) * 16L, ORDER);
            load(x, i + 21).neg().intoMemorySegment(y, (i + 21) * 16L, ORDER);
            load(x, i + 22).neg().intoMemorySegment(y, (i + 22) * 16L, ORDER);
            load(x, i + 23).neg().intoMemorySegment(y, (i + 23) * 16L, ORDER);
            load(x, i + 24).neg().intoMemorySegment(y, (i + 24) * 16L, ORDER);
            load(x, i + 25).neg().intoMemorySegment(y, (i + 25) * 16L, ORDER);
            load(x, i + 26).neg().intoMemorySegment(y, (i + 26) * 16L, ORDER);
            load(x, i + 27).neg().intoMemorySegment(y, (i + 27) * 16L, ORDER);
            load(x, i + 28).neg().intoMemorySegment(y, (i + 28) * 16L, ORDER);
            load(x, i + 29).neg().intoMemorySegment(y, (i + 29) * 16L, ORDER);
            load(x, i + 30).neg().intoMemorySegment(y, (i + 30) * 16L, ORDER);
            load(x, i + 31).neg().intoMemorySegment(y, (i + 31) * 16L, ORDER);
            load(x, i + 32).neg().intoMemorySegment(y, (i + 32) * 16L, ORDER);
            load(x, i + 33).neg().intoMemorySegment(y, (i + 33) * 16L, ORDER);
            load(x, i + 34).neg().intoMemorySegment(y, (i + 34) * 16L, ORDER);
            load(x, i + 35).neg().intoMemorySegment(y, (i + 35) * 16L, ORDER);
        }
    }
}
