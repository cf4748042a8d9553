package dev.lanegrad.spec;

/**
 * The elementary functions that Lanegrad computes itself, in FMA arithmetic and with the same bits on every machine, each with
 * its bound. Tests, benchmarks and documents enumerate this list; {@code reference.ScalarMath} has each function, and
 * {@code kernel.Kernels.apply} computes it over a matrix.
 */
public enum Elementary {
    /** e^x. */
    EXP("exp", "all", ExpSpec.MAX_ULP, new Limits(0, 1, 1, Float.POSITIVE_INFINITY),
            "+Inf above 88.72, subnormal below -87.33, +0 below -103.97"),
    /** e^x - 1. */
    EXPM1("expm1", "all", Expm1Spec.MAX_ULP, new Limits(-1, -0f, 0, Float.POSITIVE_INFINITY),
            "+Inf above 88.72, -1 below -17.33; a subnormal is its own result"),
    /** The natural logarithm. */
    LOG("log", "x >= 0, NaN below", LogSpec.LOG_MAX_ULP,
            new Limits(Float.NaN, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY),
            "subnormal arguments as exact as others"),
    /** log(1 + x). */
    LOG1P("log1p", "x >= -1, NaN below", LogSpec.LOG1P_MAX_ULP, new Limits(Float.NaN, -0f, 0, Float.POSITIVE_INFINITY),
            "-Inf at -1; a subnormal is its own result"),
    /** The hyperbolic tangent. */
    TANH("tanh", "all", TanhSpec.MAX_ULP, new Limits(-1, -0f, 0, 1), "+-1 from 9.02 on; a subnormal is its own result"),
    /** 1 / (1 + e^-x). */
    SIGMOID("sigmoid", "all", SigmoidSpec.MAX_ULP, new Limits(0, 0.5f, 0.5f, 1),
            "1 above 17.33, subnormal below -87.33, +0 below -103.97"),
    /** log(1 + e^x). */
    SOFTPLUS("softplus", "all", LogSpec.SOFTPLUS_MAX_ULP,
            new Limits(0, 0x1.62e430p-1f, 0x1.62e430p-1f, Float.POSITIVE_INFINITY),
            "x above 16.64, subnormal below -87.33, +0 below -103.97"),
    /** The error function. */
    ERF("erf", "all", ErfSpec.MAX_ULP, new Limits(-1, -0f, 0, 1), "+-1 from 3.92 on; subnormal results are rounded once"),
    /** 1 / sqrt(x). */
    INVERSE_SQRT("inverse_sqrt", "x >= 0, NaN below", InverseSqrtSpec.MAX_ULP,
            new Limits(Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 0),
            "subnormal arguments as exact as others");

    private final String label;
    private final String domain;
    private final double maxUlp;
    @SuppressWarnings("ImmutableEnumChecker") // A record of four floats.
    private final Limits limits;
    private final String extremes;

    Elementary(String label, String domain, double maxUlp, Limits limits, String extremes) {
        this.label = label;
        this.domain = domain;
        this.maxUlp = maxUlp;
        this.limits = limits;
        this.extremes = extremes;
    }

    /**
     * The name in benchmarks and documents.
     *
     * @return lower case with underscores
     */
    public String label() {
        return label;
    }

    /**
     * Where the function is defined.
     *
     * @return in words
     */
    public String domain() {
        return domain;
    }

    /**
     * The bound of the error over all 2^32 arguments; the exhaustive profile sweeps them.
     *
     * @return in units in the last place
     */
    public double maxUlp() {
        return maxUlp;
    }

    /**
     * The values at the ends and at zero.
     *
     * @return four values
     */
    public Limits limits() {
        return limits;
    }

    /**
     * Overflow, underflow and saturation.
     *
     * @return in words
     */
    public String extremes() {
        return extremes;
    }
}
