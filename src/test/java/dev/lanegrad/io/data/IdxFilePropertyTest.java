package dev.lanegrad.io.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Bits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Files written here by simple rules are read back value by value, and damaged. */
class IdxFilePropertyTest {
    private Path file;

    @BeforeTry
    void createFile() throws IOException {
        file = Files.createTempFile("lanegrad", ".idx");
    }

    @AfterTry
    void deleteFile() throws IOException {
        Files.delete(file);
    }

    @Provide
    Arbitrary<NumberType> idxTypes() {
        return Arbitraries.of(NumberType.class).filter(type -> type != NumberType.LONG);
    }

    @Property(tries = 400)
    void readsWhatWasWritten(@ForAll("idxTypes") NumberType type, @ForAll boolean gzip, @ForAll Random random,
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 7) Integer> shape) throws IOException {
        int count = shape.stream().reduce(1, (a, b) -> a * b);
        BinaryFiles.Numbers numbers = BinaryFiles.numbers(type, ByteOrder.BIG_ENDIAN, count, random);
        byte[] content = BinaryFiles.idx(BinaryFiles.idxCode(type), shape, numbers.bytes());
        Files.write(file, gzip ? BinaryFiles.gzip(content) : content);

        IdxFile idx = IdxFile.of(file);
        assertEquals(shape, idx.shape());
        assertEquals(type, idx.type());
        Matrix matrix = idx.readMatrix();
        assertEquals(shape.getFirst(), matrix.rows());
        Bits.assertSame("values", numbers.floats(), matrix.toArray());
        for (int blockRows = 1; blockRows <= matrix.rows() + 1; blockRows++) {
            try (FeatureRows rows = idx.open()) {
                assertSameRows(matrix, rows, blockRows);
            }
        }
        if (shape.size() == 1 && type.isInteger()) {
            assertArrayEquals(Arrays.stream(numbers.integers()).mapToInt(Math::toIntExact).toArray(), idx.readLabels());
        } else {
            assertThrows(DataFileException.class, idx::readLabels);
        }
    }

    /** The rows come in order in blocks of a size, and nothing but them is overwritten. */
    static void assertSameRows(Matrix expected, FeatureRows rows, int blockRows) throws IOException {
        assertEquals(expected.columns(), rows.columns());
        Matrix block = Matrix.create(blockRows, expected.columns(), expected.columns() + 3, Arena.ofAuto());
        block.fill(-77);
        for (int from = 0; from < expected.rows(); from += blockRows) {
            Matrix before = block.copy();
            int count = rows.next(block);
            assertEquals(Math.min(blockRows, expected.rows() - from), count);
            Bits.assertSame("rows from " + from, expected.rows(from, count), block.rows(0, count));
            if (count < blockRows) {
                Bits.assertSame("the rest", before.rows(count, blockRows - count), block.rows(count, blockRows - count));
            }
        }
        assertEquals(0, rows.next(block));
        assertEquals(0, rows.next(block), "the end stays the end");
    }

    /** More than one buffer, whose ends fall into the middle of rows. */
    @Property(tries = 12)
    void largerThanTheBuffer(@ForAll("idxTypes") NumberType type, @ForAll boolean gzip, @ForAll Random random)
            throws IOException {
        List<Integer> shape = List.of(700, 13, 23);
        BinaryFiles.Numbers numbers = BinaryFiles.numbers(type, ByteOrder.BIG_ENDIAN, 700 * 13 * 23, random);
        byte[] content = BinaryFiles.idx(BinaryFiles.idxCode(type), shape, numbers.bytes());
        Files.write(file, gzip ? BinaryFiles.gzip(content) : content);
        Matrix matrix = IdxFile.of(file).readMatrix();
        Bits.assertSame("values", numbers.floats(), matrix.toArray());
        try (FeatureRows rows = IdxFile.of(file).open()) {
            assertSameRows(matrix, rows, 64);
        }
    }

    /** Whatever the bytes: values or a {@link DataFileException}, never anything else, and in bounded memory. */
    @Property(tries = 3000)
    void randomDamage(@ForAll("idxTypes") NumberType type, @ForAll boolean gzip, @ForAll boolean damagePacked,
            @ForAll @IntRange(min = 1, max = 3) int dimensions, @ForAll Random random) throws IOException {
        List<Integer> shape = List.of(5, 3, 2).subList(0, dimensions);
        int count = shape.stream().reduce(1, (a, b) -> a * b);
        byte[] content = BinaryFiles.idx(BinaryFiles.idxCode(type), shape,
                BinaryFiles.numbers(type, ByteOrder.BIG_ENDIAN, count, random).bytes());
        if (gzip && damagePacked) {
            content = BinaryFiles.damaged(BinaryFiles.gzip(content), 10, random);
        } else {
            content = BinaryFiles.damaged(content, 4 + 4 * dimensions, random);
            content = gzip ? BinaryFiles.gzip(content) : content;
        }
        Files.write(file, content);
        long bound = 2000L * content.length;
        long allocated = BinaryFiles.allocated(() -> {
            readOrRefuse(() -> assertTrue(IdxFile.of(file).readMatrix().size() * Float.BYTES <= 3 * bound));
            readOrRefuse(() -> assertTrue(IdxFile.of(file).readLabels().length > 0));
        });
        assertTrue(allocated < (1 << 20) + bound, "allocated " + allocated);
    }

    /** Reads a file. */
    interface Reading {
        void run() throws IOException;
    }

    private void readOrRefuse(Reading reading) {
        try {
            reading.run();
        } catch (DataFileException e) {
            assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        } catch (IOException e) {
            throw new AssertionError("not a " + DataFileException.class.getSimpleName(), e);
        }
    }
}
