package dev.lanegrad.bench.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.lanegrad.memory.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;

/**
 * Arguments of a oneDNN primitive, bound once, and its call through {@code dnnl_primitive_execute}: the C++ interface makes a
 * map and a vector of the arguments in every call, which costs small products more than their arithmetic.
 */
final class Primitives {
    static final int SOURCE = dnnl.DNNL_ARG_SRC;
    static final int WEIGHTS = dnnl.DNNL_ARG_WEIGHTS;
    static final int BIAS = dnnl.DNNL_ARG_BIAS;
    static final int RESULT = dnnl.DNNL_ARG_DST;

    private static final long ARGUMENT_BYTES = 16;
    private static final long MEMORY_OFFSET = 8;

    private final engine cpu;
    private final Map<Integer, memory> arguments = new LinkedHashMap<>();

    Primitives(engine cpu) {
        this.cpu = cpu;
    }

    /** A matrix in row-major order; as its transpose, if that is what it stands for. */
    static memory.desc desc(Matrix matrix, boolean transposed) {
        return transposed
                ? new memory.desc(new long[] {matrix.columns(), matrix.rows()}, memory.data_type.f32, memory.format_tag.ba)
                : new memory.desc(new long[] {matrix.rows(), matrix.columns()}, memory.data_type.f32,
                        memory.format_tag.ab);
    }

    /** The same matrix in the layout that the primitive likes best. */
    static memory.desc any(memory.desc plain) {
        return new memory.desc(plain.get_dims(), memory.data_type.f32, memory.format_tag.any);
    }

    Primitives with(int role, memory.desc desc, Matrix matrix) {
        arguments.put(role, new memory(desc, cpu, Native.pointer(matrix)));
        return this;
    }

    Primitives with(int role, memory memory) {
        arguments.put(role, memory);
        return this;
    }

    /** Brought into another layout now, once; the memory itself if it has that layout. */
    Primitives withReordered(int role, memory.desc desc, Matrix matrix, memory.desc wanted) {
        memory plain = new memory(desc, cpu, Native.pointer(matrix));
        if (wanted.equals(desc)) {
            return with(role, plain);
        }
        memory reordered = new memory(wanted, cpu);
        stream queue = new stream(cpu);
        new reorder(plain, reordered).execute(queue, plain, reordered);
        queue._wait();
        return with(role, reordered);
    }

    /** One call on these arguments. On the CPU a primitive has finished when the call returns. */
    Runnable call(primitive primitive) {
        stream queue = new stream(cpu);
        MemorySegment list = Arena.ofAuto().allocate(ARGUMENT_BYTES * arguments.size(), Long.BYTES);
        long offset = 0;
        for (Map.Entry<Integer, memory> argument : arguments.entrySet()) {
            list.set(JAVA_INT, offset, argument.getKey());
            list.set(ADDRESS, offset + MEMORY_OFFSET, MemorySegment.ofAddress(argument.getValue().get().address()));
            offset += ARGUMENT_BYTES;
        }
        return new Call(primitive, queue, Map.copyOf(arguments), MemorySegment.ofAddress(primitive.get().address()),
                MemorySegment.ofAddress(queue.get().address()), arguments.size(), list);
    }

    /** Holds what the addresses belong to: JavaCPP frees it otherwise. */
    private record Call(primitive owner, stream queue, Map<Integer, memory> memories, MemorySegment primitive,
            MemorySegment stream, int count, MemorySegment list) implements Runnable {
        private static final MethodHandle EXECUTE = Native.function(dnnl.class, "dnnl_primitive_execute",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS));

        @Override
        public void run() {
            int status;
            try {
                status = (int) EXECUTE.invokeExact(primitive, stream, count, list);
            } catch (Throwable e) {
                throw Cblas.failed(e);
            }
            if (status != 0) {
                throw new IllegalStateException("oneDNN gives the status " + status);
            }
        }
    }
}
