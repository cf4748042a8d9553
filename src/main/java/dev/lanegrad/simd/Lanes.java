package dev.lanegrad.simd;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width: the only place that picks one. It is the widest that the machine prefers, or what the system
 * property {@value VectorSupport#WIDTH_PROPERTY} says (128, 256 or 512), so that one machine tests every width.
 */
public final class Lanes {
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
        String bits = System.getProperty(VectorSupport.WIDTH_PROPERTY);
        if (bits == null) {
            return switch (FloatVector.SPECIES_PREFERRED.vectorBitSize()) {
                case 64 -> FloatVector.SPECIES_128;
                case 128, 256, 512 -> FloatVector.SPECIES_PREFERRED;
                // Wider than the virtual lanes of a row's sum.
                default -> FloatVector.SPECIES_512;
            };
        }
        return switch (bits) {
            case "128" -> FloatVector.SPECIES_128;
            case "256" -> FloatVector.SPECIES_256;
            case "512" -> FloatVector.SPECIES_512;
            default -> throw new IllegalStateException("VectorSupport checks the width, found '" + bits + "'");
        };
    }
}
