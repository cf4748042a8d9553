package dev.lanegrad.io;

import static dev.lanegrad.io.SafetensorsWriter.FILE_FLOAT;
import static dev.lanegrad.io.SafetensorsWriter.MATRIX_FLOAT;

import dev.lanegrad.memory.MappedReads;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.text.Quoted;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a file in the safetensors format that holds F32 tensors of one or two dimensions. The header is read and
 * checked when the file is opened, each tensor when it is asked for.
 *
 * <p>Stricter than the format where a mistake would hide: tensors must cover the data exactly, keys may not repeat, an
 * empty tensor, another dtype and more dimensions are refused. The header may have up to 16 MiB. Before memory is
 * allocated for a tensor, its size was checked against that of the file.
 *
 * <p>The file is memory-mapped while the reader is open, and values are copied out of the mapping. No matrix stays on
 * it: a mapping in use faults when the file is cut off, which is an {@link InternalError} at some unrelated place; it
 * changes with the file where it was not touched yet; it keeps Windows from replacing the file; and a format without
 * gaps between tensors cannot align each to a cache line. A fault while copying is a {@link ModelFormatException}.
 *
 * <p>Not thread-safe; open, read and close on one thread.
 */
public final class SafetensorsReader implements Closeable {
    private final Path file;
    private final FileChannel channel;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment data;
    private final Map<String, String> metadata;
    private final Map<String, SafetensorsHeader.Entry> tensors = new LinkedHashMap<>();

    private SafetensorsReader(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        long size = channel.size();
        if (size < Long.BYTES) {
            throw new ModelFormatException(file, "the file has " + size + " bytes, expected at least " + Long.BYTES
                    + " for the length of a safetensors header");
        }
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES);
        readFully(length, 0);
        long headerBytes = Long.reverseBytes(length.getLong(0)); // little-endian in the file
        if (headerBytes < 0 || headerBytes > size - Long.BYTES || headerBytes > SafetensorsHeader.MAX_BYTES) {
            throw new ModelFormatException(file, "the header's length is given as " + Long.toUnsignedString(headerBytes)
                    + " bytes, expected at most " + Math.min(size - Long.BYTES, SafetensorsHeader.MAX_BYTES)
                    + " in a file of " + size + "; this is not a safetensors file, or it was cut off");
        }
        ByteBuffer header = ByteBuffer.allocate((int) headerBytes);
        readFully(header, Long.BYTES);
        long dataStart = Long.BYTES + headerBytes;
        SafetensorsHeader parsed = SafetensorsHeader.parse(file, header.array(), size - dataStart);
        metadata = parsed.metadata();
        parsed.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
        data = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena).asSlice(dataStart);
    }

    /**
     * Opens a file and checks its header.
     *
     * @param file what to read
     * @return a reader to close
     * @throws ModelFormatException if the file is not what this class reads
     * @throws IOException if reading fails
     */
    public static SafetensorsReader open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new ModelFormatException(file, "this is a directory, expected a safetensors file");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new SafetensorsReader(file, channel);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    /**
     * The file's metadata.
     *
     * @return free text by key, immutable; empty if there is none
     */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * The tensors' names.
     *
     * @return names in the order of the data, immutable
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /**
     * A tensor's shape.
     *
     * @param name a tensor
     * @return one or two dimensions
     * @throws ModelFormatException if there is no such tensor
     */
    public List<Integer> shape(String name) throws ModelFormatException {
        return entry(name).shape();
    }

    /**
     * Reads a tensor of two dimensions.
     *
     * @param name a tensor
     * @param rows its first dimension
     * @param columns its second dimension
     * @return a new matrix, freed by the garbage collector; the caller may write to it
     * @throws ModelFormatException if there is no such tensor, it has another shape, or the file was cut off meanwhile
     * @throws IOException if reading fails
     */
    public Matrix matrix(String name, int rows, int columns) throws IOException {
        return matrix(name, rows, columns, Arena.ofAuto());
    }

    /**
     * Reads a tensor of two dimensions into memory of the caller's.
     *
     * @param name a tensor
     * @param rows its first dimension
     * @param columns its second dimension
     * @param target where the values go
     * @return a new matrix; the caller may write to it
     * @throws ModelFormatException if there is no such tensor, it has another shape, or the file was cut off meanwhile
     * @throws IOException if reading fails
     */
    public Matrix matrix(String name, int rows, int columns, Arena target) throws IOException {
        return read(name, List.of(rows, columns), rows, columns, target);
    }

    /**
     * Reads a tensor of one dimension.
     *
     * @param name a tensor
     * @param length its dimension
     * @return a new matrix of one row, freed by the garbage collector; the caller may write to it
     * @throws ModelFormatException if there is no such tensor, it has another shape, or the file was cut off meanwhile
     * @throws IOException if reading fails
     */
    public Matrix vector(String name, int length) throws IOException {
        return vector(name, length, Arena.ofAuto());
    }

    /**
     * Reads a tensor of one dimension into memory of the caller's.
     *
     * @param name a tensor
     * @param length its dimension
     * @param target where the values go
     * @return a new matrix of one row; the caller may write to it
     * @throws ModelFormatException if there is no such tensor, it has another shape, or the file was cut off meanwhile
     * @throws IOException if reading fails
     */
    public Matrix vector(String name, int length, Arena target) throws IOException {
        return read(name, List.of(length), 1, length, target);
    }

    /** Closes the file. What was read from it stays. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            arena.close();
            channel.close();
        }
    }

    private SafetensorsHeader.Entry entry(String name) throws ModelFormatException {
        SafetensorsHeader.Entry entry = tensors.get(name);
        if (entry == null) {
            throw new ModelFormatException(file, "tensor " + Quoted.text(name) + " is missing, the file has "
                    + Quoted.list(tensors.keySet()));
        }
        return entry;
    }

    private Matrix read(String name, List<Integer> shape, int rows, int columns, Arena target) throws IOException {
        SafetensorsHeader.Entry entry = entry(name);
        if (!entry.shape().equals(shape)) {
            throw new ModelFormatException(file, "tensor " + Quoted.text(name) + " has shape " + entry.shape()
                    + ", expected " + shape);
        }
        Matrix values = Matrix.create(rows, columns, target);
        boolean complete = MappedReads.complete(
                () -> MemorySegment.copy(data, FILE_FLOAT, entry.begin(), values.segment(), MATRIX_FLOAT, 0, values.size()));
        if (!complete) {
            throw new ModelFormatException(file, "the file was cut off while tensor " + Quoted.text(name)
                    + " was read");
        }
        return values;
    }

    private void readFully(ByteBuffer target, long from) throws IOException {
        long position = from;
        while (target.hasRemaining()) {
            int count = channel.read(target, position);
            if (count < 0) {
                throw new ModelFormatException(file, "the file was cut off at byte " + position + " while it was read");
            }
            position += count;
        }
    }
}
