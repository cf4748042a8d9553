package dev.lanegrad.train;

import dev.lanegrad.io.SafetensorsReader;
import dev.lanegrad.io.SafetensorsWriter;
import dev.lanegrad.io.Tensor;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.SummationOrder;
import dev.lanegrad.text.Quoted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.zip.CRC32C;

/**
 * A checkpoint as a safetensors file. The metadata hold the run's settings ({@code run.batch size}), its scalars
 * ({@code state.updates}) and a checksum over all of them and all tensors, since a bit that fell over in a weight would
 * otherwise be trained on.
 *
 * @param settings what decides the bits of a run beside its state
 * @param scalars the state's
 * @param arrays the state's
 */
record CheckpointFile(SequencedMap<String, String> settings, SequencedMap<String, String> scalars,
        SequencedMap<String, Matrix> arrays) {
    private static final String FORMAT = "lanegrad-checkpoint";
    private static final String VERSION = "1";
    private static final String SETTING = "run.";
    private static final String SCALAR = "state.";
    private static final String CHECKSUM = "checksum";

    void write(Path file) throws IOException {
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", FORMAT);
        metadata.put("version", VERSION);
        metadata.put("order", Integer.toString(SummationOrder.VERSION));
        settings.forEach((name, text) -> metadata.put(SETTING + name, text));
        scalars.forEach((name, text) -> metadata.put(SCALAR + name, text));
        metadata.put(CHECKSUM, checksum(metadata, arrays));
        List<Tensor> tensors = new ArrayList<>();
        arrays.forEach((name, values) -> tensors.add(Tensor.matrix(name, values)));
        SafetensorsWriter.write(file, metadata, tensors);
    }

    /** Reads all of a file; what is no checkpoint, damaged, or of another version is an IOException. */
    static CheckpointFile read(Path file) throws IOException {
        SequencedMap<String, Matrix> arrays = new LinkedHashMap<>();
        SequencedMap<String, String> metadata;
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            metadata = new LinkedHashMap<>(reader.metadata());
            requireCheckpoint(file, metadata);
            for (String name : reader.names()) {
                List<Integer> shape = reader.shape(name);
                arrays.put(name, shape.size() == 2
                        ? reader.matrix(name, shape.getFirst(), shape.getLast())
                        : reader.vector(name, shape.getFirst()));
            }
        }
        String given = metadata.remove(CHECKSUM);
        String actual = checksum(metadata, arrays);
        if (!actual.equals(given)) {
            throw new IOException(file + ": the checkpoint is damaged: its checksum is "
                    + (given == null ? "missing" : Quoted.text(given)) + ", that of its content " + actual);
        }
        return new CheckpointFile(part(metadata, SETTING), part(metadata, SCALAR), arrays);
    }

    private static void requireCheckpoint(Path file, SequencedMap<String, String> metadata) throws IOException {
        String format = metadata.get("format");
        if (!FORMAT.equals(format)) {
            throw new IOException(file + ": this is no checkpoint of a training run: the metadata's format is "
                    + (format == null ? "missing" : Quoted.text(format)) + ", expected '" + FORMAT + "'");
        }
        require(file, metadata, "version", VERSION, "the version of the checkpoint format");
        require(file, metadata, "order", Integer.toString(SummationOrder.VERSION),
                "the version of the order of summation, on which the bits of a run depend,");
    }

    private static void require(Path file, SequencedMap<String, String> metadata, String key, String expected, String what)
            throws IOException {
        String given = metadata.get(key);
        if (!expected.equals(given)) {
            throw new IOException(file + ": " + what + " is " + (given == null ? "missing" : Quoted.text(given))
                    + ", this Lanegrad goes on from " + expected + " only");
        }
    }

    private static SequencedMap<String, String> part(SequencedMap<String, String> metadata, String prefix) {
        SequencedMap<String, String> part = new LinkedHashMap<>();
        metadata.forEach((key, text) -> {
            if (key.startsWith(prefix)) {
                part.put(key.substring(prefix.length()), text);
            }
        });
        return part;
    }

    private static String checksum(SequencedMap<String, String> metadata, SequencedMap<String, Matrix> arrays) {
        CRC32C crc = new CRC32C();
        metadata.forEach((key, text) -> update(crc, key + "=" + text + "\n"));
        arrays.forEach((name, values) -> {
            update(crc, name + " " + values.shape() + "\n");
            DataChecksum.update(crc, values);
        });
        return Long.toHexString(crc.getValue());
    }

    private static void update(CRC32C crc, String text) {
        crc.update(text.getBytes(StandardCharsets.UTF_8));
    }
}
