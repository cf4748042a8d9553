package dev.lanegrad.bench.peers;

import dev.lanegrad.memory.Matrix;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/** The address of a matrix, as JavaCPP wants it, and functions of JavaCPP's libraries without the cost of its calls. */
final class Native {
    private Native() {
    }

    /** Does not keep the memory alive: whoever computes holds the buffers anyway. */
    static Pointer pointer(Matrix matrix) {
        return new Pointer(matrix.segment().asByteBuffer());
    }

    /**
     * A function, to be held in a {@code static final}.
     *
     * @param library JavaCPP's class of the library, which is loaded
     * @param name name of the function
     * @param type its type
     */
    static MethodHandle function(Class<?> library, String name, FunctionDescriptor type) {
        Loader.load(library);
        return Linker.nativeLinker().downcallHandle(SymbolLookup.loaderLookup().findOrThrow(name), type);
    }
}
