package dev.lanegrad.io;

import dev.lanegrad.io.file.AtomicFile;
import dev.lanegrad.memory.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes float tensors to a file in the safetensors format: the header's length (8 bytes, little-endian), the header
 * (JSON, padded with spaces so that the data start at a multiple of 64 bytes), and the tensors' values one after the
 * other, little-endian on every machine. The same content gives the same bytes.
 */
public final class SafetensorsWriter {
    /** Floats as they stand in the file. */
    static final ValueLayout.OfFloat FILE_FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** Floats as they stand in a {@link Matrix}. */
    static final ValueLayout.OfFloat MATRIX_FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
    /** Bytes that go between file and matrix at a time. */
    static final int CHUNK_BYTES = 256 << 10;

    private SafetensorsWriter() {
    }

    /**
     * Writes a file; one that is there is replaced in one step. On any failure the old file is untouched and nothing
     * else is left. Tensors must not be written to meanwhile.
     *
     * @param file what to write; its directory must be there
     * @param metadata free text by key, written in the map's order
     * @param tensors written in this order; names must differ
     * @throws IllegalArgumentException if two names are equal or the header would exceed 16 MiB
     * @throws IOException if writing fails
     */
    public static void write(Path file, Map<String, String> metadata, List<Tensor> tensors) throws IOException {
        byte[] header = SafetensorsHeader.of(metadata, tensors).bytes();
        AtomicFile.replace(file, channel -> {
            writeFully(channel, ByteBuffer.wrap(header));
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment chunk = arena.allocate(CHUNK_BYTES, Matrix.ALIGNMENT);
                int used = 0;
                for (Tensor tensor : tensors) {
                    used = write(channel, tensor.values(), chunk, used);
                }
                writeFully(channel, chunk.asByteBuffer().limit(used));
            }
        });
    }

    /** Puts a matrix into the chunk, which goes to the file whenever it is full; returns how much of it is used. */
    private static int write(FileChannel channel, Matrix values, MemorySegment chunk, int used) throws IOException {
        int position = used;
        for (int row = 0; row < values.rows(); row++) {
            int column = 0;
            while (column < values.columns()) {
                int count = Math.min(values.columns() - column, (CHUNK_BYTES - position) / Float.BYTES);
                MemorySegment.copy(values.segment(), MATRIX_FLOAT, values.offset(row, column), chunk, FILE_FLOAT,
                        position, count);
                column += count;
                position += count * Float.BYTES;
                if (position == CHUNK_BYTES) {
                    writeFully(channel, chunk.asByteBuffer());
                    position = 0;
                }
            }
        }
        return position;
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
