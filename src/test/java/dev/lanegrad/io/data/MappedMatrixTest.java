package dev.lanegrad.io.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.ForkedJvm;
import dev.lanegrad.testing.Samples;
import dev.lanegrad.train.Trainer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Floats in files, mapped and read. */
class MappedMatrixTest {
    @TempDir
    Path directory;
    private Path tried;

    @BeforeTry
    void createFile() throws IOException {
        tried = Files.createTempFile("lanegrad", ".f32");
    }

    @AfterTry
    void deleteFile() throws IOException {
        Files.delete(tried);
    }

    private Path file() {
        return directory.resolve("data.f32");
    }

    private static byte[] bytes(Matrix matrix) {
        ByteBuffer bytes = ByteBuffer.allocate((int) matrix.size() * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(matrix.toArray());
        return bytes.array();
    }

    /** Any offset: one that is not aligned to floats, too. */
    @Property(tries = 300)
    void rawRoundTrip(@ForAll @IntRange(min = 1, max = 50) int rows, @ForAll @IntRange(min = 1, max = 40) int columns,
            @ForAll @IntRange(max = 200) int offset, @ForAll Random random) throws IOException {
        BinaryFiles.Numbers numbers = BinaryFiles.numbers(NumberType.FLOAT, ByteOrder.LITTLE_ENDIAN, rows * columns, random);
        Files.write(tried, BinaryFiles.concat(new byte[offset], numbers.bytes()));
        FloatFile file = FloatFile.raw(tried, columns, offset);
        assertEquals(rows, file.rows());
        Matrix read = file.readMatrix();
        Bits.assertSame("read", numbers.floats(), read.toArray());
        try (Arena arena = Arena.ofConfined()) {
            MappedMatrix mapped = file.map(arena);
            assertTrue(mapped.matrix().segment().isReadOnly());
            Bits.assertSame("mapped", read, mapped.matrix());
            int from = random.nextInt(rows);
            int count = 1 + random.nextInt(rows - from);
            Matrix target = Matrix.create(count + 1, columns, columns + 1, Arena.ofAuto());
            mapped.copyRows(from, count, target);
            Bits.assertSame("rows", read.rows(from, count), target.rows(0, count));
            Bits.assertSame("the row after", Matrix.create(1, columns), target.rows(count, 1));
        }
        try (FeatureRows blocks = file.open()) {
            IdxFilePropertyTest.assertSameRows(read, blocks, 1 + random.nextInt(rows + 1));
        }
    }

    @Test
    void refusals() throws IOException {
        assertThrows(IllegalArgumentException.class, () -> FloatFile.raw(file(), 0));
        assertThrows(IllegalArgumentException.class, () -> FloatFile.raw(file(), 1, -1));
        Files.write(file(), new byte[48]);
        for (FloatFile file : List.of(FloatFile.raw(file(), 5), FloatFile.raw(file(), 3, 1), FloatFile.raw(file(), 1, 48),
                FloatFile.raw(file(), 1, 49), FloatFile.raw(file(), 13), FloatFile.raw(file(), Integer.MAX_VALUE),
                FloatFile.raw(file(), 1, Long.MAX_VALUE))) {
            for (IdxFilePropertyTest.Reading reading : List.<IdxFilePropertyTest.Reading>of(file::rows, file::map,
                    file::readMatrix, file::open)) {
                String message = assertThrows(DataFileException.class, reading::run).getMessage();
                assertTrue(message.startsWith(file() + ": the file has 48 bytes, expected "), message);
            }
        }
        String message = assertThrows(DataFileException.class, FloatFile.raw(file(), 5, 4)::map).getMessage();
        assertTrue(message.endsWith("expected 4 and a multiple of 20 (5 floats a row)"), message);
        assertThrows(DataFileException.class, FloatFile.raw(directory, 1)::map);
        Matrix infinite = Matrix.of(2, 2, 1, 2, 3, Float.POSITIVE_INFINITY);
        Files.write(file(), bytes(infinite));
        message = assertThrows(DataFileException.class, FloatFile.raw(file(), 2)::readMatrix).getMessage();
        assertTrue(message.contains("row 1, column 1 is Infinity, expected a finite number"), message);
        Bits.assertSame("mapping does not look", infinite, FloatFile.raw(file(), 2).map().matrix());
    }

    @Test
    void copiesThatDoNotFit() throws IOException {
        Files.write(file(), new byte[4 * 3 * 2]);
        MappedMatrix mapped = FloatFile.raw(file(), 2).map();
        Matrix target = Matrix.create(3, 2);
        for (int[] range : new int[][] {{-1, 1}, {3, 1}, {2, 2}, {0, 4}, {0, -1}, {Integer.MAX_VALUE, 2}}) {
            assertThrows(IndexOutOfBoundsException.class, () -> mapped.copyRows(range[0], range[1], target));
        }
        assertThrows(IllegalArgumentException.class, () -> mapped.copyRows(0, 0, target));
        assertThrows(IllegalArgumentException.class, () -> mapped.copyRows(0, 3, Matrix.create(2, 2)));
        assertThrows(IllegalArgumentException.class, () -> mapped.copyRows(0, 3, Matrix.create(3, 3)));
    }

    @Test
    void theArenaDecidesHowLong() throws IOException {
        Files.write(file(), new byte[64]);
        MappedMatrix mapped;
        try (Arena arena = Arena.ofConfined()) {
            mapped = FloatFile.raw(file(), 4).map(arena);
            assertEquals(0, mapped.matrix().get(3, 3));
        }
        assertThrows(IllegalStateException.class, () -> mapped.matrix().get(0, 0));
        assertThrows(IllegalStateException.class, () -> mapped.copyRows(0, 1, Matrix.create(1, 4)));
    }

    /** 3 GiB, most of them a hole that takes no space: more bytes than an int counts, and than the heap has. */
    @Test
    void largerThanTheHeap() throws IOException {
        long rows = 3L << 20;
        int columns = 256;
        long size = rows * columns * Float.BYTES;
        assertTrue(size > Runtime.getRuntime().maxMemory(), "the heap is larger");
        assumeTrue(Files.getFileStore(directory).getUsableSpace() > 2 * size, "not enough space if there are no holes");
        ByteBuffer last = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 42);
        try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
            file.setLength(size);
            file.seek(size - 4);
            file.write(last.array());
            // One more, beyond 2^31 bytes.
            file.seek(2_500_000L * columns * 4 + 7 * 4);
            file.write(last.putFloat(0, -1.5f).array());
        }
        try (Arena arena = Arena.ofConfined()) {
            MappedMatrix mapped = FloatFile.raw(file(), columns).map(arena);
            Matrix matrix = mapped.matrix();
            assertEquals(rows + " x " + columns, matrix.shape());
            assertEquals(42, matrix.get((int) rows - 1, columns - 1));
            assertEquals(-1.5f, matrix.get(2_500_000, 7));
            assertEquals(-1.5f, matrix.rows(2_400_000, 200_000).columns(5, 3).get(100_000, 2));
            assertEquals(0, matrix.get(0, 0));
            Matrix target = Matrix.create(2, columns);
            mapped.copyRows((int) rows - 2, 2, target);
            assertEquals(42, target.get(1, columns - 1));
        }
        assertThrows(DataFileException.class, FloatFile.raw(file(), columns + 1)::map);
    }

    /** Reading through a mapping changes no bit of a training run. */
    @Test
    void trainingOnAMappedFile() throws IOException {
        Dataset samples = Samples.classes(300, 19, 4, 5);
        Files.write(file(), BinaryFiles.concat(new byte[12], bytes(samples.features())));
        int[] labels = ((Targets.Classes) samples.targets()).labels();
        FloatFile file = FloatFile.raw(file(), 19, 12);
        Bits.assertSame("weights", weights(Dataset.ofClasses(file.readMatrix(), labels, samples.labelNames())),
                weights(Dataset.ofClasses(file.map().matrix(), labels, samples.labelNames())));
    }

    private static float[] weights(Dataset data) {
        Network network = Network.input(data.inputs()).dense(16, Activation.TANH).dense(data.outputs()).build(3);
        Trainer.of(network, Loss.SOFTMAX_CROSS_ENTROPY, Optimizer.adam(1e-2f)).epochs(3).batchSize(17).fit(data, data);
        Matrix all = Matrix.create(1, network.parameters().stream().mapToInt(p -> (int) p.value().size()).sum());
        int at = 0;
        for (Parameter parameter : network.parameters()) {
            for (float value : parameter.value().toArray()) {
                all.set(0, at++, value);
            }
        }
        return all.toArray();
    }

    @Test
    void cutOffWhileItIsMapped() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
            file.setLength(4L * 5000 * 100);
            MappedMatrix mapped = FloatFile.raw(file(), 100).map();
            file.setLength(4096);
            String message = assertThrows(DataFileException.class,
                    () -> mapped.copyRows(4000, 2, Matrix.create(2, 100))).getMessage();
            assertEquals(file() + ": the file was cut off while it was mapped: rows 4000 to 4001 cannot be read", message);
        }
    }

    /** In a JVM of its own: what else was compiled or called before decides where the fault would show. */
    @Test
    void cutOffWhileRowsAreCopied() {
        ForkedJvm.Result result = new ForkedJvm().withClassPath()
                .with("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED")
                .with(CutOffMain.class.getName(), file().toString())
                .run()
                .requireSuccess();
        assertTrue(result.output().contains("every fault was a DataFileException"), result.output());
    }
}
