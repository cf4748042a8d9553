package dev.lanegrad.gate.planted.spec;

import java.util.function.DoubleUnaryOperator;

/** Platform-dependent bits, not called here. */
final class UsesMathByReference {
    private final DoubleUnaryOperator function = Math::exp;
}
