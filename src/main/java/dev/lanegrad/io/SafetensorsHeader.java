package dev.lanegrad.io;

import dev.lanegrad.text.Quoted;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON header of a safetensors file: metadata, and where each tensor's bytes stand.
 *
 * @param metadata free text by key, in the file's order
 * @param tensors in the order of their bytes, which they cover without a gap
 */
record SafetensorsHeader(Map<String, String> metadata, List<Entry> tensors) {
    static final String METADATA = "__metadata__";
    static final String DTYPE = "F32";

    /** Of a header; 100,000 tensors fit, and a hostile file cannot make the parser take gigabytes. */
    static final int MAX_BYTES = 16 << 20;

    /** The header ends, and so the data start, at a multiple of this many bytes: a cache line. */
    private static final int ALIGNMENT = 64;

    /**
     * Where a tensor stands.
     *
     * @param shape one or two dimensions, each at least 1
     * @param begin first byte, counted from the end of the header
     * @param end first byte after it
     */
    record Entry(String name, List<Integer> shape, long begin, long end) {
    }

    SafetensorsHeader {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tensors = List.copyOf(tensors);
    }

    /** Lays tensors out one after the other. */
    static SafetensorsHeader of(Map<String, String> metadata, List<Tensor> tensors) {
        List<Entry> entries = new ArrayList<>();
        Map<String, Tensor> byName = new LinkedHashMap<>();
        long end = 0;
        for (Tensor tensor : tensors) {
            if (byName.put(tensor.name(), tensor) != null || tensor.name().equals(METADATA)) {
                throw new IllegalArgumentException("the name " + Quoted.text(tensor.name()) + " of a tensor is "
                        + (tensor.name().equals(METADATA) ? "reserved" : "used twice"));
            }
            long begin = end;
            end += tensor.values().size() * Float.BYTES;
            entries.add(new Entry(tensor.name(), tensor.shape(), begin, end));
        }
        return new SafetensorsHeader(metadata, entries);
    }

    /** Length and JSON text, as they stand at the start of the file, padded to the alignment. */
    byte[] bytes() {
        String json = StrictJson.write(generator -> {
            generator.writeStartObject();
            generator.writeName(METADATA).writeStartObject();
            metadata.forEach(generator::writeStringProperty);
            generator.writeEndObject();
            for (Entry tensor : tensors) {
                generator.writeName(tensor.name()).writeStartObject();
                generator.writeStringProperty("dtype", DTYPE);
                generator.writeName("shape").writeStartArray();
                tensor.shape().forEach(generator::writeNumber);
                generator.writeEndArray();
                generator.writeName("data_offsets").writeStartArray();
                generator.writeNumber(tensor.begin()).writeNumber(tensor.end());
                generator.writeEndArray().writeEndObject();
            }
            generator.writeEndObject();
        });
        int total = (Long.BYTES + json.length() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (total > MAX_BYTES) {
            throw new IllegalArgumentException("the header would have " + total + " bytes, at most " + MAX_BYTES
                    + " are allowed; are there too many or too long names of labels, columns or categories?");
        }
        String padded = json + " ".repeat(total - Long.BYTES - json.length());
        return ByteBuffer.allocate(total)
                .putLong(Long.reverseBytes(padded.length())) // a ByteBuffer is big-endian, the file little-endian
                .put(padded.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    /**
     * Reads and checks a header.
     *
     * @param file for messages
     * @param bytes the JSON text, without the length before it
     * @param dataBytes number of bytes after the header
     */
    static SafetensorsHeader parse(Path file, byte[] bytes, long dataBytes) throws ModelFormatException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(file, "the header is not UTF-8 text, so this is not a safetensors file", e);
        }
        if (!text.startsWith("{")) {
            String start = text.substring(0, Math.min(1, text.length()));
            throw new ModelFormatException(file, "the header starts with " + Quoted.text(start)
                    + ", expected '{' as in a safetensors file");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        StrictJson.<@Nullable Void>read(file, "the header", text, json -> {
            json.object("the header", name -> {
                if (name.equals(METADATA)) {
                    json.object(METADATA, key -> metadata.put(key, json.string("metadata " + Quoted.text(key))));
                } else {
                    entries.add(entry(json, name));
                }
            });
            return null;
        });
        entries.sort(Comparator.comparingLong(Entry::begin));
        checkCover(file, entries, dataBytes);
        return new SafetensorsHeader(metadata, entries);
    }

    private static Entry entry(StrictJson json, String name) throws ModelFormatException {
        String what = "tensor " + Quoted.text(name);
        List<Integer> shape = new ArrayList<>();
        List<Long> offsets = new ArrayList<>();
        List<String> dtype = new ArrayList<>();
        json.object(what, key -> {
            switch (key) {
                case "dtype" -> dtype.add(json.string("the dtype of " + what));
                case "shape" -> json.array("the shape of " + what, () -> {
                    shape.add((int) json.integer("a dimension of " + what, 1, Integer.MAX_VALUE));
                    requireAtMostTwo(json, shape, "dimensions", what);
                });
                case "data_offsets" -> json.array("data_offsets of " + what, () -> {
                    offsets.add(json.integer("an offset of " + what, 0, Long.MAX_VALUE));
                    requireAtMostTwo(json, offsets, "data_offsets", what);
                });
                default -> throw json.error(what + " has the key " + Quoted.text(key)
                        + ", expected dtype, shape and data_offsets");
            }
        });
        if (dtype.isEmpty() || !dtype.getFirst().equals(DTYPE)) {
            throw json.error(what + " has " + (dtype.isEmpty() ? "no dtype" : "dtype " + Quoted.text(dtype.getFirst()))
                    + ", expected " + DTYPE);
        }
        if (shape.isEmpty() || offsets.size() != 2) {
            throw json.error(what + " has shape " + shape + " and data_offsets " + offsets
                    + ", expected one or two dimensions and two offsets");
        }
        long begin = offsets.getFirst();
        long end = offsets.getLast();
        // Two dimensions below 2^31: their product fits, four times it need not.
        long elements = shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
        if (end < begin || (end - begin) % Float.BYTES != 0 || (end - begin) / Float.BYTES != elements) {
            throw json.error(what + " has shape " + shape + ", that is " + elements + " floats of " + Float.BYTES
                    + " bytes, but its data_offsets are " + offsets);
        }
        return new Entry(name, List.copyOf(shape), begin, end);
    }

    private static void requireAtMostTwo(StrictJson json, List<?> list, String name, String what)
            throws ModelFormatException {
        if (list.size() > 2) {
            throw json.error(what + " has more than two " + name);
        }
    }

    /** The tensors must follow each other and end with the file: then no byte is hidden and none is read twice. */
    private static void checkCover(Path file, List<Entry> sorted, long dataBytes) throws ModelFormatException {
        long covered = 0;
        for (Entry tensor : sorted) {
            String what = "tensor " + Quoted.text(tensor.name()) + " stands at bytes " + tensor.begin() + " to "
                    + tensor.end();
            if (tensor.end() > dataBytes) {
                throw new ModelFormatException(file, what + " of the data, but the file ends after " + dataBytes
                        + "; was it cut off?");
            }
            if (tensor.begin() != covered) {
                throw new ModelFormatException(file, what + " of the data, which "
                        + (tensor.begin() < covered ? "overlaps the tensor before it" : "leaves a hole before it")
                        + ", expected it to start at " + covered);
            }
            covered = tensor.end();
        }
        if (covered != dataBytes) {
            throw new ModelFormatException(file, "the file has " + dataBytes + " bytes of data, but its tensors end at "
                    + covered);
        }
    }
}
