package dev.lanegrad.testing;

import dev.lanegrad.memory.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Matrices in the middle of larger buffers: odd leading dimensions, odd offsets, and a sentinel in every byte that does
 * not belong to an element (before, after, between rows). A kernel that reads there computes with the sentinel; one
 * that writes there is found by {@link #check()}.
 *
 * <p>The sentinel changes from float to float and from buffer to buffer, so moving one to another place is found, too.
 * Every second buffer's is NaN, which poisons what it is added to; the others' are negative numbers, which no
 * activation but the identity maps to themselves, so an in-place kernel that runs into a gap is found.
 */
public final class Canaries implements AutoCloseable {
    private record Guarded(MemorySegment buffer, int salt, Matrix matrix, long start) {
    }

    private final Arena arena = Arena.ofConfined();
    private final SplittableRandom random;
    private final List<Guarded> guarded = new ArrayList<>();
    private final Map<String, Matrix> outputs = new LinkedHashMap<>();

    /** The seed decides offsets and leading dimensions. */
    public Canaries(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A matrix with this gap between rows, so many bytes after an address divisible by 64; its elements are zero. */
    public Matrix place(int rows, int columns, int gap, int bytesBefore) {
        long bytes = ((rows - 1L) * (columns + gap) + columns) * Float.BYTES;
        long after = 4L * (17 + random.nextInt(17));
        MemorySegment buffer = arena.allocate((bytesBefore + bytes + after + 3) / 4 * 4, Matrix.ALIGNMENT);
        int salt = guarded.size() + 1;
        buffer.copyFrom(MemorySegment.ofArray(pattern(buffer, salt)));
        Matrix matrix = Matrix.wrap(buffer.asSlice(bytesBefore), rows, columns, columns + gap);
        matrix.fill(0);
        guarded.add(new Guarded(buffer, salt, matrix, bytesBefore));
        return matrix;
    }

    /** A matrix with a random gap and offset; both are none in one case out of three. */
    public Matrix place(int rows, int columns) {
        int gap = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(19);
        int floatsBefore = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(35);
        return place(rows, columns, gap, 4 * floatsBefore);
    }

    /** A matrix that holds the values and throws when it is written to. */
    public Matrix input(int rows, int columns, float[] values) {
        Matrix matrix = place(rows, columns);
        matrix.copyFrom(values);
        return Matrix.wrap(matrix.segment().asReadOnly(), rows, columns, matrix.leadingDimension());
    }

    /** A matrix to overwrite, full of NaN. */
    public Matrix output(String name, int rows, int columns) {
        Matrix matrix = place(rows, columns);
        matrix.fill(Float.NaN);
        outputs.put(name, matrix);
        return matrix;
    }

    /** A matrix that is read and written. */
    public Matrix inOut(String name, int rows, int columns, float[] values) {
        Matrix matrix = output(name, rows, columns);
        matrix.copyFrom(values);
        return matrix;
    }

    /** What {@link #output} and {@link #inOut} gave, in that order. */
    public Map<String, Matrix> outputs() {
        return Collections.unmodifiableMap(outputs);
    }

    /** Fails if a byte outside every matrix's elements has changed. */
    public void check() {
        for (Guarded guard : guarded) {
            byte[] actual = guard.buffer().toArray(ValueLayout.JAVA_BYTE);
            byte[] expected = MemorySegment.ofArray(pattern(guard.buffer(), guard.salt()))
                    .toArray(ValueLayout.JAVA_BYTE);
            Matrix matrix = guard.matrix();
            for (int r = 0; r < matrix.rows(); r++) {
                int row = Math.toIntExact(guard.start() + matrix.offset(r, 0));
                System.arraycopy(actual, row, expected, row, matrix.columns() * Float.BYTES);
            }
            int place = Arrays.mismatch(expected, actual);
            if (place >= 0) {
                throw new AssertionError("byte " + (place - guard.start()) + " from the start of " + name(matrix) + " ("
                        + matrix + ") belongs to no element and was overwritten");
            }
        }
    }

    /** Frees the memory. */
    @Override
    public void close() {
        arena.close();
    }

    private String name(Matrix matrix) {
        return outputs.entrySet().stream().filter(e -> e.getValue() == matrix).map(Map.Entry::getKey).findFirst()
                .orElse("an input");
    }

    private static int[] pattern(MemorySegment buffer, int salt) {
        int[] pattern = new int[(int) (buffer.byteSize() / 4)];
        int kind = salt % 2 == 0 ? 0x7FC00000 : 0xC4800000;
        for (int i = 0; i < pattern.length; i++) {
            // Odd multiplier: neighbours differ, and no low byte stays the same for long.
            pattern[i] = kind | ((((i + salt * 7919) * 0x9E3779B1) >>> 11) & 0x3FFFFF);
        }
        return pattern;
    }
}
