package dev.lanegrad.simd;

import dev.lanegrad.spec.ErfSpec;
import dev.lanegrad.spec.ExpSpec;
import dev.lanegrad.spec.Expm1Spec;
import dev.lanegrad.spec.GeluSpec;
import dev.lanegrad.spec.LogCoshSpec;
import dev.lanegrad.spec.LogSpec;
import dev.lanegrad.spec.UnitSpec;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Numbers of {@code spec} as vectors, for functions that would exceed the compiler's node budget with broadcasts: a constant
 * vector costs a few nodes, a broadcast a hundred. But it is loaded from the heap each time, so what the budget leaves
 * room for is broadcast.
 */
final class Constants {
    /** The sign bit of a float. */
    static final IntVector SIGN = of(0x8000_0000);

    static final IntVector ONE_BITS = of(LogSpec.ONE_BITS);
    static final IntVector THREE_QUARTERS_BITS = of(LogSpec.THREE_QUARTERS_BITS);
    static final IntVector FRACTION_MASK = of(LogSpec.FRACTION_MASK);
    static final IntVector INTEGERS_BITS = of(LogSpec.INTEGERS_BITS);

    /** 0, 1, 2 and so on. */
    private static final FloatVector INDEX = FloatVector.zero(Lanes.FLOAT).addIndex(1);

    static final FloatVector FOUR = of(4f);
    static final FloatVector HALF = of(0.5f);
    static final FloatVector MAX_VALUE = of(Float.MAX_VALUE);
    static final FloatVector MINUS_HALF = of(-0.5f);
    static final FloatVector MINUS_ONE = of(-1f);
    static final FloatVector MIN_NORMAL = of(Float.MIN_NORMAL);
    static final FloatVector NAN = of(Float.NaN);
    static final FloatVector NEGATIVE_INFINITY = of(Float.NEGATIVE_INFINITY);
    static final FloatVector ONE = of(1f);
    static final FloatVector POSITIVE_INFINITY = of(Float.POSITIVE_INFINITY);
    static final FloatVector SIX = of(6f);
    static final FloatVector THREE_HALVES = of(1.5f);
    static final FloatVector TWO = of(2f);
    static final FloatVector ZERO = of(0f);

    static final FloatVector ERF_C0 = of(ErfSpec.C0);
    static final FloatVector ERF_C1 = of(ErfSpec.C1);
    static final FloatVector ERF_C10 = of(ErfSpec.C10);
    static final FloatVector ERF_C11 = of(ErfSpec.C11);
    static final FloatVector ERF_C12 = of(ErfSpec.C12);
    static final FloatVector ERF_C13 = of(ErfSpec.C13);
    static final FloatVector ERF_C14 = of(ErfSpec.C14);
    static final FloatVector ERF_C2 = of(ErfSpec.C2);
    static final FloatVector ERF_C3 = of(ErfSpec.C3);
    static final FloatVector ERF_C4 = of(ErfSpec.C4);
    static final FloatVector ERF_C5 = of(ErfSpec.C5);
    static final FloatVector ERF_C6 = of(ErfSpec.C6);
    static final FloatVector ERF_C7 = of(ErfSpec.C7);
    static final FloatVector ERF_C8 = of(ErfSpec.C8);
    static final FloatVector ERF_C9 = of(ErfSpec.C9);
    static final FloatVector ERF_CENTER = of(ErfSpec.CENTER);
    static final FloatVector ERF_ONE_ABOVE = of(ErfSpec.ONE_ABOVE);
    static final FloatVector ERF_P0 = of(ErfSpec.P0);
    static final FloatVector ERF_P1 = of(ErfSpec.P1);
    static final FloatVector ERF_P2 = of(ErfSpec.P2);
    static final FloatVector ERF_P3 = of(ErfSpec.P3);
    static final FloatVector ERF_P4 = of(ErfSpec.P4);
    static final FloatVector ERF_P5 = of(ErfSpec.P5);
    static final FloatVector ERF_P6 = of(ErfSpec.P6);
    static final FloatVector ERF_SMALL_BELOW = of(ErfSpec.SMALL_BELOW);

    static final FloatVector EXP_LOG2_E = of(ExpSpec.LOG2_E);
    static final FloatVector EXP_MINUS_LN2_HIGH = of(ExpSpec.MINUS_LN2_HIGH);
    static final FloatVector EXP_MINUS_LN2_LOW = of(ExpSpec.MINUS_LN2_LOW);

