package dev.lanegrad.spec;

/** The numbers of the hyperbolic tangent: what the scalar and the vector implementation agree on. */
public final class TanhSpec {
    /** The bound in units in the last place; largest seen over every third float from 1e-6 on: 0.9906 at x = 0.03077481. */
    public static final double MAX_ULP = 1.0;

    /** Where the arguments are held: from 9.02 on the result is 1. */
    public static final float HOLD_ABOVE = 11f;

    /**
     * tanh a. The first piece is 0 at its centre 0, so that there the error is that of a product; the pieces from 9.25 on are
     * 1. The centres of the next two pieces are those multiples of 2^-17 where the slope, too, is nearest to a float.
     */
    public static final Pieces PIECES = Pieces.odd(HOLD_ABOVE, """
                      0             0          0x1p0  0x1.e0333ap-27 -0x1.5555c4p-2  0x1.0fda44p-14  0x1.0f439ep-3
             0x1.863p-4 0x1.8502f2p-4  0x1.fb61bcp-1   -0x1.81809p-4 -0x1.4916e8p-2    0x1.f9e0ap-5  0x1.d30306p-4
            0x1.4d84p-3 0x1.4a992ap-3  0x1.f2a886p-1  -0x1.41fbeap-3  -0x1.3271bp-2   0x1.9dd97cp-4  0x1.bc5d7ap-4
             0x1.c4cp-3 0x1.bd840ep-3  0x1.e7c55ep-1  -0x1.a86ed6p-3 -0x1.17043ep-2    0x1.06b99p-3  0x1.5c9bbap-4
             0x1.36cp-2  0x1.2d8cbp-2  0x1.d3997cp-1  -0x1.136616p-2  -0x1.cd3f6p-3   0x1.3eb294p-3   0x1.7c882p-5
             0x1.beep-2 0x1.a4834cp-2  0x1.a9a81ep-1  -0x1.5d98fcp-2 -0x1.1869b8p-3   0x1.5b93fcp-3 -0x1.73de7ap-8
             0x1.24ap-1 0x1.0870a4p-1  0x1.776bbep-1  -0x1.83cc3cp-2 -0x1.8ff2a6p-5    0x1.35d4ep-3 -0x1.675bb2p-5
             0x1.5fcp-1  0x1.312eap-1   0x1.4a17fp-1  -0x1.8982aap-2  0x1.cfc314p-7   0x1.ea0cdap-4 -0x1.f818dcp-5
             0x1.a5ep-1 0x1.5abd8cp-1  0x1.152d8ap-1  -0x1.776ceap-2  0x1.15d60cp-4   0x1.3924e4p-4 -0x1.f2175cp-5
             0x1.e1fp-1  0x1.78bc5p-1  0x1.d5964ap-2  -0x1.598736p-2  0x1.86da5ap-4   0x1.5bc662p-5  -0x1.acf46p-5
             0x1.1238p0 0x1.946dd6p-1  0x1.811526p-2  -0x1.302d6ep-2  0x1.bfa15cp-4   0x1.a71f58p-7 -0x1.33c688p-5
             0x1.2d38p0 0x1.a71c4ep-1  0x1.44b172p-2  -0x1.0c5258p-2  0x1.c602d2p-4  -0x1.246d8ap-8  -0x1.804b7p-6
              0x1.607p0 0x1.c2ab2cp-1  0x1.cd438cp-3   -0x1.96033p-3   0x1.97412p-4  -0x1.5b3ffap-6 -0x1.38f61ap-7
              0x1.9dep0 0x1.d92964p-1  0x1.2aec0cp-3  -0x1.143f76p-3  0x1.374b34p-4  -0x1.9c9d06p-6 0x1.69fe8cp-10
              0x1.e0ep0 0x1.e8a0b8p-1  0x1.6d6b76p-4  -0x1.5cbd22p-4  0x1.a60746p-5  -0x1.54601ap-6  0x1.2d85b8p-8
             0x1.10f4p1 0x1.f1cf0cp-1   0x1.bfd36p-5  -0x1.b369a4p-5  0x1.12112ap-5  -0x1.e5c158p-7  0x1.259e8ap-8
              0x1.2e9p1 0x1.f704d6p-1  0x1.1cdff6p-5  -0x1.17e092p-5  0x1.68083cp-6  -0x1.4ebf0ap-7  0x1.c0122ap-9
              0x1.4fep1 0x1.faa4eap-1  0x1.54fa8cp-6  -0x1.516952p-6  0x1.b87242p-7  -0x1.a68f02p-8  0x1.3405ecp-9
             0x1.6fdcp1 0x1.fcbe7ap-1  0x1.9f6fc2p-7  -0x1.9ccae2p-7  0x1.0fb106p-7   -0x1.0970fp-8 0x1.918062p-10
             0x1.8ff8p1 0x1.fe06acp-1  0x1.f85aa2p-8  -0x1.f668f8p-8  0x1.4c5aa4p-8  -0x1.47c554p-9 0x1.fbf4aep-11
             0x1.beb4p1 0x1.ff0c4ap-1  0x1.e6f7dcp-9   -0x1.e6077p-9  0x1.42e2a2p-9 -0x1.43f3ecp-10 0x1.f4670ap-12
             0x1.ffc8p1 0x1.ffa7cap-1 0x1.60b998p-10 -0x1.607538p-10  0x1.d554fp-11 -0x1.d9a59cp-12 0x1.7767b8p-13
             0x1.1fb6p2 0x1.ffdf5cp-1 0x1.0517aep-11 -0x1.0502b2p-11 0x1.5bdf62p-12 -0x1.5f66a2p-13 0x1.160b86p-14
             0x1.3f52p2 0x1.fff3d8p-1 0x1.84fb38p-13 -0x1.84e9b6p-13 0x1.034b18p-13 -0x1.063b66p-14 0x1.9a61c2p-16
             0x1.6032p2 0x1.fffba6p-1 0x1.167e7ap-14  -0x1.165ccp-14 0x1.734652p-15 -0x1.7e1b26p-16 0x1.29dcaap-17
             0x1.7f42p2 0x1.fffe5ap-1 0x1.a5fff4p-16 -0x1.a61ce4p-16 0x1.197802p-16 -0x1.183932p-17 0x1.ac391cp-19
             0x1.9f84p2 0x1.ffff66p-1 0x1.3400aep-17  -0x1.3421ep-17  0x1.9ab8bp-18 -0x1.95a6f8p-19 0x1.3f2324p-20
             0x1.bfe4p2 0x1.ffffc8p-1  0x1.bff2ap-19 -0x1.bcf978p-19  0x1.2a8a7p-19 -0x1.8b589cp-20 0x1.04f704p-21
              0x1.f0cp2 0x1.fffff4p-1  0x1.848e2p-21 -0x1.d3fb1cp-21 0x1.fe81fap-22  0x1.66d30ap-22 0x1.c509ecp-23
              0x1.17ap3 0x1.fffffep-1 0x1.b0baf4p-24  0x1.3b50aep-23 0x1.e30b84p-25 -0x1.143952p-20 0x1.ab8c3ep-23
               0x1.28p3         0x1p0              0               0              0               0              0
               0x1.48p3         0x1p0              0               0              0               0              0
            """);

    private TanhSpec() {
    }
}
