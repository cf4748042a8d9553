package dev.lanegrad.kernel;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Floats;
import dev.lanegrad.testing.Twins;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loops are compiled for native memory: matrices that are mapped files, in any role, give the same bits. */
@Tag("bits")
class MappedMemoryTest {
    private static final int ROWS = 3;
    private static final int COLUMNS = 301;

    @Test
    void activations(@TempDir Path directory) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Matrix mapped = mapped(directory.resolve("in"), arena);
            Matrix mappedResult = mapped(directory.resolve("out"), arena);
            Matrix z = Matrix.of(ROWS, COLUMNS,
                    Floats.array(new SplittableRandom(1), Floats.Kind.THRESHOLDS, ROWS * COLUMNS));
            Matrix dy = Matrix.of(ROWS, COLUMNS, Floats.array(new SplittableRandom(2), Floats.Kind.PLAIN, ROWS * COLUMNS));
            Matrix bias = Matrix.of(1, COLUMNS, Floats.array(new SplittableRandom(3), Floats.Kind.PLAIN, COLUMNS));
            Matrix expected = Matrix.create(ROWS, COLUMNS);
            Matrix actual = Matrix.create(ROWS, COLUMNS);
            for (int r = 0; r < ROWS; r++) {
                for (int c = 0; c < COLUMNS; c++) {
                    mapped.set(r, c, z.get(r, c));
                }
            }
            for (Activation f : Activation.all()) {
                Twins.VECTOR.activate(f, z, expected);
                Twins.VECTOR.activate(f, mapped, actual);
                Bits.assertSame(f.text() + " of a mapped file", expected, actual);
                Twins.VECTOR.activate(f, z, mappedResult);
                Bits.assertSame(f.text() + " into a mapped file", expected, mappedResult);
                Twins.VECTOR.activate(f, z, bias, expected);
                Twins.VECTOR.activate(f, mapped, bias, mappedResult);
                Bits.assertSame(f.text() + " with bias", expected, mappedResult);
                Twins.VECTOR.activationGradient(f, z, dy, expected);
                Twins.VECTOR.activationGradient(f, mapped, dy, mappedResult);
                Bits.assertSame(f.text() + "'s gradient", expected, mappedResult);
            }
        }
    }

    private static Matrix mapped(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            return Matrix.wrap(channel.map(MapMode.READ_WRITE, 0, ROWS * COLUMNS * 4L, arena), ROWS, COLUMNS, COLUMNS);
        }
    }
}
