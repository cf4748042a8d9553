package dev.lanegrad.simd;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Defines a loop template once per function, as a hidden class whose function is a constant, so that the compiler
 * inlines it: a loop shared by several functions would call through an interface and box every vector.
 *
 * <p>The loops are called through method handles that are no constants, so that C2 never inlines a loop into its caller:
 * each loop is a compilation unit with a node budget of its own. Three copies of a sigmoid in one unit exceed it, and
 * the last one boxes.
 *
 * <p>The number of classes is bounded by templates times functions; parameters of a function stay data. So do the numbers of
 * inputs and outputs of layers: classes of their own would have to be compiled anew for each model, whose vector code is up to a
 * thousand times slower for the seconds that takes, at each swap again; they would have to be unloaded with it; and the gates could
 * not enumerate them. Thread-safe.
 * How specialisation is done stands in this class alone.
 */
final class Specializer {
    /** What was specialised so far. */
    private static final Map<Class<?>, Enum<?>> DEFINED = new ConcurrentHashMap<>();

    private Specializer() {
    }

    /** One kernel a function, made at first use. The ordinal is an index here, and nothing that is kept. */
    @SuppressWarnings("EnumOrdinal")
    static final class Cache<F extends Enum<F>, K> {
        private final AtomicReferenceArray<K> kernels;
        private final Function<F, K> maker;

        Cache(Class<F> functions, Function<F, K> maker) {
            kernels = new AtomicReferenceArray<>(functions.getEnumConstants().length);
            this.maker = maker;
        }

        K get(F function) {
            K kernel = kernels.get(function.ordinal());
            return kernel != null ? kernel : make(function);
        }

        private synchronized K make(F function) {
            if (kernels.get(function.ordinal()) == null) {
                kernels.set(function.ordinal(), maker.apply(function));
            }
            return kernels.get(function.ordinal());
        }
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

    /** Defines a template for a function; {@link #handle} finds its methods. */
    static MethodHandles.Lookup define(Class<?> template, Enum<?> function) {
        String resource = template.getSimpleName() + ".class";
        try (InputStream in = template.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the class file of template " + template.getName()
                        + " is not readable; was it stripped from the jar?");
            }
            MethodHandles.Lookup loop = MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), function,
                    true);
            DEFINED.put(loop.lookupClass(), function);
            return loop;
        } catch (IOException | IllegalAccessException e) {
            throw new IllegalStateException("cannot specialise " + template.getName() + " for " + function, e);
        }
    }

    /** Visits each function specialised so far with its loop's class: the gates ask whether all were reached. */
    static void forEach(BiConsumer<Enum<?>, Class<?>> visitor) {
        DEFINED.forEach((loop, function) -> visitor.accept(function, loop));
    }

    /** A static method of a specialised template. */
    static MethodHandle handle(MethodHandles.Lookup specialised, String method, MethodType type) {
        try {
            return specialised.findStatic(specialised.lookupClass(), method, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("template " + specialised.lookupClass() + " has no method " + method, e);
        }
    }

    /** A method of one object, called as the loops are. */
    static MethodHandle bound(MethodHandles.Lookup lookup, Object receiver, String method, MethodType type) {
        try {
            return lookup.bind(receiver, method, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(receiver.getClass() + " has no method " + method, e);
        }
    }

    /** What a loop threw; loops throw nothing that is checked. */
    static RuntimeException rethrow(Throwable thrown) {
        switch (thrown) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException("a loop threw a checked exception", thrown);
        }
    }
}
