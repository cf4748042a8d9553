package dev.lanegrad.simd;

import dev.lanegrad.spec.Expm1Spec;
import dev.lanegrad.spec.ExpSpec;
import dev.lanegrad.spec.LogSpec;
import dev.lanegrad.spec.Pieces;
import dev.lanegrad.spec.SigmoidSpec;
import dev.lanegrad.spec.TanhSpec;
import dev.lanegrad.spec.UnitSpec;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The elementary functions on whole vectors: lane by lane the bits of {@code dev.lanegrad.reference.ScalarMath}, at
 * every vector width. The formulas, their accuracy and their sources are described there and in {@code
 * dev.lanegrad.spec}; here is only what is peculiar to vectors: both sides of a case distinction are computed and
 * blended, so a lane that will not be chosen may hold anything, NaN included.
 */
public final class VectorMath {
    private static final VectorSpecies<Float> F = Lanes.FLOAT;
    private static final int[] TANH = PieceTables.of(TanhSpec.PIECES);

    private VectorMath() {
    }

    /**
     * The exponential function of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return e to the power of x, lane by lane
     */
    public static FloatVector exp(FloatVector x) {
        FloatVector shifted = x.fma(ExpSpec.LOG2_E, ExpSpec.ROUND);
        IntVector m = shifted.reinterpretAsInts().lanewise(VectorOperators.MIN, ExpSpec.ROUND_MAX_BITS);
        FloatVector n = m.reinterpretAsFloats().sub(ExpSpec.ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(F, ExpSpec.MINUS_LN2_HIGH), x);
        r = n.fma(FloatVector.broadcast(F, ExpSpec.MINUS_LN2_LOW), r);

        FloatVector w = reducedExpm1(r);

        IntVector half = m.lanewise(VectorOperators.ASHR, 1);
        FloatVector scale1 = half.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector scale2 = m.sub(half).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector y = w.fma(scale1, scale1).mul(scale2);
        return y.blend(0f, x.compare(VectorOperators.LT, ExpSpec.ZERO_BELOW));
    }

    /**
     * The hyperbolic tangent of each lane. Loops over many take {@link PieceLoop}, which keeps the tables in registers.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return tanh x, lane by lane
     */
    public static FloatVector tanh(FloatVector x) {
        FloatVector a = holdBelow(x.abs(), FloatVector.broadcast(F, TanhSpec.HOLD_ABOVE));
        IntVector piece = a.add(Pieces.GROWING_OFFSET).reinterpretAsInts().lanewise(VectorOperators.ASHR,
                Pieces.GROWING_SHIFT);
        FloatVector d = a.sub(PieceTables.find(piece, TANH, 0));
        FloatVector sum = PieceTables.find(piece, TANH, TanhSpec.PIECES.count() - 1);
        for (int i = TanhSpec.PIECES.count() - 2; i > 0; i--) {
            sum = sum.fma(d, PieceTables.find(piece, TANH, i));
        }
        return withSignOf(x, sum);
    }

    /**
     * The logistic function of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return 1 / (1 + e to the power of -x), lane by lane
     */
    public static FloatVector sigmoid(FloatVector x) {
        FloatVector shifted = x.fma(SigmoidSpec.MINUS_LOG2_E, SigmoidSpec.ROUND);
        IntVector m = shifted.reinterpretAsInts().lanewise(VectorOperators.MIN, SigmoidSpec.ROUND_MAX_BITS);
        FloatVector n = m.reinterpretAsFloats().sub(SigmoidSpec.ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(F, SigmoidSpec.LN2_HIGH), x);
        r = n.fma(FloatVector.broadcast(F, SigmoidSpec.LN2_LOW), r);

        FloatVector q = r.fma(SigmoidSpec.Q4, SigmoidSpec.Q3);
        q = q.fma(r, FloatVector.broadcast(F, SigmoidSpec.Q2));
        q = q.fma(r, FloatVector.broadcast(F, SigmoidSpec.Q1));
        q = q.fma(r, FloatVector.broadcast(F, SigmoidSpec.Q0));
        FloatVector w = r.mul(r).fma(q, r);

        IntVector half = m.lanewise(VectorOperators.ASHR, 1);
        FloatVector scale1 = half.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector scale2 = half.sub(m).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector y = scale2.div(w.fma(scale1, scale2).sub(scale1));
        return y.blend(1f, x.compare(VectorOperators.GT, SigmoidSpec.ONE_ABOVE));
    }

    /** n times a constant, plus x. */
    private static FloatVector plusMultiple(FloatVector n, FloatVector constant, FloatVector x) {
        return n.fma(constant, x);
    }

