package dev.lanegrad.reference;

import dev.lanegrad.spec.Pieces;

/** A function given as {@link Pieces}, one float at a time. */
final class ScalarPieces {
    private ScalarPieces() {
    }

    /** Whether |x| lies where the pieces are; NaN does, and stays NaN there. */
    static boolean hold(Pieces pieces, float x) {
        return !(Math.abs(x) > pieces.limit());
    }

    /** The value at a, from 0 to the limit. */
    static float value(Pieces pieces, float a) {
        int bits = pieces.odd()
                ? Float.floatToRawIntBits(a + Pieces.GROWING_OFFSET) >> Pieces.GROWING_SHIFT
                : Float.floatToRawIntBits(Math.fma(a, pieces.perUnit(), Pieces.ROUND));
        int piece = bits & (Pieces.COUNT - 1);
        float d = a - pieces.number(0, piece);
        float sum = pieces.number(pieces.count() - 1, piece);
        for (int i = pieces.count() - 2; i > 0; i--) {
            sum = Math.fma(sum, d, pieces.number(i, piece));
        }
        return sum;
    }
}
