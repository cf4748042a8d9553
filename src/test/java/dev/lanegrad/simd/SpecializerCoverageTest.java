package dev.lanegrad.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lanegrad.gate.KernelExercise;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpecializerCoverageTest {
    /** The function types are those that a kernel is made of, so a new loop template counts without an edit. */
    private static List<Class<?>> functionTypes() throws Exception {
        List<Class<?>> types = new ArrayList<>();
        for (String name : SpecializedClasses.simdTypes()) {
            for (Method method : Class.forName(name, false, Specializer.class.getClassLoader()).getDeclaredMethods()) {
                if (method.getName().equals("of") && method.getParameterCount() == 1
                        && method.getParameterTypes()[0].isEnum()) {
                    types.add(method.getParameterTypes()[0]);
                }
            }
        }
        return types;
    }

    @Test
    void exercisesReachEveryFunction() throws Exception {
        KernelExercise.all(VectorSupport.kernels()).forEach(exercise -> exercise.call().run());
        Set<Object> missing = new HashSet<>();
        for (Class<?> type : functionTypes()) {
            missing.addAll(List.of(type.getEnumConstants()));
        }
        assertFalse(missing.isEmpty(), "no function type was found");
        missing.removeAll(SpecializedClasses.reached());
        assertEquals(Set.of(), missing, "functions that no exercise of the gates reaches");
    }

    @Test
    void functionTypesAreFound() throws Exception {
        assertEquals(Set.of(UnaryFunction.class, BinaryFunction.class, ReduceFunction.class, UpdateFunction.class),
                new HashSet<>(functionTypes()), "a new kind of function: extend this set when it is exercised");
    }
}