    /** One step of Horner's scheme. */
    private static FloatVector horner(FloatVector sum, FloatVector x, FloatVector coefficient) {
        return sum.fma(x, coefficient);
    }

    /** e^r - 1 for |r| up to about ln 2 / 2, to the accuracy that e^r needs. */
    static FloatVector reducedExpm1(FloatVector r) {
        FloatVector q = r.fma(ExpSpec.Q4, ExpSpec.Q3);
        q = q.fma(r, FloatVector.broadcast(F, ExpSpec.Q2));
        q = q.fma(r, FloatVector.broadcast(F, ExpSpec.Q1));
        q = q.fma(r, FloatVector.broadcast(F, ExpSpec.Q0));
        return r.mul(r).fma(q, r);
    }

    /** What remains of x = n ln 2 + r, given the product of x with 1 / ln 2 plus a rounding constant. */
    static FloatVector remainder(FloatVector shifted, FloatVector round, FloatVector x) {
        FloatVector n = shifted.sub(round);
        return n.fma(FloatVector.broadcast(F, ExpSpec.MINUS_LN2_LOW),
                n.fma(FloatVector.broadcast(F, ExpSpec.MINUS_LN2_HIGH), x));
    }

    /** 2^n from the low bits of a sum with a rounding constant. */
    static FloatVector scale(FloatVector shifted) {
        return shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    /** x where it is at least the limit or NaN, else the limit. */
    static FloatVector holdAbove(FloatVector x, FloatVector limit) {
        return x.blend(limit, x.compare(VectorOperators.LT, limit));
    }

    /** x where it is at most the limit or NaN, else the limit. */
    static FloatVector holdBelow(FloatVector x, FloatVector limit) {
        return x.blend(limit, x.compare(VectorOperators.GT, limit));
    }

    /**
     * {@link #exp} for arguments of at most 0: the same bits in fewer operations, since 2^n needs no second scale upwards.
     *
     * @param x the arguments, at most 0 or NaN
     * @return e to the power of x, lane by lane
     */
    static FloatVector expOfNegative(FloatVector x) {
        // flat, for the node budget: each call of a helper counts
        FloatVector held = x.blend(UnitSpec.HOLD_BELOW, x.compare(VectorOperators.LT, UnitSpec.HOLD_BELOW));
        FloatVector shifted = held.fma(ExpSpec.LOG2_E, UnitSpec.ROUND_SCALED);
        FloatVector n = shifted.sub(UnitSpec.ROUND_SCALED);
        FloatVector r = n.fma(FloatVector.broadcast(F, ExpSpec.MINUS_LN2_HIGH), held);
        r = n.fma(FloatVector.broadcast(F, ExpSpec.MINUS_LN2_LOW), r);
        FloatVector q = r.fma(ExpSpec.Q4, ExpSpec.Q3);
        q = q.fma(r, FloatVector.broadcast(F, ExpSpec.Q2));
        q = q.fma(r, FloatVector.broadcast(F, ExpSpec.Q1));
        q = q.fma(r, FloatVector.broadcast(F, ExpSpec.Q0));
        FloatVector w = r.mul(r).fma(q, r);
        FloatVector scale = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        return w.fma(scale, scale).mul(UnitSpec.UNSCALE);
    }

    private static FloatVector expm1Quotient(FloatVector r) {
        FloatVector q = r.fma(Constants.EXPM1_Q5, Constants.EXPM1_Q4);
        q = horner(q, r, Constants.EXPM1_Q3);
        q = horner(q, r, Constants.EXPM1_Q2);
        q = horner(q, r, Constants.EXPM1_Q1);
        return horner(q, r, Constants.EXPM1_Q0);
    }

    /**
     * e^x - 1 of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return e to the power of x, less 1, lane by lane
     */
    public static FloatVector expm1(FloatVector x) {
        FloatVector held = holdAbove(holdBelow(x, Constants.EXPM1_HOLD_ABOVE), Constants.EXPM1_HOLD_BELOW);
        FloatVector shifted = held.fma(Constants.EXP_LOG2_E, Constants.EXPM1_ROUND_HALVED);
        FloatVector n = shifted.sub(Constants.EXPM1_ROUND_HALVED);
        FloatVector r = plusMultiple(n, Constants.EXP_MINUS_LN2_HIGH, held);
        FloatVector low = n.mul(Constants.EXP_MINUS_LN2_LOW);
        FloatVector rest = r.mul(r).fma(expm1Quotient(r), low.fma(r, low));

        FloatVector scale = scale(shifted);
        FloatVector scaleLessHalf = scale.sub(Constants.HALF);
        FloatVector sum = r.fma(scale, scaleLessHalf);
        FloatVector error = r.fma(scale, scaleLessHalf.sub(sum)).add(scale.sub(scaleLessHalf).sub(Constants.HALF));
        FloatVector y = sum.add(rest.fma(scale, error)).mul(Constants.TWO);
        return y.blend(x, x.abs().compare(VectorOperators.LT, Constants.EXPM1_IDENTITY_BELOW));
    }

    /**
     * e^x - 1 for arguments of at most 0, as {@code ScalarMath.expm1OfNegative}.
     *
     * @param x the arguments
     * @return e to the power of x, less 1, lane by lane; anything where x is above 0
     */
    static FloatVector expm1OfNegative(FloatVector x) {
        // flat, for the node budget: each call of a helper counts
        FloatVector held = x.blend(Expm1Spec.HOLD_BELOW, x.compare(VectorOperators.LT, Expm1Spec.HOLD_BELOW));
        FloatVector shifted = held.fma(ExpSpec.LOG2_E, Expm1Spec.ROUND);
        FloatVector n = shifted.sub(Expm1Spec.ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(F, ExpSpec.MINUS_LN2_HIGH), held);
        r = n.fma(FloatVector.broadcast(F, ExpSpec.MINUS_LN2_LOW), r);
        FloatVector q = r.fma(Expm1Spec.Q5, Expm1Spec.Q4);
        q = q.fma(r, FloatVector.broadcast(F, Expm1Spec.Q3));
        q = q.fma(r, FloatVector.broadcast(F, Expm1Spec.Q2));
        q = q.fma(r, FloatVector.broadcast(F, Expm1Spec.Q1));
        q = q.fma(r, FloatVector.broadcast(F, Expm1Spec.Q0));
        FloatVector w = r.mul(r).fma(q, r);
        FloatVector scale = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        return w.fma(scale, scale.sub(1f));
    }

    /** The polynomial p of {@link LogSpec}. */
    private static FloatVector logPolynomial(FloatVector f) {
        FloatVector p = f.fma(Constants.LOG_P8, Constants.LOG_P7);
        p = horner(p, f, Constants.LOG_P6);
        p = horner(p, f, Constants.LOG_P5);
        p = horner(p, f, Constants.LOG_P4);
        p = horner(p, f, Constants.LOG_P3);
        p = horner(p, f, Constants.LOG_P2);
        p = horner(p, f, Constants.LOG_P1);
        return horner(p, f, Constants.LOG_P0);
    }

    /** log(2^k (1 + f)), given -k. */
    private static FloatVector logOfParts(FloatVector f, FloatVector minusK) {
        FloatVector sum = plusMultiple(minusK, Constants.MINUS_LOG_LN2_HIGH, f);
        FloatVector error = f.sub(plusMultiple(minusK, Constants.LOG_LN2_HIGH, sum));
        FloatVector rest = f.mul(f).fma(logPolynomial(f), minusK.mul(Constants.MINUS_LOG_LN2_LOW));
        return sum.add(error.add(rest));
    }

    private static FloatVector minusExponent(IntVector k) {
        return Constants.LOG_INTEGERS.sub(k.add(Constants.INTEGERS_BITS).reinterpretAsFloats());
    }

    /** Blends in what a logarithm is at its pole, below it and at infinity. */
    private static FloatVector logLimits(FloatVector y, FloatVector x, FloatVector pole) {
        return y.blend(Constants.NAN, x.compare(VectorOperators.LT, pole))
                .blend(Constants.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, pole))
                .blend(Constants.POSITIVE_INFINITY, x.compare(VectorOperators.EQ, Constants.POSITIVE_INFINITY));
    }

