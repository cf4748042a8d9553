package dev.lanegrad.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.LeakyRelu;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.nn.Parameter;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    @TempDir
    Path directory;

    private Model saveAndLoad(Model model) throws IOException {
        Path file = directory.resolve("model.safetensors");
        ModelFile.save(model, file);
        return ModelFile.load(file);
    }

    private static Model regression(Network network) {
        return new Model(network, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
    }

    /** The whole file, byte for byte: a change of it is a new version of the format. */
    @Test
    void goldenBytes() throws IOException {
        String header = """
                {"__metadata__":{"format":"lanegrad","version":"3","order":"5",\
                "architecture":"{\\"inputs\\":2,\\"layers\\":[\
                {\\"type\\":\\"dense\\",\\"outputs\\":3,\\"activation\\":\\"relu\\"},\
                {\\"type\\":\\"dense\\",\\"outputs\\":2,\\"activation\\":\\"identity\\"}]}",\
                "labels":"[\\"no\\",\\"yes\\"]","output":"probabilities","link":"softmax"},\
                "layers.0.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},\
                "layers.0.bias":{"dtype":"F32","shape":[3],"data_offsets":[24,36]},\
                "layers.1.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[36,60]},\
                "layers.1.bias":{"dtype":"F32","shape":[2],"data_offsets":[60,68]},\
                "scaler.center":{"dtype":"F32","shape":[2],"data_offsets":[68,76]},\
                "scaler.factor":{"dtype":"F32","shape":[2],"data_offsets":[76,84]}}""";
        int start = (8 + header.length() + 63) / 64 * 64;
        ByteBuffer expected = ByteBuffer.allocate(start + 84).order(ByteOrder.LITTLE_ENDIAN);
        expected.putLong(start - 8).put(header.getBytes(US_ASCII));
        while (expected.position() < start) {
            expected.put((byte) ' ');
        }
        for (int i = 0; i < 17; i++) {
            expected.putFloat(i * 0.25f);
        }
        expected.putFloat(-1).putFloat(1).putFloat(2).putFloat(0.5f);

        Path file = directory.resolve("tiny.safetensors");
        ModelFile.save(TestModels.tiny(), file);
        assertEquals(new String(expected.array(), US_ASCII), new String(Files.readAllBytes(file), US_ASCII));
        assertArrayEquals(expected.array(), Files.readAllBytes(file));
    }

    @Test
    void roundTripsEveryActivation() throws IOException {
        Network.Builder builder = Network.input(3);
        for (Activation activation : Activation.all()) {
            builder.dense(5, activation);
        }
        builder.dense(4, new LeakyRelu(-1e-20f)).dense(1);
        Model model = regression(builder.build(7));
        TestModels.assertSameModel(model, saveAndLoad(model));
        TestModels.assertSameModel(TestModels.tiny(), saveAndLoad(TestModels.tiny()));
    }

    @Test
    void keepsTheBitsOfEveryKindOfWeight() throws IOException {
        Network network = Network.input(1).dense(8).build(1);
        int[] bits = {0x7FC00000, 0x7FC12345, 0xFFC00001, 0x7F800000, 0xFF800000, 0x80000000, 1, 0x807FFFFF};
        for (int c = 0; c < bits.length; c++) {
            network.parameters().getFirst().value().segment()
                    .set(ValueLayout.JAVA_INT_UNALIGNED, (long) c * Float.BYTES, bits[c]);
        }
        TestModels.assertSameModel(regression(network), saveAndLoad(regression(network)));
    }

    /** Larger than what goes between file and memory at a time and no multiple of it; and rows with gaps. */
    @Test
    void largeAndStridedWeights() throws IOException {
        Model large = regression(Network.input(331).dense(409).build(3));
        assertTrue(large.network().parameterCount() * Float.BYTES > 2 * SafetensorsWriter.CHUNK_BYTES);
        TestModels.assertSameModel(large, saveAndLoad(large));

        Matrix weight = large.network().parameters().getFirst().value().columns(5, 300).rows(3, 310);
        Network strided = Network.of(List.of(new Dense(new Parameter("layers.0.weight", weight),
                new Parameter("layers.0.bias", Matrix.create(1, 300)), Activation.TANH)));
        TestModels.assertSameModel(regression(strided), saveAndLoad(regression(strided)));
    }

    @Test
    void labelsOfAnyCharacters() throws IOException {
        List<String> labels = List.of("größe", "数字", "\uD83D\uDC31", "a\"b\\c/", "\u0000\n\t", "\uD800 alone", "", " ",
                "]},{", "\u2028\uFEFF");
        Network network = Network.input(1).dense(labels.size()).build(1);
        Model model = new Model(network, Optional.empty(), labels, OutputForm.LOGITS, Activation.SOFTMAX);
        assertEquals(labels, saveAndLoad(model).labels());
    }

    @Test
    void tensorsAreAlignedAndNamedForOtherTools() throws IOException {
        for (int outputs = 1; outputs < 40; outputs++) {
            Path file = directory.resolve("model.safetensors");
            List<String> labels = Stream.iterate("x", label -> label + "x").limit(outputs).toList();
            ModelFile.save(new Model(Network.input(1).dense(outputs).build(1), Optional.empty(), labels,
                    OutputForm.LOGITS, Activation.SOFTMAX), file);
            long header = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong();
            assertEquals(0, (header + 8) % 64);
            try (SafetensorsReader reader = SafetensorsReader.open(file)) {
                assertEquals(List.of("layers.0.weight", "layers.0.bias"), List.copyOf(reader.names()));
                assertEquals(List.of(1, outputs), reader.shape("layers.0.weight"));
                assertEquals("lanegrad", reader.metadata().get("format"));
            }
        }
    }

    @Test
    void loadedModelIsIndependentOfItsFile() throws IOException {
        Path file = directory.resolve("model.safetensors");
        ModelFile.save(TestModels.tiny(), file);
        byte[] before = Files.readAllBytes(file);
        Model loaded = ModelFile.load(file);
        loaded.network().parameters().getFirst().value().fill(42);
        assertArrayEquals(before, Files.readAllBytes(file), "training must not write to the file");

        Model again = ModelFile.load(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        TestModels.assertSameModel(TestModels.tiny(), again);
    }

    @Test
    void failedSaveLeavesTheOldFileAndNoOther() throws IOException {
        Path file = directory.resolve("model.safetensors");
        Files.writeString(file, "old");
        Network network = Network.input(1).dense(2).build(1);
        Model tooLong = new Model(network, Optional.empty(), List.of("a".repeat(SafetensorsHeader.MAX_BYTES), "b"),
                OutputForm.LOGITS, Activation.SOFTMAX);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> ModelFile.save(tooLong, file)).getMessage()
                .contains("at most 16777216"));
        assertThrows(NoSuchFileException.class,
                () -> ModelFile.save(TestModels.tiny(), directory.resolve("missing/model.safetensors")));
        assertThrows(NoSuchFileException.class, () -> ModelFile.load(directory.resolve("missing")));
        assertEquals("old", Files.readString(file));
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void generalTensors() throws IOException {
        Path file = directory.resolve("tensors.safetensors");
        SafetensorsWriter.write(file, Map.of(), List.of());
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            assertTrue(reader.names().isEmpty() && reader.metadata().isEmpty());
        }
        Matrix row = Matrix.of(1, 2, 1, 2);
        SafetensorsWriter.write(file, Map.of("k", "v"), List.of(Tensor.matrix("a/é", row), Tensor.vector("b", row)));
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            assertEquals(List.of(1, 2), reader.shape("a/é"));
            assertEquals(List.of(2), reader.shape("b"));
            assertArrayEquals(new float[] {1, 2}, reader.matrix("a/é", 1, 2).toArray());
            assertArrayEquals(new float[] {1, 2}, reader.vector("b", 2).toArray());
            assertThrows(ModelFormatException.class, () -> reader.matrix("b", 1, 2), "a vector is not a matrix");
        }
        assertThrows(IllegalArgumentException.class, () -> new Tensor("a", List.of(2, 1), row));
        assertThrows(IllegalArgumentException.class, () -> Tensor.vector("a", Matrix.create(2, 1)));
        for (String name : List.of("b", "__metadata__")) {
            assertThrows(IllegalArgumentException.class, () -> SafetensorsWriter.write(file, Map.of(),
                    List.of(Tensor.vector("b", row), Tensor.vector(name, row))));
        }
        assertTrue(Files.size(file) > 16, "a refused write leaves the file");
    }
}
