package dev.lanegrad.simd;

import dev.lanegrad.spec.Pieces;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The tables of {@link Pieces} for {@link PieceLoop} and {@link PieceGradientLoop}. At 512 bits two registers hold a number
 * of all pieces, and one instruction finds that of each lane; the loop keeps the tables in registers. Narrower vectors look
 * into several pairs and blend.
 */
final class PieceTables {
    /** Whether a pair of vectors holds a number of all pieces. */
    static final boolean WIDE = 2 * Lanes.LENGTH == Pieces.COUNT;

    private PieceTables() {
    }

    /** The bits of all numbers: those of one number one after the other. */
    static int[] of(Pieces pieces) {
        int[] table = new int[pieces.count() * Pieces.COUNT];
        for (int i = 0; i < table.length; i++) {
            table[i] = Float.floatToRawIntBits(pieces.number(i / Pieces.COUNT, i % Pieces.COUNT));
        }
        return table;
    }

    /** One number of the piece of each lane, of whose bits the lowest five count. */
    static FloatVector find(IntVector piece, int[] table, int number) {
        int start = number * Pieces.COUNT;
        IntVector found = piece.selectFrom(IntVector.fromArray(Lanes.INT, table, start),
                IntVector.fromArray(Lanes.INT, table, start + Lanes.LENGTH));
        for (int i = 2 * Lanes.LENGTH; i < Pieces.COUNT; i += 2 * Lanes.LENGTH) {
            IntVector other = piece.selectFrom(IntVector.fromArray(Lanes.INT, table, start + i),
                    IntVector.fromArray(Lanes.INT, table, start + i + Lanes.LENGTH));
            found = found.blend(other, piece.and(Pieces.COUNT - 2 * Lanes.LENGTH).compare(VectorOperators.EQ, i));
        }
        return found.reinterpretAsFloats();
    }
}
