package dev.lanegrad.spec;

/**
 * A function of a &gt;= 0 as {@value #COUNT} polynomials, one for each piece of an interval: fewer operations than a quotient
 * of exponentials takes, and more exact, since each polynomial's argument is small. What the scalar and the vector
 * implementation agree on.
 *
 * <p>Of an {@linkplain #odd() odd} function the pieces grow with a: the lowest bits of the exponent and the highest of the
 * fraction of a + 3/4 are the piece's number, eight for each power of two. Otherwise piece i holds the arguments that are
 * nearest to i widths; its number stands in the low bits of {@code fma(a, perUnit, ROUND)}. With the piece's centre c and
 * d = a - c the value is C0 + C1 d + C2 d^2 + ..., by Horner's scheme.
 *
 * <p>The tables were made in 34 digits: c is that multiple of 2^-13 among the 193 nearest to the middle where the
 * function is nearest to a float, C0, so that the constant term is as good as exact; the others are a minimax polynomial
 * (iteratively weighted least squares, the highest coefficient rounded first and the rest fitted again) of the relative
 * error, around a root of the absolute one.
 *
 * <p>Immutable, so threads may share it.
 */
public final class Pieces {
    /** Number of pieces: two 512-bit vectors hold a coefficient of all of them. */
    public static final int COUNT = 32;

    /** What is added to an argument where the pieces grow: the first ones have a width of 1/16, the last ones of 1. */
    public static final float GROWING_OFFSET = 0.75f;

    /** What the bits of that sum are shifted by: three bits of the fraction remain. */
    public static final int GROWING_SHIFT = 20;

    /** What remains of the offset: the number of the first piece. */
    private static final int FIRST_GROWING = Float.floatToRawIntBits(GROWING_OFFSET) >> GROWING_SHIFT;

    /** 1.5 * 2^23. Floats of this size are the integers, so adding it rounds to the nearest one, found in the lowest bits. */
    public static final float ROUND = 0x1.8p23f;

    private final boolean odd;
    private final float perUnit;
    private final float limit;
    private final int count;
    private final float[] numbers;

    private Pieces(boolean odd, float perUnit, float limit, String table) {
        String[] words = table.strip().split("\\s+", -1);
        this.odd = odd;
        this.perUnit = perUnit;
        this.limit = limit;
        count = words.length / COUNT;
        if (words.length != COUNT * count) {
            throw new IllegalArgumentException(words.length + " numbers in a table of " + COUNT + " lines");
        }
        numbers = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            int piece = i / count + (odd ? FIRST_GROWING : 0);
            numbers[i % count * COUNT + piece % COUNT] = Float.parseFloat(words[i]);
        }
    }

    /**
     * Pieces of equal width.
     *
     * @param perUnit one over the width of a piece
     * @param limit the largest argument, less than COUNT - 1/2 widths
     * @param table a line for each piece: centre, C0, C1, ...
     * @return the function
     */
    static Pieces even(float perUnit, float limit, String table) {
        return new Pieces(false, perUnit, limit, table);
    }

    /**
     * Pieces that grow, of a function that is odd and whose arguments are held at the limit.
     *
     * @param limit the largest argument, less than 11.25
     * @param table a line for each piece: centre, C0, C1, ...
     * @return the function
     */
    static Pieces odd(float limit, String table) {
        return new Pieces(true, 0, limit, table);
    }

    /**
     * Which of the two kinds.
     *
     * @return whether the function is odd and its pieces grow
     */
    public boolean odd() {
        return odd;
    }

    /**
     * One over the width of a piece.
     *
     * @return what an argument is multiplied by, where the pieces have equal widths
     */
    public float perUnit() {
        return perUnit;
    }

    /**
     * Where the pieces end.
     *
     * @return the largest argument
     */
    public float limit() {
        return limit;
    }

    /**
     * How many numbers a piece has.
     *
     * @return two more than the degree: the centre and the coefficients
     */
    public int count() {
        return count;
    }

    /**
     * A number of a piece.
     *
     * @param number 0 for the centre, 1 for C0, 2 for C1, ...
     * @param piece which piece
     * @return the number
     */
    public float number(int number, int piece) {
        return numbers[number * COUNT + piece];
    }
}
