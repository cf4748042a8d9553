package dev.lanegrad.simd;

import dev.lanegrad.spec.Pieces;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Template of {@link MapKernel} for functions given as {@link Pieces}: the odd one, or y[i] = max(x[i], 0) - f(|x[i]|).
 * {@link Specializer} defines it once per function. Flat, for the node budget.
 */
final class PieceLoop {
    private static final UnaryFunction FUNCTION = Specializer.function(MethodHandles.lookup(), UnaryFunction.class);
    private static final Pieces PIECES = Objects.requireNonNull(FUNCTION.pieces());
    private static final int[] TABLE = PieceTables.of(PIECES);
    private static final int COUNT = PIECES.count();
    private static final boolean ODD = PIECES.odd();
    private static final float PER_UNIT = PIECES.perUnit();

    private PieceLoop() {
    }

    /** Over vectors of 512 bits, up to the first with an element beyond the limit: how many floats were done. */
    static int wide(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float limit) {
        if (x.getClass() != Segments.NATIVE || y.getClass() != Segments.NATIVE) {
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
        IntVector p60 = ODD ? p50 : IntVector.fromArray(Lanes.INT, TABLE, 224);
        IntVector p61 = ODD ? p51 : IntVector.fromArray(Lanes.INT, TABLE, 240);
        FloatVector perUnit = FloatVector.broadcast(Lanes.FLOAT, PER_UNIT);
        FloatVector round = FloatVector.broadcast(Lanes.FLOAT, Pieces.ROUND);
        FloatVector end = FloatVector.broadcast(Lanes.FLOAT, limit);
        for (int i = 0; i < n; i += Lanes.LENGTH) {
            FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + i * 4L, Lanes.ORDER);
            FloatVector a = v.abs();
            if (ODD) {
                a = a.blend(end, a.compare(VectorOperators.GT, end));
            } else if (a.compare(VectorOperators.GT, end).anyTrue()) {
                return i;
            }
            IntVector piece = ODD
                    ? a.add(Pieces.GROWING_OFFSET).reinterpretAsInts().lanewise(VectorOperators.ASHR, Pieces.GROWING_SHIFT)
                    : a.fma(perUnit, round).reinterpretAsInts();
            FloatVector d = a.sub(piece.selectFrom(c0, c1).reinterpretAsFloats());
            FloatVector p = piece.selectFrom(p50, p51).reinterpretAsFloats();
            if (!ODD) {
                p = piece.selectFrom(p60, p61).reinterpretAsFloats().fma(d, p);
            }
            p = p.fma(d, piece.selectFrom(p40, p41).reinterpretAsFloats());
            p = p.fma(d, piece.selectFrom(p30, p31).reinterpretAsFloats());
            p = p.fma(d, piece.selectFrom(p20, p21).reinterpretAsFloats());
            p = p.fma(d, piece.selectFrom(p10, p11).reinterpretAsFloats());
            p = p.fma(d, piece.selectFrom(p00, p01).reinterpretAsFloats());
            FloatVector result = ODD
                    ? p.reinterpretAsInts().or(v.reinterpretAsInts().and(0x8000_0000)).reinterpretAsFloats()
                    : v.blend(-0f, v.compare(VectorOperators.LT, 0f)).sub(p);
            result.intoMemorySegment(y, yOffset + i * 4L, Lanes.ORDER);
        }
        return n;
    }

    /** The same over narrower vectors. */
    static int narrow(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n, float limit) {
        if (x.getClass() != Segments.NATIVE || y.getClass() != Segments.NATIVE) {
            throw Segments.notNative();
        }
        for (int i = 0; i < n; i += Lanes.LENGTH) {
            FloatVector v = FloatVector.fromMemorySegment(Lanes.FLOAT, x, xOffset + i * 4L, Lanes.ORDER);
            FloatVector a = v.abs();
            if (ODD) {
                a = a.blend(limit, a.compare(VectorOperators.GT, limit));
            } else if (a.compare(VectorOperators.GT, limit).anyTrue()) {
                return i;
            }
            IntVector piece = ODD
                    ? a.add(Pieces.GROWING_OFFSET).reinterpretAsInts().lanewise(VectorOperators.ASHR, Pieces.GROWING_SHIFT)
                    : a.fma(PER_UNIT, Pieces.ROUND).reinterpretAsInts();
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
            FloatVector result = ODD
                    ? p.reinterpretAsInts().or(v.reinterpretAsInts().and(0x8000_0000)).reinterpretAsFloats()
                    : v.blend(-0f, v.compare(VectorOperators.LT, 0f)).sub(p);
            result.intoMemorySegment(y, yOffset + i * 4L, Lanes.ORDER);
        }
        return n;
    }
}
