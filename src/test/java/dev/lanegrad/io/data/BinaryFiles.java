package dev.lanegrad.io.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Writes the binary formats by simple rules, and what they should be read as. */
final class BinaryFiles {
    /** The numbers of a file, and each of them as it should be read. */
    record Numbers(byte[] bytes, float[] floats, long[] integers) {
    }

    private BinaryFiles() {
    }

    /** Random finite numbers of any magnitude. */
    static Numbers numbers(NumberType type, ByteOrder order, int count, Random random) {
        ByteBuffer bytes = ByteBuffer.allocate(count * type.bytes()).order(order);
        float[] floats = new float[count];
        long[] integers = new long[count];
        for (int i = 0; i < count; i++) {
            long bits = random.nextLong();
            switch (type) {
                case UNSIGNED_BYTE -> integers[i] = put(bytes, (byte) bits) & 0xff;
                case SIGNED_BYTE -> integers[i] = put(bytes, (byte) bits);
                case SHORT -> {
                    bytes.putShort((short) bits);
                    integers[i] = (short) bits;
                }
                case INT -> {
                    bytes.putInt((int) bits);
                    integers[i] = (int) bits;
                }
                case LONG -> {
                    bytes.putLong(bits);
                    integers[i] = bits;
                }
                case FLOAT -> {
                    floats[i] = finite(random);
                    bytes.putFloat(floats[i]);
                }
                case DOUBLE -> {
                    double value = random.nextBoolean() ? finite(random) : random.nextGaussian();
                    bytes.putDouble(value);
                    floats[i] = (float) value;
                }
            }
            if (type.isInteger()) {
                floats[i] = integers[i];
            }
        }
        return new Numbers(bytes.array(), floats, integers);
    }

    private static byte put(ByteBuffer bytes, byte value) {
        bytes.put(value);
        return value;
    }

    private static float finite(Random random) {
        float value;
        do {
            value = Float.intBitsToFloat(random.nextInt());
        } while (!Float.isFinite(value));
        return value;
    }

    static int idxCode(NumberType type) {
        return switch (type) {
            case UNSIGNED_BYTE -> 0x08;
            case SIGNED_BYTE -> 0x09;
            case SHORT -> 0x0b;
            case INT -> 0x0c;
            case FLOAT -> 0x0d;
            case DOUBLE -> 0x0e;
            case LONG -> throw new IllegalArgumentException("IDX has no long");
        };
    }

    static byte[] idx(int code, List<Integer> shape, byte[] data) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.size() + data.length);
        file.putInt(code << 8 | shape.size());
        shape.forEach(file::putInt);
        return file.put(data).array();
    }

    static byte[] npy(int major, String header, byte[] data) {
        byte[] text = header.getBytes(ISO_8859_1);
        ByteBuffer file = ByteBuffer.allocate(8 + (major == 1 ? 2 : 4) + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put(HexFormat.of().parseHex("934e554d5059")).put((byte) major).put((byte) 0);
        if (major == 1) {
            file.putShort((short) text.length);
        } else {
            file.putInt(text.length);
        }
        return file.put(text).put(data).array();
    }

    /** As NumPy writes it: padded so that the data start at a multiple of 64. */
    static byte[] npy(int major, String dtype, List<Integer> shape, byte[] data) {
        String tuple = shape.toString().replace('[', '(').replace("]", shape.size() == 1 ? ",)" : ")");
        String header = "{'descr': '" + dtype + "', 'fortran_order': False, 'shape': " + tuple + ", }";
        int start = 8 + (major == 1 ? 2 : 4);
        int padding = 63 - (start + header.length()) % 64;
        return npy(major, header + " ".repeat(padding) + "\n", data);
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Some bytes changed, cut off, or put in: damage as disks, transfers and attackers do it. */
    static byte[] damaged(byte[] content, int headerBytes, Random random) {
        byte[] damaged = content.clone();
        for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
            int range = random.nextBoolean() ? Math.min(headerBytes, damaged.length) : damaged.length;
            byte special = new byte[] {0, 1, -1, 127, -128}[random.nextInt(5)];
            int at = random.nextInt(range);
            damaged[at] = random.nextBoolean() ? special : (byte) (damaged[at] ^ 1 << random.nextInt(8));
        }
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
            case 1 -> Arrays.copyOf(damaged, damaged.length + 1 + random.nextInt(40));
            default -> damaged;
        };
    }

    /** The bytes that this thread allocates on the heap meanwhile; native memory does not count. */
    static long allocated(Runnable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
