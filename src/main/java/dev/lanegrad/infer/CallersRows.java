package dev.lanegrad.infer;

import java.lang.foreign.MemorySegment;

/**
 * The rows of one call, a block of {@link WorkUnit#ROWS} at a time, from the caller's memory to the caller's memory: in place
 * where vector code may read and write it, and otherwise through the unit's own. Thread-safe; allocates nothing.
 */
final class CallersRows {
    private CallersRows() {
    }

    /** Predicts all rows; strides in floats. */
    static void run(WorkUnit unit, MemorySegment input, int inputStride, MemorySegment output, int outputStride, int rows) {
        unit.reserve(rows);
        if (isCopied(input) || isCopied(output)) {
            copied(unit, input, inputStride, output, outputStride, rows);
            return;
        }
        for (int from = 0; from < rows; from += WorkUnit.ROWS) {
            unit.run(input, (long) from * inputStride * 4, inputStride, output, (long) from * outputStride * 4, outputStride,
                    Math.min(WorkUnit.ROWS, rows - from));
        }
    }

    /** A file that is cut off while vector code reads or writes it would end the JVM. */
    private static boolean isCopied(MemorySegment segment) {
        return !segment.isNative() || segment.isMapped();
    }

    /** Input, output or both through the unit's own memory. */
    private static void copied(WorkUnit unit, MemorySegment input, int inputStride, MemorySegment output, int outputStride,
            int rows) {
        boolean copyIn = isCopied(input);
        boolean copyOut = isCopied(output);
        int inputs = unit.inputs();
        int outputs = unit.outputs();
        for (int from = 0; from < rows; from += WorkUnit.ROWS) {
            int count = Math.min(WorkUnit.ROWS, rows - from);
            long in = (long) from * inputStride * 4;
            long out = (long) from * outputStride * 4;
            if (copyIn) {
                Edge.copyRows(input, in, inputStride, unit.input(), 0, inputs, inputs, count);
            }
            unit.run(copyIn ? unit.input() : input, copyIn ? 0 : in, copyIn ? inputs : inputStride,
                    copyOut ? unit.output() : output, copyOut ? 0 : out, copyOut ? outputs : outputStride, count);
            if (copyOut) {
                Edge.copyRows(unit.output(), 0, outputs, output, out, outputStride, outputs, count);
            }
        }
    }
}
