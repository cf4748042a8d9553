package dev.lanegrad.io.data;

import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Floats whose number is known at the end only. Kept in pieces: growing copies nothing. */
final class FloatList {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
    private static final int PIECE = 1 << 16;

    private final List<float[]> pieces = new ArrayList<>();
    private int used = PIECE; // of the last piece

    void add(float value) {
        if (used == PIECE) {
            pieces.add(new float[PIECE]);
            used = 0;
        }
        pieces.getLast()[used++] = value;
    }

    long size() {
        return pieces.isEmpty() ? 0 : (pieces.size() - 1L) * PIECE + used;
    }

    /** Copies all values into a new matrix, row by row; there are rows * columns of them. */
    Matrix toMatrix(int rows, int columns) {
        Matrix matrix = Matrix.create(rows, columns);
        long offset = 0;
        for (int i = 0; i < pieces.size(); i++) {
            int count = i == pieces.size() - 1 ? used : PIECE;
            MemorySegment.copy(pieces.get(i), 0, matrix.segment(), FLOAT, offset, count);
            offset += (long) count * Float.BYTES;
        }
        return matrix;
    }
}
