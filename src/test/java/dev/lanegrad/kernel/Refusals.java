package dev.lanegrad.kernel;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Twins;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Calls whose operands are spoilt one by one, and what must become of them: a refusal before anything is written. */
final class Refusals {
    /** Both implementations, which refuse alike. */
    static final List<Kernels> BOTH = List.of(Twins.REFERENCE, Twins.VECTOR);

    private Refusals() {
    }

    /** The operands of one call by name; the names are those of the parameters in {@link Kernels}. */
    static final class Operands {
        private final Map<String, Matrix> matrices = new LinkedHashMap<>();

        Operands with(String name, int rows, int columns) {
            return with(name, filled(rows, columns));
        }

        Operands with(String name, Matrix matrix) {
            matrices.put(name, matrix);
            return this;
        }

        Matrix get(String name) {
            return matrices.get(name);
        }

        void forEach(BiConsumer<String, Matrix> action) {
            matrices.forEach(action);
        }

        Operands copy() {
            Operands copy = new Operands();
            matrices.forEach((name, matrix) -> copy.with(name, matrix.copy()));
            return copy;
        }
    }

    interface Call {
        void run(Kernels kernels, Operands operands);
    }

    /** A call whose operands fit, which tests then spoil one by one. */
    record Operation(String name, Operands operands, Call call) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Matrix filled(int rows, int columns) {
        Matrix matrix = Matrix.create(rows, columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                matrix.set(r, c, 0.5f + r - 0.25f * c);
            }
        }
        return matrix;
    }

    /** Fails unless the call throws, the message holds every word, and no operand has changed. */
    static void refused(Class<? extends Throwable> type, Kernels kernels, Operands operands, Call call,
            String... words) {
        Map<String, float[]> before = new LinkedHashMap<>();
        operands.matrices.forEach((name, matrix) -> {
            if (matrix.segment().scope().isAlive()) {
                before.put(name, matrix.toArray());
            }
        });
        Throwable thrown = assertThrows(type, () -> call.run(kernels, operands));
        for (String word : words) {
            assertTrue(String.valueOf(thrown.getMessage()).contains(word),
                    () -> "'" + thrown.getMessage() + "' does not say '" + word + "'");
        }
        before.forEach((name, values) -> Bits.assertSame(name + " after the refusal", values,
                operands.get(name).toArray()));
    }

    static void refusedBoth(Operation operation, String replaced, Matrix by, String... words) {
        for (Kernels kernels : BOTH) {
            Operands operands = operation.operands().copy().with(replaced, by);
            refused(IllegalArgumentException.class, kernels, operands, operation.call(), words);
        }
    }

    static void wrongShape(Operation operation, String spoilt, String blamedForRows, String blamedForColumns) {
        Matrix right = operation.operands().get(spoilt);
        for (int by : new int[] {1, -1}) {
            if (right.rows() + by > 0) {
                refusedBoth(operation, spoilt, filled(right.rows() + by, right.columns()), blamedForRows + " is ",
                        ", expected ");
            }
            if (right.columns() + by > 0) {
                refusedBoth(operation, spoilt, filled(right.rows(), right.columns() + by), blamedForColumns + " is ",
                        ", expected ");
            }
        }
    }

    static void overlap(Operation operation, String output, String other, boolean inPlace) {
        Matrix a = operation.operands().get(output);
        Matrix b = operation.operands().get(other);
        String name = output.startsWith("state") ? "state" : output;
        String otherName = other.startsWith("state") ? "another state" : other;
        // The last element of the one is the first of the other, either way round.
        for (boolean outputFirst : new boolean[] {true, false}) {
            Matrix memory = filled(1, Math.toIntExact(a.size() + b.size()) - 1);
            long aStart = outputFirst ? 0 : b.size() - 1;
            long bStart = outputFirst ? a.size() - 1 : 0;
            Matrix spoilt = Matrix.wrap(memory.segment().asSlice(4 * aStart), a.rows(), a.columns(), a.columns());
            Matrix spoiltToo = Matrix.wrap(memory.segment().asSlice(4 * bStart), b.rows(), b.columns(), b.columns());
            overlapRefused(operation, output, spoilt, other, spoiltToo, name + " ", "overlaps " + otherName,
                    inPlace ? "in part" : "in memory");
        }
        if (a.rows() == b.rows() && a.columns() == b.columns() && !inPlace) {
            Matrix memory = filled(a.rows(), a.columns());
            overlapRefused(operation, output, memory, other, memory, name + " ", "overlaps " + otherName, "in memory");
        }
        if (inPlace && a.rows() > 1) {
            // The same start and shape, but rows at other distances.
            Matrix memory = filled(a.rows(), a.columns() + 1);
            Matrix wide = Matrix.wrap(memory.segment(), a.rows(), a.columns(), a.columns() + 1);
            Matrix narrow = Matrix.wrap(memory.segment(), a.rows(), a.columns(), a.columns());
            overlapRefused(operation, output, wide, other, narrow, name + " overlaps " + otherName, "in part");
            for (Kernels kernels : BOTH) {
                operation.call().run(kernels, operation.operands().copy().with(output, wide).with(other, wide));
            }
        }
    }

    private static void overlapRefused(Operation operation, String output, Matrix a, String other, Matrix b,
            String... words) {
        for (Kernels kernels : BOTH) {
            Operands operands = operation.operands().copy().with(output, a).with(other, b);
            refused(IllegalArgumentException.class, kernels, operands, operation.call(), words);
        }
    }

    static void refusedWhenClosed(Operation operation) {
        for (Kernels kernels : BOTH) {
            for (String closed : operation.operands().matrices.keySet()) {
                Matrix shape = operation.operands().get(closed);
                Matrix matrix;
                try (Arena arena = Arena.ofConfined()) {
                    matrix = Matrix.create(shape.rows(), shape.columns(), arena);
                }
                Operands operands = operation.operands().copy().with(closed, matrix);
                refused(IllegalStateException.class, kernels, operands, operation.call(),
                        closed.startsWith("state") ? "state" : closed);
            }
        }
    }
}
