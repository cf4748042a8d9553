package dev.lanegrad.simd;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width: the only place that picks one. It is the widest that the machine prefers, or what the system
 * property {@value #PROPERTY} says (128, 256 or 512), so that one machine tests every width.
 */
public final class Lanes {
    /** System property that overrides the width, in bits. */
    public static final String PROPERTY = "lanegrad.vectorBits";

    /** Vectors of {@code float}. */
    public static final VectorSpecies<Float> FLOAT = species();

    /** Vectors of {@code int} with as many lanes. */
    public static final VectorSpecies<Integer> INT = VectorSpecies.of(int.class, FLOAT.vectorShape());

    /** How scalars stand in native memory. */
    static final ValueLayout.OfFloat SCALAR = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.nativeOrder());

    /** Two scalars at a time, for copies; the first one is the low half on any machine. */
    static final ValueLayout.OfLong PAIR = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Byte order of every vector access. */
    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** Number of lanes. */
    static final int LENGTH = FLOAT.length();

    private Lanes() {
    }

    private static VectorSpecies<Float> species() {
        String bits = System.getProperty(PROPERTY);
        if (bits == null) {
            return FloatVector.SPECIES_PREFERRED.length() < 4 ? FloatVector.SPECIES_128 : FloatVector.SPECIES_PREFERRED;
        }
        return switch (bits) {
            case "128" -> FloatVector.SPECIES_128;
            case "256" -> FloatVector.SPECIES_256;
            case "512" -> FloatVector.SPECIES_512;
            default -> throw new IllegalArgumentException("system property " + PROPERTY + " must be 128, 256 or 512, is '"
                    + bits + "'");
        };
    }
}
