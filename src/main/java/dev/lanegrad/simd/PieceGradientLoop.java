package dev.lanegrad.simd;

import dev.lanegrad.spec.Pieces;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Template of {@link ZipKernel} for derivatives given as {@link Pieces}: dz[i] = dy[i] * f(-|z[i]|), or where z[i] is above
 * 0 dy[i] * (1 - f(-|z[i]|)). {@link Specializer} defines it once per function. Flat, for the node budget.
 */
final class PieceGradientLoop {
    private static final BinaryFunction FUNCTION = Specializer.function(MethodHandles.lookup(), BinaryFunction.class);
    private static final Pieces PIECES = Objects.requireNonNull(FUNCTION.pieces());
    private static final int[] TABLE = PieceTables.of(PIECES);
    private static final int COUNT = PIECES.count();
    private static final float PER_UNIT = PIECES.perUnit();

    private PieceGradientLoop() {
    }

    /** Over vectors of 512 bits, up to the first with an element beyond the limit: how many floats were done. */
    static int wide(MemorySegment z, long zOffset, MemorySegment dy, long dyOffset, MemorySegment dz, long dzOffset, int n,
            float limit) {
        if (z.getClass() != Segments.NATIVE || dy.getClass() != Segments.NATIVE || dz.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        IntVector c0 = IntVector.fromArray(Lanes.INT, TABLE, 0);
        IntVector c1 = IntVector.fromArray(Lanes.INT, TABLE, 16);
        IntVector p00 = IntVector.fromArray(Lanes.INT, TABLE, 32);
        IntVector p01 = IntVector.fromArray(Lanes.INT, TABLE, 48);
        IntVector p10 = IntVector.fromArray(Lanes.INT, TABLE, 64);
        IntVector p11 = IntVector.fromArray(Lanes.INT, TABLE, 80);
        IntVector p20 = IntVector.fromArray(Lanes.INT, TABLE, 96);
        IntVector p21 = IntVector.fromArray(Lanes.INT, TABLE, 112);
        IntVector p30 = IntVector.fromArray(Lanes.INT, TABLE, 128);
        IntVector p31 = IntVector.fromArray(Lanes.INT, TABLE, 144);
        IntVector p40 = IntVector.fromArray(Lanes.INT, TABLE, 160);
        IntVector p41 = IntVector.fromArray(Lanes.INT, TABLE, 176);
        IntVector p50 = IntVector.fromArray(Lanes.INT, TABLE, 192);
        IntVector p51 = IntVector.fromArray(Lanes.INT, TABLE, 208);
        IntVector p60 = IntVector.fromArray(Lanes.INT, TABLE, 224);
        IntVector p61 = IntVector.fromArray(Lanes.INT, TABLE, 240);
        FloatVector perUnit = FloatVector.broadcast(Lanes.FLOAT, PER_UNIT);
        FloatVector round = FloatVector.broadcast(Lanes.FLOAT, Pieces.ROUND);
        for (int i = 0; i < n; i += Lanes.LENGTH) {
            FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, z, zOffset + i * 4L, Lanes.ORDER);
            FloatVector a = v.abs();
            if (a.compare(VectorOperators.GT, limit).anyTrue()) {
                return i;
            }
            IntVector piece = a.fma(perUnit, round).reinterpretAsInts();
            FloatVector d = a.sub(piece.selectFrom(c0, c1).reinterpretAsFloats());
            FloatVector p = piece.selectFrom(p60, p61).reinterpretAsFloats();
            p = p.fma(d, piece.selectFrom(p50, p51).reinterpretAsFloats());
            p = p.fma(d, piece.selectFrom(p40, p41).reinterpretAsFloats());
            p = p.fma(d, piece.selectFrom(p30, p31).reinterpretAsFloats());
            p = p.fma(d, piece.selectFrom(p20, p21).reinterpretAsFloats());
            p = p.fma(d, piece.selectFrom(p10, p11).reinterpretAsFloats());
            p = p.fma(d, piece.selectFrom(p00, p01).reinterpretAsFloats());
            p = p.blend(FloatVector.broadcast(Lanes.FLOAT, 1f).sub(p), v.compare(VectorOperators.GT, 0f));
            FloatVector.fromMemorySegment(Lanes.FLOAT, dy, dyOffset + i * 4L, Lanes.ORDER).mul(p)
                    .intoMemorySegment(dz, dzOffset + i * 4L, Lanes.ORDER);
        }
        return n;
    }

    /** The same over narrower vectors. */
    static int narrow(MemorySegment z, long zOffset, MemorySegment dy, long dyOffset, MemorySegment dz, long dzOffset, int n,
            float limit) {
        if (z.getClass() != Segments.NATIVE || dy.getClass() != Segments.NATIVE || dz.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        for (int i = 0; i < n; i += Lanes.LENGTH) {
            FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, z, zOffset + i * 4L, Lanes.ORDER);
            FloatVector a = v.abs();
            if (a.compare(VectorOperators.GT, limit).anyTrue()) {
                return i;
            }
            IntVector piece = a.fma(PER_UNIT, Pieces.ROUND).reinterpretAsInts();
            FloatVector d = a;
            FloatVector p = FloatVector.zero(Lanes.FLOAT);
            // the centre, then the coefficients from the highest on; flat: C2 does not always inline a method for it
            for (int k = COUNT; k > 0; k--) {
                int start = k % COUNT * Pieces.COUNT;
                IntVector found = piece.selectFrom(IntVector.fromArray(Lanes.INT, TABLE, start),
                        IntVector.fromArray(Lanes.INT, TABLE, start + Lanes.LENGTH));
                for (int pair = 2 * Lanes.LENGTH; pair < Pieces.COUNT; pair += 2 * Lanes.LENGTH) {
                    IntVector other = piece.selectFrom(IntVector.fromArray(Lanes.INT, TABLE, start + pair),
                            IntVector.fromArray(Lanes.INT, TABLE, start + pair + Lanes.LENGTH));
                    found = found.blend(other,
                            piece.and(Pieces.COUNT - 2 * Lanes.LENGTH).compare(VectorOperators.EQ, pair));
                }
                FloatVector number = found.reinterpretAsFloats();
                if (k == COUNT) {
                    d = a.sub(number);
                } else {
                    p = p.fma(d, number);
                }
            }
            p = p.blend(FloatVector.broadcast(Lanes.FLOAT, 1f).sub(p), v.compare(VectorOperators.GT, 0f));
            FloatVector.fromMemorySegment(Lanes.FLOAT, dy, dyOffset + i * 4L, Lanes.ORDER).mul(p)
                    .intoMemorySegment(dz, dzOffset + i * 4L, Lanes.ORDER);
        }
        return n;
    }
}
