package dev.lanegrad.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.spec.SummationOrder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DamagedModelFileTest {
    private static final String ORDER = "\"order\":\"" + SummationOrder.VERSION + "\"";

    @TempDir
    Path directory;

    private void assertRefused(byte[] content, String messagePart) throws IOException {
        Path file = Files.write(directory.resolve("damaged.safetensors"), content);
        ModelFormatException e = assertThrows(ModelFormatException.class, () -> ModelFile.load(file));
        assertTrue(e.getMessage().contains(messagePart), e.getMessage());
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        assertTrue(e.getMessage().length() < 1000 + file.toString().length(), e.getMessage());
    }

    private static byte[] tiny;

    /** A copy of the tiny model's file. Saved once: each save waits for the disk. */
    private static byte[] tinyFile() throws IOException {
        if (tiny == null) {
            tiny = saveTiny();
        }
        return tiny.clone();
    }

    private static byte[] saveTiny() throws IOException {
        Path file = Files.createTempFile("lanegrad", ".safetensors");
        try {
            ModelFile.save(TestModels.tiny(), file);
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    /** The header of the tiny model, without padding. */
    private static String tinyHeader() throws IOException {
        byte[] bytes = tinyFile();
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return new String(bytes, 8, length, US_ASCII).stripTrailing();
    }

    /** One change to the header of a good file, and what the message says of it. */
    static Stream<Arguments> changedHeaders() {
        return Stream.of(
                // the tensors
                Arguments.of("\"F32\",\"shape\":[2,3]", "\"F16\",\"shape\":[2,3]", "dtype 'F16', expected F32"),
                Arguments.of("\"F32\",\"shape\":[2,3]", "32,\"shape\":[2,3]", "is an integer, expected a string"),
                Arguments.of("\"dtype\":\"F32\",\"shape\":[2,3]", "\"shape\":[2,3]", "has no dtype"),
                Arguments.of("[2,3]", "[3,3]", "that is 9 floats of 4 bytes"),
                Arguments.of("[2,3]", "[3,2]", "has shape [3, 2], expected [2, 3]"),
                Arguments.of("[2,3]", "[6]", "has shape [6], expected [2, 3]"),
                Arguments.of("[2,3]", "[]", "expected one or two dimensions"),
                Arguments.of("[2,3]", "[2,3,1]", "more than two dimensions"),
                Arguments.of("[2,3]", "[2,0]", "'0', expected an integer from 1"),
                Arguments.of("[2,3]", "[-2,-3]", "'-2', expected an integer from 1"),
                Arguments.of("[2,3]", "[2,3.0]", "a number with a fraction"),
                Arguments.of("[2,3]", "[2147483647,2147483647]", "that is 4611686014132420609 floats"),
                Arguments.of("[2,3]", "[2,18446744073709551619]", "'18446744073709551619', expected an integer"),
                Arguments.of("[2,3]", "6", "the shape of tensor 'layers.0.weight' is an integer, expected an array"),
                Arguments.of("[0,24]", "[0,20]", "its data_offsets are [0, 20]"),
                Arguments.of("[0,24]", "[24,0]", "its data_offsets are [24, 0]"),
                Arguments.of("[0,24]", "[0,26]", "its data_offsets are [0, 26]"),
                Arguments.of("[0,24]", "[-24,0]", "'-24', expected an integer from 0"),
                Arguments.of("[0,24]", "[0]", "and two offsets"),
                Arguments.of("[0,24]", "[0,24,24]", "more than two data_offsets"),
                Arguments.of("[0,24]", "[4,28]", "leaves a hole before it"),
                Arguments.of("[24,36]", "[20,32]", "overlaps the tensor before it"),
                Arguments.of("[76,84]", "[80,88]", "the file ends after 84"),
                Arguments.of("[76,84]", "[9223372036854775799,9223372036854775807]", "the file ends after 84"),
                Arguments.of(",\"scaler.factor\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[76,84]}", "",
                        "84 bytes of data, but its tensors end at 76"),
                Arguments.of("\"data_offsets\":[0,24]", "\"data_offsets\":[0,24],\"x\":1", "has the key 'x'"),
                Arguments.of("\"data_offsets\":[0,24]", "\"data_offsets\":[0,24],\"dtype\":\"F32\"", "'dtype' twice"),
                Arguments.of("layers.1.bias", "layers.0.bias", "'layers.0.bias' twice"),
                Arguments.of("layers.1.bias", "layers.2.bias", "does not have: ['layers.2.bias']"),
                Arguments.of("layers.1.bias", "layers.\\u0007\\n", "['layers.\\u0007\\u000a']"),
                Arguments.of("scaler.center", "scaler.centre", "does not have: ['scaler.centre']"),
                // the metadata
                Arguments.of("__metadata__", "metadata", "tensor 'metadata' has the key 'format'"),
                Arguments.of("\"format\":\"lanegrad\",", "", "format is missing"),
                Arguments.of("\"format\":\"lanegrad\"", "\"format\":\"pt\"", "format is 'pt', expected 'lanegrad'"),
                Arguments.of("\"format\":\"lanegrad\"", "\"format\":null", "is null, expected a string"),
                Arguments.of("\"format\"", "\"version\":\"1\",\"format\"", "the key 'version' twice"),
                Arguments.of("\"version\":\"3\"", "\"version\":\"4\"", "newer Lanegrad"),
                Arguments.of("\"version\":\"3\"", "\"version\":\"0\"", "expected a number from 1"),
                Arguments.of("\"version\":\"3\"", "\"version\":\"99999999999999999999\"", "expected a number from 1"),
                Arguments.of(ORDER, "\"order\":\"" + (SummationOrder.VERSION + 1) + "\"",
                        "the version of the order of summation is " + (SummationOrder.VERSION + 1)
                                + ", this Lanegrad knows up to " + SummationOrder.VERSION),
                Arguments.of(ORDER + ",", "", "order is missing"),
                Arguments.of("\\\"inputs\\\":2", "\\\"inputs\\\":3", "has shape [2, 3], expected [3, 3]"),
                Arguments.of("\\\"inputs\\\":2", "\\\"inputs\\\":0", "'0', expected an integer from 1"),
                Arguments.of("\\\"inputs\\\":2,", "", "no inputs"),
                Arguments.of("\\\"inputs\\\":2", "\\\"depth\\\":2", "has the key 'depth'"),
                Arguments.of("\\\"outputs\\\":3", "\\\"outputs\\\":4", "expected [2, 4]"),
                Arguments.of("\\\"outputs\\\":3,", "", "layer 0 is not complete"),
                Arguments.of("\\\"outputs\\\":3,", "\\\"outputs\\\":3,\\\"rate\\\":1,", "layer 0 has the key 'rate'"),
                Arguments.of("\\\"dense\\\",\\\"outputs\\\":2", "\\\"conv\\\",\\\"outputs\\\":2",
                        "'conv', expected one of dense, activation"),
                Arguments.of(",{\\\"type\\\":\\\"dense\\\",\\\"outputs\\\":2,\\\"activation\\\":\\\"identity\\\"}", "",
                        "that a network of 1 layer does not have: ['layers.1.weight', 'layers.1.bias']"),
                Arguments.of("\\\"identity\\\"}", "\\\"identity\\\"},{\\\"type\\\":\\\"dense\\\",\\\"outputs\\\":2,"
                        + "\\\"activation\\\":\\\"identity\\\"}", "tensor 'layers.2.weight' is missing"),
                Arguments.of("relu", "gelu2", "'gelu2', expected one of [identity, "),
                Arguments.of("relu", "leaky_relu(NaN)", "'leaky_relu(NaN)'"),
                Arguments.of("relu", "leaky_relu(x)", "'leaky_relu(x)'"),
                Arguments.of("[\\\"no\\\",\\\"yes\\\"]", "[\\\"no\\\"]", "1 labels for 2 outputs"),
                Arguments.of("[\\\"no\\\",\\\"yes\\\"]", "[\\\"no\\\",1]", "label 1 is an integer, expected a string"),
                Arguments.of("[\\\"no\\\",\\\"yes\\\"]", "no", "the metadata's labels is not valid JSON"),
                Arguments.of("[\\\"no\\\",\\\"yes\\\"]", "", "is nothing, expected an array"),
                Arguments.of("[\\\"no\\\",\\\"yes\\\"]", "[".repeat(100_000), "label 0 is an array, expected a string"),
                Arguments.of("[\\\"no\\\",\\\"yes\\\"]", "[] []", "after the end of the JSON value"),
                Arguments.of("probabilities", "PROBABILITIES", "'PROBABILITIES', expected logits or probabilities"),
                Arguments.of("softmax", "tanh", "the link must be softmax, sigmoid or identity"),
                Arguments.of("softmax", "soft", "the link is 'soft'"),
                Arguments.of("identity\\\"", "tanh\\\"", "its outputs are not logits"),
                // JSON
                Arguments.of("}}", "}", "not valid JSON"),
                Arguments.of("}}", "}}}", "not valid JSON"),
                Arguments.of("}}", "}},{}", "not valid JSON"),
                Arguments.of("}}", "}}{}", "after the end of the JSON value"),
                Arguments.of("}}", "},}", "not valid JSON"),
                Arguments.of("[2,3]", "[".repeat(100_000), "is an array, expected an integer"),
                Arguments.of("[2,3]", "[" + "1".repeat(100_000) + "]", "not valid JSON"),
                Arguments.of("[2,3]", "[2,03]", "not valid JSON"),
                Arguments.of("[2,3]", "[2,NaN]", "the header is not valid JSON at character 3"),
                Arguments.of("relu", "\u0001", "not valid JSON"));
    }

    @ParameterizedTest
    @MethodSource("changedHeaders")
    void changedHeaderIsRefused(String part, String replacement, String messagePart) throws IOException {
        String header = tinyHeader();
        int at = header.lastIndexOf(part);
        assertTrue(at >= 0, "the header does not have " + part);
        String changed = header.substring(0, at) + replacement + header.substring(at + part.length());
        assertRefused(TestModels.safetensors(changed, 84), messagePart);
    }

    @Test
    void unchangedHeaderIsRead() throws IOException {
        Path file = directory.resolve("good.safetensors");
        // Not padded: the alignment is for speed only, other writers may have another.
        for (String header : new String[] {tinyHeader(), tinyHeader() + " \n",
            tinyHeader().replace("\"format\"", "\"comment\":\"by hand\",\"format\"")}) {
            Files.write(file, TestModels.safetensors(header, 84));
            assertEquals("2-3 relu-2 identity", ModelFile.load(file).network().toString());
        }
    }

    @Test
    void scalerMustBeWholeAndFinite() throws IOException {
        String header = tinyHeader();
        String mean = header.substring(0, header.indexOf(",\"scaler.factor\"")) + "}";
        assertRefused(TestModels.safetensors(mean, 76), "tensor 'scaler.factor' is missing");
        byte[] file = tinyFile();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putFloat(file.length - 4, Float.NaN);
        assertRefused(file, "scaling of column 1 is not finite");
    }

    @Test
    void beforeTheHeader() throws IOException {
        assertRefused(new byte[0], "the file has 0 bytes");
        assertRefused(new byte[7], "the file has 7 bytes");
        assertRefused(new byte[8], "the header starts with ''");
        assertRefused("PK\003\004 some other kind of file".getBytes(US_ASCII), "not a safetensors file");
        byte[] file = tinyFile();
        ByteBuffer view = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, file.length - 7, 1L << 32 | 8}) {
            view.putLong(0, length);
            assertRefused(file, "the header's length is given as " + Long.toUnsignedString(length));
        }
        view.putLong(0, file.length - 8);
        assertRefused(file, "is not");
        assertRefused(Arrays.copyOf(tinyFile(), file.length - 1), "was it cut off?");
        assertRefused(Arrays.copyOf(tinyFile(), file.length + 1), "85 bytes of data");
        assertRefused(TestModels.safetensors("[]", 0), "starts with '['");
        assertRefused(TestModels.safetensors("{}", 0), "format is missing");
        byte[] latin = TestModels.safetensors("{\"e\":{}}", 0);
        latin[10] = (byte) 0xE9;
        assertRefused(latin, "not UTF-8");
    }

    /** A file of 64 MiB that says all of it is the header: refused before that much is allocated. */
    @Test
    void hugeHeaderIsRefused() throws IOException {
        byte[] content = new byte[64 << 20];
        Arrays.fill(content, (byte) ' ');
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putLong(content.length - 8).put((byte) '{');
        assertRefused(content, "expected at most 16777216");
    }

    @Test
    void directoryIsNoModel() {
        assertThrows(ModelFormatException.class, () -> ModelFile.load(directory));
    }

    private Path tried;

    @BeforeTry
    void createFile() throws IOException {
        tried = Files.createTempFile("lanegrad", ".safetensors");
    }

    @AfterTry
    void deleteFile() throws IOException {
        Files.delete(tried);
    }

    /** Whatever bytes change: a model or a {@link ModelFormatException}, never anything else. */
    @Property(tries = 4000)
    void randomDamage(@ForAll Random random, @ForAll @IntRange(max = 6) int flips, @ForAll boolean inHeader,
            @ForAll @IntRange(max = 3) int cut) throws IOException {
        byte[] content = tinyFile();
        for (int i = 0; i < flips; i++) {
            int at = random.nextInt(inHeader ? content.length - 84 : content.length);
            content[at] = random.nextBoolean()
                    ? (byte) (content[at] ^ 1 << random.nextInt(8))
                    : "{}[]\",:0123456789-.eE\\nt\u0000 ".getBytes(US_ASCII)[random.nextInt(26)];
        }
        int length = cut == 0 ? random.nextInt(content.length + 1) : content.length;
        if (cut == 1) { // take some bytes out of the middle
            int from = random.nextInt(content.length);
            int to = from + random.nextInt(content.length - from);
            System.arraycopy(content, to, content, from, content.length - to);
            length = content.length - (to - from);
        }
        Files.write(tried, Arrays.copyOf(content, length));
        try {
            Model model = ModelFile.load(tried);
            assertEquals(model.network().inputs(), model.scaler().orElseThrow().columns());
        } catch (ModelFormatException e) {
            assertTrue(e.getMessage().startsWith(tried + ": "), e.getMessage());
        }
    }

    @Test
    void cutOffWhileItIsOpen() throws IOException {
        Path file = directory.resolve("large.safetensors");
        SafetensorsWriter.write(file, Map.of(), List.of(Tensor.matrix("m", Matrix.create(1000, 1000))));
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(1000);
            }
            String message = assertThrows(ModelFormatException.class, () -> reader.matrix("m", 1000, 1000)).getMessage();
            assertTrue(message.contains("cut off"), message);
        }
    }
}
