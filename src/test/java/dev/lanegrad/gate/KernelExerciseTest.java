package dev.lanegrad.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanegrad.kernel.GradientKernels;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.kernel.LayerKernels;
import dev.lanegrad.kernel.NormalizationKernels;
import dev.lanegrad.kernel.SequenceKernels;
import dev.lanegrad.simd.VectorSupport;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KernelExerciseTest {
    private final List<KernelExercise> all = KernelExercise.all(VectorSupport.kernels());

    @Test
    void everyKernelIsExercised() {
        Set<String> expected = new TreeSet<>();
        Set<Class<?>> groups = Set.of(LayerKernels.class, NormalizationKernels.class, GradientKernels.class,
                SequenceKernels.class);
        for (Class<?> type : List.of(Kernels.class, LayerKernels.class, NormalizationKernels.class,
                GradientKernels.class, SequenceKernels.class)) {
            for (Method method : type.getDeclaredMethods()) {
                // What gives a group of kernels computes nothing; the group's own methods count.
                if (Modifier.isPublic(method.getModifiers()) && !groups.contains(method.getReturnType())) {
                    expected.add(method.getName());
                }
            }
        }
        // The first computes nothing; the others make a new object, and 'forward' exercises what they make.
        expected.removeAll(Set.of("description", "freeze", "prepareRow", "prepareBlock"));
        Set<String> exercised = new TreeSet<>();
        all.forEach(exercise -> exercised.add(exercise.kernel()));
        assertEquals(expected, exercised);
    }

    @Test
    void namesAreUnique() {
        Set<String> names = new HashSet<>();
        all.forEach(exercise -> names.add(exercise.toString()));
        assertEquals(all.size(), names.size());
    }
}
