package dev.lanegrad.simd;

import dev.lanegrad.spec.ErfSpec;
import dev.lanegrad.spec.Expm1Spec;
import dev.lanegrad.spec.ExpSpec;
import dev.lanegrad.spec.LogSpec;
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
     * The hyperbolic tangent of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return tanh x, lane by lane
     */
    public static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();

        // the large arguments: 1 - 2 / (e^(2a) + 1)
        IntVector m = a.fma(TanhSpec.TWO_LOG2_E, TanhSpec.ROUND).reinterpretAsInts()
                .lanewise(VectorOperators.MIN, TanhSpec.ROUND_MAX_BITS);
        FloatVector n = m.reinterpretAsFloats().sub(TanhSpec.ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(F, TanhSpec.MINUS_HALF_LN2), a);
        FloatVector p = r.fma(TanhSpec.P6, TanhSpec.P5);
        p = p.fma(r, FloatVector.broadcast(F, TanhSpec.P4));
        p = p.fma(r, FloatVector.broadcast(F, TanhSpec.P3));
        p = p.fma(r, FloatVector.broadcast(F, TanhSpec.P2));
        p = p.fma(r, FloatVector.broadcast(F, TanhSpec.P1));
        FloatVector one = FloatVector.broadcast(F, 1f);
        p = p.fma(r, one);
        FloatVector scale = m.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        FloatVector denominator = p.fma(scale, one);

        // the small ones: a + a * a^2 / q(a^2), with the same division and the same last step
        FloatVector s = a.mul(a);
        FloatVector q = s.fma(TanhSpec.Q3, TanhSpec.Q2);
        q = q.fma(s, FloatVector.broadcast(F, TanhSpec.Q1));
        q = q.fma(s, FloatVector.broadcast(F, TanhSpec.Q0));

        var small = a.compare(VectorOperators.LT, TanhSpec.SMALL_BELOW);
        FloatVector base = one.blend(a, small);
        FloatVector quotient = FloatVector.broadcast(F, -2f).blend(s, small).div(denominator.blend(q, small));
        FloatVector y = base.fma(quotient, base);
        IntVector sign = x.reinterpretAsInts().and(0x8000_0000);
        return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
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
    private static FloatVector plusMultiple(FloatVector n, float constant, FloatVector x) {
        return n.fma(FloatVector.broadcast(F, constant), x);
    }

    /** One step of Horner's scheme. */
    private static FloatVector horner(FloatVector sum, FloatVector x, float coefficient) {
        return sum.fma(x, FloatVector.broadcast(F, coefficient));
    }

    /** e^r - 1 for |r| up to about ln 2 / 2, to the accuracy that e^r needs. */
    static FloatVector reducedExpm1(FloatVector r) {
        FloatVector q = r.fma(ExpSpec.Q4, ExpSpec.Q3);
        q = horner(q, r, ExpSpec.Q2);
        q = horner(q, r, ExpSpec.Q1);
        q = horner(q, r, ExpSpec.Q0);
        return r.mul(r).fma(q, r);
    }

    /** What remains of x = n ln 2 + r, given the product of x with 1 / ln 2 plus a rounding constant. */
    static FloatVector remainder(FloatVector shifted, float round, FloatVector x) {
        FloatVector n = shifted.sub(round);
        return plusMultiple(n, ExpSpec.MINUS_LN2_LOW, plusMultiple(n, ExpSpec.MINUS_LN2_HIGH, x));
    }

    /** 2^n from the low bits of a sum with a rounding constant. */
    static FloatVector scale(FloatVector shifted) {
        return shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    /** x where it is at least the limit or NaN, else the limit. */
    static FloatVector holdAbove(FloatVector x, float limit) {
        return x.blend(limit, x.compare(VectorOperators.LT, limit));
    }

    /** x where it is at most the limit or NaN, else the limit. */
    static FloatVector holdBelow(FloatVector x, float limit) {
        return x.blend(limit, x.compare(VectorOperators.GT, limit));
    }

    /**
     * {@link #exp} for arguments of at most 0: the same bits in fewer operations, since 2^n needs no second scale upwards.
     *
     * @param x the arguments, at most 0 or NaN
     * @return e to the power of x, lane by lane
     */
    static FloatVector expOfNegative(FloatVector x) {
        FloatVector held = holdAbove(x, UnitSpec.HOLD_BELOW);
        FloatVector shifted = held.fma(ExpSpec.LOG2_E, UnitSpec.ROUND_SCALED);
        FloatVector w = reducedExpm1(remainder(shifted, UnitSpec.ROUND_SCALED, held));
        FloatVector scale = scale(shifted);
        return w.fma(scale, scale).mul(UnitSpec.UNSCALE);
    }

    private static FloatVector expm1Quotient(FloatVector r) {
        FloatVector q = r.fma(Expm1Spec.Q5, Expm1Spec.Q4);
        q = horner(q, r, Expm1Spec.Q3);
        q = horner(q, r, Expm1Spec.Q2);
        q = horner(q, r, Expm1Spec.Q1);
        return horner(q, r, Expm1Spec.Q0);
    }

    /**
     * e^x - 1 of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return e to the power of x, less 1, lane by lane
     */
    public static FloatVector expm1(FloatVector x) {
        FloatVector held = holdAbove(holdBelow(x, Expm1Spec.HOLD_ABOVE), Expm1Spec.HOLD_BELOW);
        FloatVector shifted = held.fma(ExpSpec.LOG2_E, Expm1Spec.ROUND_HALVED);
        FloatVector n = shifted.sub(Expm1Spec.ROUND_HALVED);
        FloatVector r = plusMultiple(n, ExpSpec.MINUS_LN2_HIGH, held);
        FloatVector low = n.mul(ExpSpec.MINUS_LN2_LOW);
        FloatVector rest = r.mul(r).fma(expm1Quotient(r), low.fma(r, low));

        FloatVector scale = scale(shifted);
        FloatVector scaleLessHalf = scale.sub(0.5f);
        FloatVector sum = r.fma(scale, scaleLessHalf);
        FloatVector error = r.fma(scale, scaleLessHalf.sub(sum)).add(scale.sub(scaleLessHalf).sub(0.5f));
        FloatVector y = sum.add(rest.fma(scale, error)).mul(2f);
        return y.blend(x, x.abs().compare(VectorOperators.LT, Expm1Spec.IDENTITY_BELOW));
    }

    /**
     * e^x - 1 for arguments of at most 0, as {@code ScalarMath.expm1OfNegative}.
     *
     * @param x the arguments
     * @return e to the power of x, less 1, lane by lane; anything where x is above 0
     */
    static FloatVector expm1OfNegative(FloatVector x) {
        FloatVector held = holdAbove(x, Expm1Spec.HOLD_BELOW);
        FloatVector shifted = held.fma(ExpSpec.LOG2_E, Expm1Spec.ROUND);
        FloatVector r = remainder(shifted, Expm1Spec.ROUND, held);
        FloatVector w = r.mul(r).fma(expm1Quotient(r), r);
        FloatVector scale = scale(shifted);
        return w.fma(scale, scale.sub(1f));
    }

    /** The polynomial p of {@link LogSpec}. */
    private static FloatVector logPolynomial(FloatVector f) {
        FloatVector p = f.fma(LogSpec.P8, LogSpec.P7);
        p = horner(p, f, LogSpec.P6);
        p = horner(p, f, LogSpec.P5);
        p = horner(p, f, LogSpec.P4);
        p = horner(p, f, LogSpec.P3);
        p = horner(p, f, LogSpec.P2);
        p = horner(p, f, LogSpec.P1);
        return horner(p, f, LogSpec.P0);
    }

    /** log(2^k (1 + f)), given -k. */
    private static FloatVector logOfParts(FloatVector f, FloatVector minusK) {
        FloatVector sum = plusMultiple(minusK, -LogSpec.LN2_HIGH, f);
        FloatVector error = f.sub(plusMultiple(minusK, LogSpec.LN2_HIGH, sum));
        FloatVector rest = f.mul(f).fma(logPolynomial(f), minusK.mul(-LogSpec.LN2_LOW));
        return sum.add(error.add(rest));
    }

    private static FloatVector minusExponent(IntVector k) {
        return FloatVector.broadcast(F, LogSpec.INTEGERS).sub(k.add(LogSpec.INTEGERS_BITS).reinterpretAsFloats());
    }

    /** Blends in what a logarithm is at its pole, below it and at infinity. */
    private static FloatVector logLimits(FloatVector y, FloatVector x, float pole) {
        return y.blend(Float.NaN, x.compare(VectorOperators.LT, pole))
                .blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, pole))
                .blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
    }

    /**
     * The natural logarithm of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return log x, lane by lane
     */
    public static FloatVector log(FloatVector x) {
        VectorMask<Float> subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        IntVector distance = x.blend(x.mul(LogSpec.SUBNORMAL_SCALE), subnormal).reinterpretAsInts()
                .sub(LogSpec.THREE_QUARTERS_BITS);
        FloatVector minusK = minusExponent(distance.lanewise(VectorOperators.ASHR, LogSpec.FRACTION_BITS));
        minusK = minusK.add(FloatVector.zero(F).blend(LogSpec.SUBNORMAL_EXPONENT, subnormal));
        FloatVector f = distance.and(LogSpec.FRACTION_MASK).add(LogSpec.THREE_QUARTERS_BITS).reinterpretAsFloats().sub(1f);
        FloatVector y = logOfParts(f, minusK);
        return logLimits(y.blend(x, x.test(VectorOperators.IS_NAN)), x, 0f);
    }

    /**
     * log(1 + x) of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return log(1 + x), lane by lane
     */
    public static FloatVector log1p(FloatVector x) {
        VectorMask<Float> huge = x.compare(VectorOperators.GT, LogSpec.HUGE_ABOVE);
        FloatVector scaled = x.blend(x.mul(LogSpec.HUGE_SCALE), huge);
        IntVector k = scaled.add(1f).reinterpretAsInts().sub(LogSpec.THREE_QUARTERS_BITS).lanewise(VectorOperators.ASHR,
                LogSpec.FRACTION_BITS);
        FloatVector minusK = minusExponent(k).sub(FloatVector.zero(F).blend(LogSpec.HUGE_EXPONENT, huge));
        FloatVector scale = IntVector.broadcast(Lanes.INT, LogSpec.ONE_BITS)
                .sub(k.lanewise(VectorOperators.LSHL, LogSpec.FRACTION_BITS)).reinterpretAsFloats();
        FloatVector f = scaled.fma(scale, scale.sub(1f));
        VectorMask<Float> small = x.abs().compare(VectorOperators.LT, LogSpec.IDENTITY_BELOW);
        return logLimits(logOfParts(f, minusK).blend(x, small), x, -1f);
    }

    /** log1p for arguments in [0, 1], where k is 0 or 1: the same bits in fewer operations. */
    private static FloatVector log1pOfFraction(FloatVector x) {
        // k is that of 1 + x, which may round up to 3/2
        VectorMask<Float> one = x.add(1f).compare(VectorOperators.GE, 1.5f);
        FloatVector f = x.blend(x.fma(0.5f, -0.5f), one);
        FloatVector high = FloatVector.zero(F).blend(LogSpec.LN2_HIGH, one);
        FloatVector low = FloatVector.zero(F).blend(LogSpec.LN2_LOW, one);
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
        return x.blend(0f, x.compare(VectorOperators.LE, 0f)).add(tail);
    }

    private static FloatVector erfPolynomial(FloatVector s) {
        FloatVector p = s.fma(ErfSpec.P6, ErfSpec.P5);
        p = horner(p, s, ErfSpec.P4);
        p = horner(p, s, ErfSpec.P3);
        p = horner(p, s, ErfSpec.P2);
        p = horner(p, s, ErfSpec.P1);
        return horner(p, s, ErfSpec.P0);
    }

    private static FloatVector erfComplement(FloatVector u) {
        FloatVector c = u.fma(ErfSpec.C14, ErfSpec.C13);
        c = horner(c, u, ErfSpec.C12);
        c = horner(c, u, ErfSpec.C11);
        c = horner(c, u, ErfSpec.C10);
        c = horner(c, u, ErfSpec.C9);
        c = horner(c, u, ErfSpec.C8);
        c = horner(c, u, ErfSpec.C7);
        c = horner(c, u, ErfSpec.C6);
        c = horner(c, u, ErfSpec.C5);
        c = horner(c, u, ErfSpec.C4);
        c = horner(c, u, ErfSpec.C3);
        c = horner(c, u, ErfSpec.C2);
        c = horner(c, u, ErfSpec.C1);
        return horner(c, u, ErfSpec.C0);
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
        FloatVector large = FloatVector.broadcast(F, 1f).sub(erfComplement(a.sub(ErfSpec.CENTER)));
        FloatVector y = large.blend(1f, a.compare(VectorOperators.GT, ErfSpec.ONE_ABOVE))
                .blend(small, a.compare(VectorOperators.LT, ErfSpec.SMALL_BELOW));
        return withSignOf(x, y);
    }

    /** y, at least +0, with the sign of x. */
    static FloatVector withSignOf(FloatVector x, FloatVector y) {
        IntVector sign = x.reinterpretAsInts().and(0x8000_0000);
        return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    /**
     * 1 / sqrt(x) of each lane.
     *
     * @param x the arguments, of species {@link Lanes#FLOAT}
     * @return 1 / sqrt(x), lane by lane
     */
    public static FloatVector inverseSqrt(FloatVector x) {
        return FloatVector.broadcast(F, 1f).div(x.lanewise(VectorOperators.SQRT));
    }
}
