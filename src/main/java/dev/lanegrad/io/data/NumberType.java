package dev.lanegrad.io.data;

import java.nio.ByteBuffer;
import java.util.Locale;

/** How a binary data file stores a number; the byte order is the format's. */
public enum NumberType {
    /** Integers of one byte, 0 to 255. */
    UNSIGNED_BYTE(Byte.BYTES),

    /** Integers of one byte, -128 to 127. */
    SIGNED_BYTE(Byte.BYTES),

    /** Signed integers of two bytes. */
    SHORT(Short.BYTES),

    /** Signed integers of four bytes; as a float, rounded to nearest. */
    INT(Integer.BYTES),

    /** Signed integers of eight bytes. */
    LONG(Long.BYTES),

    /** IEEE 754 binary32. */
    FLOAT(Float.BYTES),

    /** IEEE 754 binary64; as a float, rounded to nearest. */
    DOUBLE(Double.BYTES);

    private final int bytes;

    NumberType(int bytes) {
        this.bytes = bytes;
    }

    /**
     * Size of a number.
     *
     * @return bytes, 1 to 8
     */
    public int bytes() {
        return bytes;
    }

    /**
     * Whether numbers of this type can be labels.
     *
     * @return true for all but float and double
     */
    public boolean isInteger() {
        return this != FLOAT && this != DOUBLE;
    }

    /** The next number of a buffer. A long is rounded; all others are exact. */
    double number(ByteBuffer buffer) {
        return switch (this) {
            case FLOAT -> buffer.getFloat();
            case DOUBLE -> buffer.getDouble();
            default -> integer(buffer);
        };
    }

    /** The next integer of a buffer, exactly. */
    long integer(ByteBuffer buffer) {
        return switch (this) {
            case UNSIGNED_BYTE -> Byte.toUnsignedInt(buffer.get());
            case SIGNED_BYTE -> buffer.get();
            case SHORT -> buffer.getShort();
            case INT -> buffer.getInt();
            case LONG -> buffer.getLong();
            case FLOAT, DOUBLE -> throw new IllegalStateException("no integer type: " + this);
        };
    }

    /** The name as messages show it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
