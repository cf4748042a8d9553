package dev.lanegrad.simd;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Defines a loop template once per function, as a hidden class whose function is a constant, so that the compiler
 * inlines it: a loop shared by several functions would call through an interface and box every vector.
 *
 * <p>The number of classes is bounded by templates times functions; parameters of a function stay data. Thread-safe.
 * How specialisation is done stands in this class alone.
 */
final class Specializer {
    /** A template and its function. */
    private record Key(Class<?> template, Enum<?> function) {
    }

    private static final Map<Key, Object> INSTANCES = new ConcurrentHashMap<>();

    private Specializer() {
    }

    /** The map loop of a function. */
    static MapKernel map(UnaryFunction function) {
        return (MapKernel) instance(MapLoop.class, function);
    }

    /** The zip loop of a function. */
    static ZipKernel zip(BinaryFunction function) {
        return (ZipKernel) instance(ZipLoop.class, function);
    }

    /** The reduce loop of a function. */
    static ReduceKernel reduce(ReduceFunction function) {
        return (ReduceKernel) instance(ReduceLoop.class, function);
    }

    /** The update loop of a rule. */
    static UpdateKernel update(UpdateFunction function) {
        return (UpdateKernel) instance(UpdateLoop.class, function);
    }

    /** Called by a template's static initialiser: the function it was specialised for. */
    static <F> F function(MethodHandles.Lookup lookup, Class<F> type) {
        try {
            F function = MethodHandles.classData(lookup, "_", type);
            if (function == null) {
                throw new IllegalStateException(lookup.lookupClass() + " is a template and was not specialised");
            }
            return function;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot read the class data of " + lookup.lookupClass(), e);
        }
    }

    private static Object instance(Class<?> template, Enum<?> function) {
        return INSTANCES.computeIfAbsent(new Key(template, function), Specializer::define);
    }

    private static Object define(Key key) {
        String resource = key.template().getSimpleName() + ".class";
        try (InputStream in = Specializer.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the class file of template " + key.template().getName()
                        + " is not readable; was it stripped from the jar?");
            }
            Class<?> specialised = MethodHandles.lookup()
                    .defineHiddenClassWithClassData(in.readAllBytes(), key.function(), true)
                    .lookupClass();
            return specialised.getDeclaredConstructor().newInstance();
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("cannot specialise " + key.template().getName() + " for " + key.function(),
                    e);
        }
    }
}