    /**
     * The natural logarithm of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return log x, lane by lane
     */
    public static FloatVector log(FloatVector x) {
        VectorMask<Float> subnormal = x.compare(VectorOperators.LT, Constants.MIN_NORMAL);
        IntVector distance = x.blend(x.mul(Constants.LOG_SUBNORMAL_SCALE), subnormal).reinterpretAsInts()
                .sub(Constants.THREE_QUARTERS_BITS);
        FloatVector minusK = minusExponent(distance.lanewise(VectorOperators.ASHR, LogSpec.FRACTION_BITS));
        minusK = minusK.add(Constants.ZERO.blend(Constants.LOG_SUBNORMAL_EXPONENT, subnormal));
        FloatVector f = distance.and(Constants.FRACTION_MASK).add(Constants.THREE_QUARTERS_BITS).reinterpretAsFloats()
                .sub(Constants.ONE);
        // x - x is 0, or NaN where x is; infinity gets its own value after that
        return logLimits(logOfParts(f.add(x.sub(x)), minusK), x, Constants.ZERO);
    }

    /**
     * log(1 + x) of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return log(1 + x), lane by lane
     */
    public static FloatVector log1p(FloatVector x) {
        VectorMask<Float> huge = x.compare(VectorOperators.GT, Constants.LOG_HUGE_ABOVE);
        FloatVector scaled = x.blend(x.mul(Constants.LOG_HUGE_SCALE), huge);
        IntVector k = scaled.add(Constants.ONE).reinterpretAsInts().sub(Constants.THREE_QUARTERS_BITS).lanewise(
                VectorOperators.ASHR,
                LogSpec.FRACTION_BITS);
        FloatVector minusK = minusExponent(k).sub(Constants.ZERO.blend(Constants.LOG_HUGE_EXPONENT, huge));
        FloatVector scale = Constants.ONE_BITS.sub(k.lanewise(VectorOperators.LSHL, LogSpec.FRACTION_BITS))
                .reinterpretAsFloats();
        FloatVector f = scaled.fma(scale, scale.sub(Constants.ONE));
        VectorMask<Float> small = x.abs().compare(VectorOperators.LT, Constants.LOG_IDENTITY_BELOW);
        return logLimits(logOfParts(f, minusK).blend(x, small), x, Constants.MINUS_ONE);
    }

