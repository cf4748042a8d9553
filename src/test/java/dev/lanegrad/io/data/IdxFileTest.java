package dev.lanegrad.io.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanegrad.memory.Matrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
    private static final int BYTES = 0x08;
    private static final int FLOATS = 0x0d;
    private static final int DOUBLES = 0x0e;

    @TempDir
    Path directory;

    private IdxFile write(byte[] content) throws IOException {
        return IdxFile.of(Files.write(directory.resolve("data.idx"), content));
    }

    /** By every method that reads, with the file's name and without a flood of text. */
    private void assertRefused(byte[] content, String messagePart) throws IOException {
        IdxFile file = write(content);
        for (IdxFilePropertyTest.Reading reading : List.<IdxFilePropertyTest.Reading>of(file::readMatrix,
                file::readLabels, () -> readAll(file))) {
            DataFileException e = assertThrows(DataFileException.class, reading::run);
            assertTrue(e.getMessage().contains(messagePart), e.getMessage());
            assertTrue(e.getMessage().startsWith(directory.resolve("data.idx") + ": "), e.getMessage());
        }
    }

    /** One that labels cannot have. */
    private void assertValueRefused(byte[] content, String messagePart) throws IOException {
        IdxFile file = write(content);
        String message = assertThrows(DataFileException.class, file::readMatrix).getMessage();
        assertTrue(message.contains(messagePart), message);
        assertEquals(message, assertThrows(DataFileException.class, () -> readAll(file)).getMessage());
    }

    private static void readAll(IdxFile file) throws IOException {
        try (FeatureRows rows = file.open()) {
            Matrix block = Matrix.create(2, rows.columns());
            while (rows.next(block) > 0) {
                assertEquals(rows.columns(), block.columns());
            }
        }
    }

    private static byte[] idx(int code, byte[] data, Integer... shape) {
        return BinaryFiles.idx(code, List.of(shape), data);
    }

    @Test
    void bytesByHand() throws IOException {
        IdxFile images = write(new byte[] {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 127, -128, -1});
        assertEquals(List.of(2, 1, 2), images.shape());
        assertEquals(NumberType.UNSIGNED_BYTE, images.type());
        assertEquals("unsigned byte", images.type().toString());
        assertArrayEquals(new float[] {0, 127, 128, 255}, images.readMatrix().toArray());
        IdxFile labels = write(new byte[] {0, 0, 8, 1, 0, 0, 0, 3, 9, 0, 4});
        assertArrayEquals(new int[] {9, 0, 4}, labels.readLabels());
        assertArrayEquals(new float[] {9, 0, 4}, labels.readMatrix().toArray());
        assertEquals(1, labels.readMatrix().columns());
    }

    /** 2^24 + 1 has no float; a half way case goes to the even one. */
    @Test
    void integersAndDoublesAreRounded() throws IOException {
        byte[] ints = ByteBuffer.allocate(12).putInt(16777217).putInt(16777219).putInt(Integer.MIN_VALUE).array();
        IdxFile file = write(idx(0x0c, ints, 3));
        assertArrayEquals(new float[] {16777216f, 16777220f, -0x1p31f}, file.readMatrix().toArray());
        assertArrayEquals(new int[] {16777217, 16777219, Integer.MIN_VALUE}, file.readLabels());
        byte[] doubles = ByteBuffer.allocate(16).putDouble(0.1).putDouble(1e-60).array();
        assertArrayEquals(new float[] {0.1f, 0f}, write(idx(DOUBLES, doubles, 2)).readMatrix().toArray());
    }

    @Test
    void header() throws IOException {
        assertRefused(new byte[0], "the file ends at byte 0, expected 4 more");
        assertRefused(new byte[3], "the file ends at byte 3, expected 1 more");
        assertRefused("PK\003\004 a zip file".getBytes(StandardCharsets.US_ASCII),
                "the first bytes are 50 4b 03 04, expected those of an IDX file");
        assertRefused(new byte[] {0, 0, 8, 0, 1}, "00 00 08 00");
        assertRefused(new byte[] {1, 0, 8, 1, 0, 0, 0, 1, 1}, "01 00 08 01");
        assertRefused(new byte[] {0, 1, 8, 1, 0, 0, 0, 1, 1}, "00 01 08 01");
        for (int type = 0; type < 256; type++) {
            if (type < 8 || type > 0x0e || type == 0x0a) {
                assertRefused(idx(type, new byte[8], 1), "a type (08, 09, 0b, 0c, 0d or 0e)");
            }
        }
        assertRefused(new byte[] {0, 0, 8, 2, 0, 0, 0, 1, 0}, "the file ends at byte 9, expected 3 more");
        assertRefused(new byte[] {0, 0, 8, -1, 0, 0, 0, 1, 0}, "the file ends at byte 9, expected 1015 more");
    }

    @Test
    void dimensions() throws IOException {
        assertRefused(idx(BYTES, new byte[0], 0), "dimension 0 is 0, expected 1 to 2147483647");
        assertRefused(idx(BYTES, new byte[0], 3, 0), "dimension 1 is 0");
        assertRefused(idx(BYTES, new byte[0], -1), "dimension 0 is -1");
        assertRefused(idx(BYTES, new byte[0], 1, Integer.MIN_VALUE), "dimension 1 is -2147483648");
        int max = Integer.MAX_VALUE;
        assertRefused(idx(BYTES, new byte[9], max), "the header promises 2147483655 bytes, the file has 17");
        assertRefused(idx(BYTES, new byte[9], 1, max, 2), "a row of shape [2147483647, 2] has more than 2147483647");
        assertRefused(idx(BYTES, new byte[9], 1, max, max, max), "has more than");
        assertRefused(idx(BYTES, new byte[9], 1, 1 << 16, 1 << 16, 1 << 16, 1 << 16), "has more than");
        assertRefused(idx(DOUBLES, new byte[9], max, max), "more than any file can have");
        assertRefused(idx(BYTES, new byte[9], max, max), "the header promises 4611686014132420621 bytes");
        Integer[] ones = new Integer[255];
        Arrays.fill(ones, 1);
        assertEquals(255, write(idx(BYTES, new byte[1], ones)).shape().size());
    }

    @Test
    void sizeOfTheFile() throws IOException {
        assertRefused(idx(BYTES, new byte[5], 6), "the header promises 14 bytes, the file has 13; was it cut off?");
        assertRefused(idx(BYTES, new byte[7], 6), "the data end at byte 14, but the file has 15 bytes");
        for (byte[] content : List.of(idx(BYTES, new byte[5], 6), idx(BYTES, new byte[7], 6))) {
            IdxFile file = write(content);
            assertThrows(DataFileException.class, file::shape);
            assertThrows(DataFileException.class, file::type);
            assertThrows(DataFileException.class, file::open);
        }
    }

    @Test
    void valuesThatAreNoFloats() throws IOException {
        byte[] floats = ByteBuffer.allocate(24).putFloat(20, Float.NaN).array();
        assertValueRefused(idx(FLOATS, floats, 3, 2), "row 2, column 1 is NaN, expected a finite number");
        ByteBuffer.wrap(floats).putFloat(8, Float.NEGATIVE_INFINITY);
        assertValueRefused(idx(FLOATS, floats, 3, 2), "row 1, column 0 is -Infinity, expected a finite number");
        byte[] doubles = ByteBuffer.allocate(24).putDouble(8, 1e39).array();
        assertValueRefused(idx(DOUBLES, doubles, 3), "row 1, column 0 is 1.0E39, too large for a float");
    }

    @Test
    void labels() throws IOException {
        IdxFile images = write(idx(BYTES, new byte[4], 2, 2));
        String message = assertThrows(DataFileException.class, images::readLabels).getMessage();
        assertTrue(message.contains("the values are unsigned bytes of shape [2, 2], expected integers of one"), message);
        message = assertThrows(DataFileException.class, write(idx(FLOATS, new byte[8], 2))::readLabels).getMessage();
        assertTrue(message.contains("the values are floats of shape [2]"), message);
    }

    @Test
    void gzip() throws IOException {
        byte[] good = BinaryFiles.gzip(idx(BYTES, new byte[] {1, 2, 3, 4, 5, 6}, 6));
        assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6}, write(good).readLabels());
        for (int cut = 2; cut < good.length; cut++) {
            assertRefused(Arrays.copyOf(good, cut), "cut off");
        }
        for (int at = good.length - 8; at < good.length; at++) {
            byte[] checksum = good.clone();
            checksum[at] ^= 1;
            assertRefused(checksum, "the gzip data are damaged or cut off, after byte 14 of the unpacked data: Corrupt");
        }
        byte[] method = good.clone();
        method[2] = 7;
        assertRefused(method, "the header of the gzip file is damaged or cut off");
        assertRefused(BinaryFiles.gzip(idx(BYTES, new byte[5], 6)), "the unpacked data end at byte 13, expected 1 more");
        assertRefused(BinaryFiles.gzip(idx(BYTES, new byte[7], 6)), "the data end at byte 14, but the unpacked data go on");
        assertRefused(BinaryFiles.gzip(new byte[0]), "the unpacked data end at byte 0");
        assertRefused(BinaryFiles.gzip(good), "the first bytes are 1f 8b");
    }

    /** Garbage of any length after the packed data; several gzip files in one are what the format allows. */
    @Test
    void afterTheGzipData() throws IOException {
        byte[] content = idx(BYTES, new byte[40_000], 40_000);
        new Random(1).nextBytes(content);
        System.arraycopy(idx(BYTES, new byte[0], 40_000), 0, content, 0, 8);
        byte[] good = BinaryFiles.gzip(content);
        assertEquals(40_000, write(good).readLabels().length);
        for (int garbage : new int[] {1, 7, 8, 17, 18, 19, 27, 100, 70_000}) {
            assertRefused(BinaryFiles.concat(good, new byte[garbage]), "the gzip data end at byte " + good.length
                    + ", but the file has " + (good.length + garbage) + " bytes");
        }
        assertRefused(BinaryFiles.concat(good, good), "the unpacked data go on");
        assertRefused(BinaryFiles.concat(good, Arrays.copyOf(good, 15)), "gzip data");
        for (int split : new int[] {0, 1, 2, 8, 100, 32_768, 40_007, 40_008}) {
            byte[] both = BinaryFiles.concat(BinaryFiles.gzip(Arrays.copyOf(content, split)),
                    BinaryFiles.gzip(Arrays.copyOfRange(content, split, content.length)));
            assertArrayEquals(write(good).readLabels(), write(both).readLabels());
            assertRefused(BinaryFiles.concat(both, new byte[3]), "the gzip data end at byte " + both.length);
        }
    }

    /** What packs best, and what says that it does. */
    @Test
    void gzipThatPromisesTooMuch() throws IOException {
        byte[] zeros = idx(BYTES, new byte[10_000_000], 10_000_000);
        assertEquals(10_000_000, write(BinaryFiles.gzip(zeros)).readLabels().length, "packed a thousand times");
        byte[] small = BinaryFiles.gzip(idx(BYTES, new byte[100], 100_000, 1_000_000));
        assertRefused(small, "the header promises 100000000012 bytes, a gzip file of " + small.length
                + " bytes cannot hold more than " + small.length * 1032);
        ByteBuffer.wrap(zeros).putInt(4, 10);
        assertRefused(BinaryFiles.gzip(zeros), "the data end at byte 18, but the unpacked data go on");
    }

    @Test
    void whatIsNoFile() throws Exception {
        String message = assertThrows(DataFileException.class, IdxFile.of(directory)::shape).getMessage();
        assertTrue(message.endsWith("this is a directory, expected an IDX file"), message);
        assertThrows(NoSuchFileException.class, IdxFile.of(directory.resolve("none"))::readMatrix);
        Path pipe = directory.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "there are no pipes here");
        for (Path other : List.of(pipe, Path.of("/dev/zero"))) {
            message = assertThrows(DataFileException.class, IdxFile.of(other)::readMatrix).getMessage();
            assertTrue(message.endsWith("this is a device or pipe, expected an IDX file"), message);
        }
    }

    @Test
    void cutOffWhileItIsRead() throws IOException {
        IdxFile file = write(idx(BYTES, new byte[200_000], 2000, 100));
        try (FeatureRows rows = file.open()) {
            Matrix block = Matrix.create(10, 100);
            assertEquals(10, rows.next(block));
            write(idx(BYTES, new byte[100_000], 2000, 100));
            String message = assertThrows(DataFileException.class, () -> {
                while (rows.next(block) > 0) {
                    assertEquals(0, block.get(0, 0));
                }
            }).getMessage();
            assertTrue(message.contains("the file ends at byte 100012"), message);
        }
    }

    @Test
    void blocksThatDoNotFit() throws IOException {
        try (FeatureRows rows = write(idx(BYTES, new byte[6], 2, 3)).open()) {
            String message = assertThrows(IllegalArgumentException.class, () -> rows.next(Matrix.create(2, 4))).getMessage();
            assertTrue(message.contains("the block is 2 x 4, expected rows of 3"), message);
            assertEquals(2, rows.next(Matrix.create(9, 3)), "nothing was lost");
        }
    }

    @Test
    void closedRows() throws IOException {
        for (byte[] content : List.of(idx(BYTES, new byte[6], 2, 3), BinaryFiles.gzip(idx(BYTES, new byte[6], 2, 3)))) {
            FeatureRows rows = write(content).open();
            rows.close();
            rows.close();
            IOException e = assertThrows(IOException.class, () -> rows.next(Matrix.create(1, 3)));
            assertFalse(e instanceof DataFileException, "the file is not to blame");
        }
    }
}