    static final FloatVector EXPM1_HOLD_ABOVE = of(Expm1Spec.HOLD_ABOVE);
    static final FloatVector EXPM1_HOLD_BELOW = of(Expm1Spec.HOLD_BELOW);
    static final FloatVector EXPM1_IDENTITY_BELOW = of(Expm1Spec.IDENTITY_BELOW);
    static final FloatVector EXPM1_Q0 = of(Expm1Spec.Q0);
    static final FloatVector EXPM1_Q1 = of(Expm1Spec.Q1);
    static final FloatVector EXPM1_Q2 = of(Expm1Spec.Q2);
    static final FloatVector EXPM1_Q3 = of(Expm1Spec.Q3);
    static final FloatVector EXPM1_Q4 = of(Expm1Spec.Q4);
    static final FloatVector EXPM1_Q5 = of(Expm1Spec.Q5);
    static final FloatVector EXPM1_ROUND_HALVED = of(Expm1Spec.ROUND_HALVED);

    static final FloatVector GELU_D_HIGH = of(GeluSpec.D_HIGH);
    static final FloatVector GELU_TANH_HOLD_BELOW = of(GeluSpec.TANH_HOLD_BELOW);
    static final FloatVector GELU_THREE_V = of(GeluSpec.THREE_V);
    static final FloatVector GELU_V_HIGH = of(GeluSpec.V_HIGH);
    static final FloatVector GELU_V_LOW = of(GeluSpec.V_LOW);
    static final FloatVector GELU_W = of(GeluSpec.W);

    static final FloatVector LOG_HUGE_ABOVE = of(LogSpec.HUGE_ABOVE);
    static final FloatVector LOG_HUGE_EXPONENT = of(LogSpec.HUGE_EXPONENT);
    static final FloatVector LOG_HUGE_SCALE = of(LogSpec.HUGE_SCALE);
    static final FloatVector LOG_IDENTITY_BELOW = of(LogSpec.IDENTITY_BELOW);
    static final FloatVector LOG_INTEGERS = of(LogSpec.INTEGERS);
    static final FloatVector LOG_LN2_HIGH = of(LogSpec.LN2_HIGH);
    static final FloatVector LOG_LN2_LOW = of(LogSpec.LN2_LOW);
    static final FloatVector LOG_P0 = of(LogSpec.P0);
    static final FloatVector LOG_P1 = of(LogSpec.P1);
    static final FloatVector LOG_P2 = of(LogSpec.P2);
    static final FloatVector LOG_P3 = of(LogSpec.P3);
    static final FloatVector LOG_P4 = of(LogSpec.P4);
    static final FloatVector LOG_P5 = of(LogSpec.P5);
    static final FloatVector LOG_P6 = of(LogSpec.P6);
    static final FloatVector LOG_P7 = of(LogSpec.P7);
    static final FloatVector LOG_P8 = of(LogSpec.P8);
    static final FloatVector LOG_SUBNORMAL_EXPONENT = of(LogSpec.SUBNORMAL_EXPONENT);
    static final FloatVector LOG_SUBNORMAL_SCALE = of(LogSpec.SUBNORMAL_SCALE);
    static final FloatVector MINUS_LOG_LN2_HIGH = of(-LogSpec.LN2_HIGH);
    static final FloatVector MINUS_LOG_LN2_LOW = of(-LogSpec.LN2_LOW);

    static final FloatVector UNIT_ROUND_SCALED = of(UnitSpec.ROUND_SCALED);
    static final FloatVector UNIT_UNSCALE = of(UnitSpec.UNSCALE);

    static final FloatVector LOG_COSH_LN2 = of(LogCoshSpec.LN2);
    static final FloatVector LOG_COSH_Q0 = of(LogCoshSpec.Q0);
    static final FloatVector LOG_COSH_Q1 = of(LogCoshSpec.Q1);
    static final FloatVector LOG_COSH_Q2 = of(LogCoshSpec.Q2);
    static final FloatVector LOG_COSH_Q3 = of(LogCoshSpec.Q3);
    static final FloatVector LOG_COSH_Q4 = of(LogCoshSpec.Q4);
    static final FloatVector LOG_COSH_Q5 = of(LogCoshSpec.Q5);
    static final FloatVector LOG_COSH_SMALL_BELOW = of(LogCoshSpec.SMALL_BELOW);

    private Constants() {
    }

    private static FloatVector of(float value) {
        return FloatVector.broadcast(Lanes.FLOAT, value);
    }

    private static IntVector of(int value) {
        return IntVector.broadcast(Lanes.INT, value);
    }

    /** The lanes before n, in fewer nodes than the species' own comparison with a range. */
    static VectorMask<Float> firstLanes(int n) {
        return INDEX.compare(VectorOperators.LT, n);
    }
}