    /** log1p for arguments in [0, 1], where k is 0 or 1: the same bits in fewer operations. */
    private static FloatVector log1pOfFraction(FloatVector x) {
        // k is that of 1 + x, which may round up to 3/2
        VectorMask<Float> one = x.add(Constants.ONE).compare(VectorOperators.GE, Constants.THREE_HALVES);
        FloatVector f = x.blend(x.fma(Constants.HALF, Constants.MINUS_HALF), one);
        FloatVector high = Constants.ZERO.blend(Constants.LOG_LN2_HIGH, one);
        FloatVector low = Constants.ZERO.blend(Constants.LOG_LN2_LOW, one);
        FloatVector sum = high.add(f);
        FloatVector error = f.sub(sum.sub(high));
        return sum.add(error.add(f.mul(f).fma(logPolynomial(f), low)));
    }

    /**
     * log(1 + e^x) of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return log(1 + e^x), lane by lane
     */
    public static FloatVector softplus(FloatVector x) {
        FloatVector tail = log1pOfFraction(expOfNegative(x.abs().neg()));
        return x.blend(Constants.ZERO, x.compare(VectorOperators.LE, Constants.ZERO)).add(tail);
    }

    private static FloatVector erfPolynomial(FloatVector s) {
        FloatVector p = s.fma(Constants.ERF_P6, Constants.ERF_P5);
        p = horner(p, s, Constants.ERF_P4);
        p = horner(p, s, Constants.ERF_P3);
        p = horner(p, s, Constants.ERF_P2);
        p = horner(p, s, Constants.ERF_P1);
        return horner(p, s, Constants.ERF_P0);
    }

    private static FloatVector erfComplement(FloatVector u) {
        FloatVector c = u.fma(Constants.ERF_C14, Constants.ERF_C13);
        c = horner(c, u, Constants.ERF_C12);
        c = horner(c, u, Constants.ERF_C11);
        c = horner(c, u, Constants.ERF_C10);
        c = horner(c, u, Constants.ERF_C9);
        c = horner(c, u, Constants.ERF_C8);
        c = horner(c, u, Constants.ERF_C7);
        c = horner(c, u, Constants.ERF_C6);
        c = horner(c, u, Constants.ERF_C5);
        c = horner(c, u, Constants.ERF_C4);
        c = horner(c, u, Constants.ERF_C3);
        c = horner(c, u, Constants.ERF_C2);
        c = horner(c, u, Constants.ERF_C1);
        return horner(c, u, Constants.ERF_C0);
    }

    /**
     * The error function of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return erf x, lane by lane
     */
    public static FloatVector erf(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector small = a.fma(erfPolynomial(a.mul(a)), a);
        FloatVector large = Constants.ONE.sub(erfComplement(a.sub(Constants.ERF_CENTER)));
        FloatVector y = large.blend(Constants.ONE, a.compare(VectorOperators.GT, Constants.ERF_ONE_ABOVE))
                .blend(small, a.compare(VectorOperators.LT, Constants.ERF_SMALL_BELOW));
        return withSignOf(x, y);
    }

    /** y, at least +0, with the sign of x. */
    static FloatVector withSignOf(FloatVector x, FloatVector y) {
        IntVector sign = x.reinterpretAsInts().and(Constants.SIGN);
        return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    /**
     * 1 / sqrt(x) of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return 1 / sqrt(x), lane by lane
     */
    public static FloatVector inverseSqrt(FloatVector x) {
        return Constants.ONE.div(x.lanewise(VectorOperators.SQRT));
    }
}
