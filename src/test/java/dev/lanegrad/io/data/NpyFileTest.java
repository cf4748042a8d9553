package dev.lanegrad.io.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Bits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NpyFileTest {
    private static final String HEADER = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

    @TempDir
    Path directory;
    private Path tried;

    @BeforeTry
    void createFile() throws IOException {
        tried = Files.createTempFile("lanegrad", ".npy");
    }

    @AfterTry
    void deleteFile() throws IOException {
        Files.delete(tried);
    }

    private NpyFile write(byte[] content) throws IOException {
        return NpyFile.of(Files.write(directory.resolve("data.npy"), content));
    }

    /** By every method that reads features. */
    private void assertRefused(byte[] content, String messagePart) throws IOException {
        NpyFile file = write(content);
        for (IdxFilePropertyTest.Reading reading : List.<IdxFilePropertyTest.Reading>of(file::readMatrix, file::map,
                file::open)) {
            DataFileException e = assertThrows(DataFileException.class, reading::run);
            assertTrue(e.getMessage().contains(messagePart), e.getMessage());
            assertTrue(e.getMessage().startsWith(directory.resolve("data.npy") + ": "), e.getMessage());
            assertTrue(e.getMessage().length() < 400 + directory.toString().length(), e.getMessage());
        }
    }

    private static byte[] zeros(String header) {
        return BinaryFiles.npy(1, header, new byte[24]);
    }

    @Property(tries = 300)
    void readsWhatWasWritten(@ForAll @IntRange(min = 1, max = 3) int version, @ForAll Random random,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 7) Integer> shape) throws IOException {
        int count = shape.stream().reduce(1, (a, b) -> a * b);
        BinaryFiles.Numbers numbers = BinaryFiles.numbers(NumberType.FLOAT, ByteOrder.LITTLE_ENDIAN, count, random);
        Files.write(tried, BinaryFiles.npy(version, "<f4", shape, numbers.bytes()));
        NpyFile npy = NpyFile.of(tried);
        assertEquals(shape, npy.shape());
        assertEquals(NumberType.FLOAT, npy.type());
        Matrix matrix = npy.readMatrix();
        assertEquals(shape.getFirst(), matrix.rows());
        Bits.assertSame("read", numbers.floats(), matrix.toArray());
        Bits.assertSame("mapped", matrix, npy.map().matrix());
        for (int blockRows = 1; blockRows <= matrix.rows() + 1; blockRows++) {
            try (FeatureRows rows = npy.open()) {
                IdxFilePropertyTest.assertSameRows(matrix, rows, blockRows);
            }
        }
        assertThrows(DataFileException.class, npy::readLabels);
    }

    @Provide
    Arbitrary<String> labelTypes() {
        return Arbitraries.of("|u1", "<i4", "<i8");
    }

    @Property(tries = 200)
    void labels(@ForAll("labelTypes") String dtype, @ForAll @IntRange(min = 1, max = 40) int count, @ForAll Random random)
            throws IOException {
        NumberType type = switch (dtype) {
            case "|u1" -> NumberType.UNSIGNED_BYTE;
            case "<i4" -> NumberType.INT;
            default -> NumberType.LONG;
        };
        BinaryFiles.Numbers numbers = BinaryFiles.numbers(type, ByteOrder.LITTLE_ENDIAN, count, random);
        int[] expected = new int[count];
        for (int i = 0; i < count; i++) {
            expected[i] = (int) numbers.integers()[i];
            if (type == NumberType.LONG) {
                ByteBuffer.wrap(numbers.bytes()).order(ByteOrder.LITTLE_ENDIAN).putLong(i * 8, expected[i]);
            }
        }
        Files.write(tried, BinaryFiles.npy(1, dtype, List.of(count), numbers.bytes()));
        assertEquals(type, NpyFile.of(tried).type());
        assertArrayEquals(expected, NpyFile.of(tried).readLabels());
        String message = assertThrows(DataFileException.class, NpyFile.of(tried)::readMatrix).getMessage();
        assertTrue(message.contains("expected '<f4' for features; convert them in NumPy: np.save"), message);
    }

    /** The header as NumPy never writes it, but Python would read it. */
    @Test
    void otherHeaders() throws IOException {
        for (String header : List.of(HEADER, HEADER + "\n", "  {\"shape\":(2,3),\"descr\":\"<f4\",\"fortran_order\":False}",
                HEADER.replace(", }", "}"), HEADER.replace("(2, 3)", "( 2 ,3 , )"), HEADER.replace(" ", ""))) {
            assertEquals(List.of(2, 3), write(zeros(header)).shape(), header);
        }
        assertEquals(List.of(6), write(zeros(HEADER.replace("(2, 3)", "(6,)"))).shape());
    }

    static Stream<Arguments> changedHeaders() {
        return Stream.of(
                Arguments.of("<f4", "<f8", "the dtype is '<f8', expected '<f4' for features, or '|u1', '<i4' or '<i8' for"
                        + " labels; convert it in NumPy: np.save(file, a.astype('<f4'))"),
                Arguments.of("<f4", ">f4", "the dtype is '>f4'"),
                Arguments.of("<f4", "|O", "the dtype is '|O'"),
                Arguments.of("<f4", "x".repeat(10_000), "the dtype is 'xxx"),
                Arguments.of("<f4", "<i4", "the values are ints, expected '<f4' for features"),
                Arguments.of("'<f4'", "[('x', '<f4'), ('y', '<f4')]", "the array is structured"),
                Arguments.of("'<f4'", "4", "the header has no string at character 10"),
                Arguments.of("'<f4'", "'<f4", "the dtype is '<f4, '"),
                Arguments.of("False", "True", "Fortran order, expected rows one after the other; convert it in NumPy:"
                        + " np.save(file, np.ascontiguousarray(a))"),
                Arguments.of("False", "0", "has no True or False as fortran_order"),
                Arguments.of("(2, 3)", "()", "the header has no dimensions"),
                Arguments.of("(2, 3)", "(2, 0)", "dimension 1 is 0, expected 1 to 2147483647"),
                Arguments.of("(2, 3)", "(-2, 3)", "has no number of up to 18 digits as dimension"),
                Arguments.of("(2, 3)", "(2.0, 3)", "has a number in brackets"),
                Arguments.of("(2, 3)", "(2, 3.0)", "has no ')'"),
                Arguments.of("(2, 3)", "(6)", "has a number in brackets as shape, no tuple"),
                Arguments.of("(2, 3)", "[2, 3]", "has no '('"),
                Arguments.of("(2, 3)", "(2, 2147483648)", "dimension 1 is 2147483648"),
                Arguments.of("(2, 3)", "(2, 9999999999999999999)", "has no number of up to 18 digits"),
                Arguments.of("(2, 3)", "(2, 2147483647, 2)", "has more than 2147483647 values"),
                Arguments.of("(2, 3)", "(2147483647, 2147483647)", "more than any file can have"),
                Arguments.of("(2, 3)", "(2, 4)", "the header promises 101 bytes, the file has 93"),
                Arguments.of("(2, 3)", "(1, 3)", "the data end at byte 81, but the file has 93"),
                Arguments.of(", 'shape': (2, 3)", "", "has the keys ['"),
                Arguments.of("'shape'", "'descr'", "has the key 'descr' twice"),
                Arguments.of("'shape'", "'form'", "has the key 'form'"),
                Arguments.of("'shape'", "shape", "has no string"),
                Arguments.of("{", "[", "has no '{'"),
                Arguments.of("}", "", "has no string at character"),
                Arguments.of(", }", "", "has no '}'"),
                Arguments.of("}", "} x", "goes on after the dictionary"),
                Arguments.of("}", ",}", "has no string"));
    }

    @ParameterizedTest
    @MethodSource("changedHeaders")
    void changedHeaderIsRefused(String part, String replacement, String messagePart) throws IOException {
        assertTrue(HEADER.contains(part));
        assertRefused(zeros(HEADER.replace(part, replacement)), messagePart);
    }

    @Test
    void beforeTheHeader() throws IOException {
        byte[] good = zeros(HEADER);
        assertRefused(new byte[0], "the file ends at byte 0, expected 8 more");
        for (int cut = 0; cut < good.length; cut++) {
            assertRefused(Arrays.copyOf(good, cut), "was it cut off?");
        }
        assertRefused("PK\003\004 an .npz file".getBytes(StandardCharsets.US_ASCII), "the first bytes are 50 4b 03 04");
        assertRefused(BinaryFiles.npy(4, HEADER, new byte[24]), "the .npy version is 4.0, expected 1.0, 2.0 or 3.0");
        assertRefused(BinaryFiles.npy(0, HEADER, new byte[24]), "the .npy version is 0.0");
        good[7] = 1;
        assertRefused(good, "the .npy version is 1.1");
        byte[] length = BinaryFiles.npy(2, HEADER, new byte[24]);
        for (int bytes : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 65537}) {
            ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).putInt(8, bytes);
            assertRefused(length, "the header's length is given as " + Integer.toUnsignedString(bytes));
        }
        String message = assertThrows(DataFileException.class, NpyFile.of(directory)::map).getMessage();
        assertTrue(message.contains("this is a directory, expected a .npy file"), message);
    }

    @Test
    void valuesThatAreRefused() throws IOException {
        byte[] nan = BinaryFiles.npy(1, HEADER, ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(16, Float.NaN).array());
        String message = assertThrows(DataFileException.class, write(nan)::readMatrix).getMessage();
        assertTrue(message.contains("row 1, column 1 is NaN, expected a finite number"), message);
        assertTrue(Float.isNaN(write(nan).map().matrix().get(1, 1)), "mapping does not look at values");
        byte[] large = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(8, 1L << 31).array();
        NpyFile labels = write(BinaryFiles.npy(1, "<i8", List.of(2), large));
        message = assertThrows(DataFileException.class, labels::readLabels).getMessage();
        assertTrue(message.contains("the label of row 1 is 2147483648, too large for an int"), message);
        labels = write(BinaryFiles.npy(1, "<i8", List.of(2, 1), large));
        message = assertThrows(DataFileException.class, labels::readLabels).getMessage();
        assertTrue(message.contains("the values are longs of shape [2, 1]"), message);
    }

    /** Whatever the bytes: values or a {@link DataFileException}, never anything else, and in bounded memory. */
    @Property(tries = 3000)
    void randomDamage(@ForAll @IntRange(min = 1, max = 3) int version, @ForAll Random random,
            @ForAll("labelTypes") String labelType, @ForAll boolean labels) throws IOException {
        byte[] content = BinaryFiles.npy(version, labels ? labelType : "<f4", labels ? List.of(24) : List.of(4, 3, 2),
                new byte[24 * 8]);
        Files.write(tried, BinaryFiles.damaged(content, 128, random));
        NpyFile npy = NpyFile.of(tried);
        long allocated = BinaryFiles.allocated(() -> {
            for (IdxFilePropertyTest.Reading reading : List.<IdxFilePropertyTest.Reading>of(npy::readMatrix,
                    npy::readLabels, npy::map)) {
                try {
                    reading.run();
                } catch (DataFileException e) {
                    assertTrue(e.getMessage().startsWith(tried + ": "), e.getMessage());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        assertTrue(allocated < 1 << 20, "allocated " + allocated);
    }
}
