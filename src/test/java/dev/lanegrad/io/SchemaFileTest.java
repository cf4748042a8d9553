package dev.lanegrad.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.FeatureColumn;
import dev.lanegrad.data.Imputation;
import dev.lanegrad.data.Schema;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model's schema in its file, and the first version of the format. */
class SchemaFileTest {
    private static final String GOLDEN = "{\"features\":[{\"name\":\"age\",\"missing\":\"-0.1\"},"
            + "{\"name\":\"sex\",\"categories\":[\"\",\"f\"]}],\"targets\":[\"k\"]}";

    @TempDir
    Path directory;

    private static Model model(Schema schema) {
        return new Model(Network.input(schema.inputs()).dense(1).build(1), Optional.empty(), List.of(), OutputForm.LOGITS,
                Activation.IDENTITY, Optional.of(schema));
    }

    private static Schema small() {
        return new Schema(List.of(new FeatureColumn.Numeric("age", Imputation.constant(-0.1f)),
                new FeatureColumn.Categorical("sex", List.of("", "f"))), List.of("k"));
    }

    private String header(Model model) throws IOException {
        Path file = directory.resolve("model.safetensors");
        ModelFile.save(model, file);
        byte[] bytes = Files.readAllBytes(file);
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return new String(bytes, 8, length, US_ASCII).stripTrailing();
    }

    private static String escaped(String json) {
        return json.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    @Test
    void goldenSchema() throws IOException {
        String header = header(model(small()));
        assertTrue(header.contains(",\"labels\":\"[]\",\"schema\":\"" + escaped(GOLDEN) + "\",\"output\":\"logits\","),
                header);
    }

    @Test
    void namesOfAnyCharacters() throws IOException {
        List<String> names = List.of("größe", "数字", "\uD83D\uDC31", "a\"b\\c/", "\u0000\n\t", "\uD800 alone", "", " ",
                "]},{", "\u2028\uFEFF");
        List<FeatureColumn> features = new ArrayList<>();
        for (String name : names) {
            features.add(new FeatureColumn.Numeric(name, Imputation.REFUSE));
            features.add(new FeatureColumn.Categorical(name + "=", names));
        }
        for (float value : new float[] {0, -0f, Float.MIN_VALUE, -Float.MAX_VALUE, 0.1f}) {
            features.add(new FeatureColumn.Numeric("constant " + value, Imputation.constant(value)));
        }
        for (List<String> targets : List.of(List.<String>of(), List.of("\"target\"\r\n"))) {
            Schema schema = new Schema(features, targets);
            Path file = directory.resolve("names.safetensors");
            ModelFile.save(model(schema), file);
            assertEquals(schema, ModelFile.load(file).schema().orElseThrow());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        // what stands in the golden schema | what is put there | part of the message
        "\"missing\":\"-0.1\" | \"missing\":\"NaN\" | missing values are 'NaN', expected",
        "\"missing\":\"-0.1\" | \"missing\":\"mode\" | missing values are 'mode', expected",
        "\"missing\":\"-0.1\" | \"missing\":\"mean\" | not fitted to training data",
        "\"missing\":\"-0.1\" | \"missing\":1 | missing is an integer, expected a string",
        "\"missing\":\"-0.1\" | \"missing\":null | missing is null, expected a string",
        "\"missing\":\"-0.1\" | \"categories\":[] | expected at least one, all different",
        "\"missing\":\"-0.1\" | \"x\":1 | feature 0 has the key 'x', expected name and either missing or categories",
        ",\"missing\":\"-0.1\" | `` | feature 0 needs a name and either missing or categories",
        "\"missing\":\"-0.1\" | \"missing\":\"0\",\"categories\":[\"a\"] | feature 0 needs a name and either",
        "\"missing\":\"-0.1\" | \"missing\":\"0\",\"missing\":\"0\" | feature 0 has the key 'missing' twice",
        "\"name\":\"age\", | `` | feature 0 needs a name",
        "\"name\":\"age\" | \"name\":\"sex\" | columns need different names",
        "[\"\",\"f\"] | [\"f\",\"f\"] | expected at least one, all different",
        "[\"\",\"f\"] | [\"f\"] | the schema has 2 inputs, the network 3",
        "[\"\",\"f\"] | [\"f\",1] | category 1 is an integer, expected a string",
        "[\"\",\"f\"] | [[[[[[[[[[ | category 0 is an array, expected a string",
        "[\"\",\"f\"] | \"f\" | categories is a string, expected an array",
        "[\"k\"] | [\"age\"] | columns need different names",
        "[\"k\"] | [\"k\",\"l\"] | the schema has 2 target columns, the network 1 outputs",
        "[\"k\"] | {} | targets is an object, expected an array",
        "\"targets\" | \"target\" | the schema has the key 'target', expected features and targets",
        "\"targets\" | \"features\" | the schema has the key 'features' twice",
        "[\"k\"]} | [\"k\"]}1 | after the end of the JSON value",
        "[\"k\"]} | [\"k\"] | the metadata's schema is not valid JSON"})
    void hostileSchemas(String part, String replacement, String messagePart) throws IOException {
        assertTrue(GOLDEN.contains(part), part);
        assertRefused(GOLDEN.replace(part, replacement), messagePart);
    }

    private void assertRefused(String schema, String messagePart) throws IOException {
        String changed = header(model(small())).replace(escaped(GOLDEN), escaped(schema));
        Path file = Files.write(directory.resolve("hostile.safetensors"), TestModels.safetensors(changed, 16));
        String message = assertThrows(ModelFormatException.class, () -> ModelFile.load(file)).getMessage();
        assertTrue(message.startsWith(file + ": ") && message.contains(messagePart), message);
        assertTrue(message.length() < 1000 + file.toString().length(), message);
    }

    @Test
    void hostileTextsMakeShortMessages() throws IOException {
        String huge = "x".repeat(100_000);
        assertRefused(GOLDEN.replace("-0.1", huge), "missing values are 'xxx");
        assertRefused(GOLDEN.replace("\"missing\":\"-0.1\"", "\"" + huge + "\":1"), "has the key 'xxx");
        assertRefused(GOLDEN.replace("[\"k\"]", "[\"" + huge + "\",\"" + huge + "\"]"), "columns need different names");
        assertRefused("", "the schema is nothing, expected an object");
        assertRefused("{}", "a schema needs at least one feature column");
        assertRefused("[]", "the schema is an array, expected an object");
    }

    /** Version 2 had the dense layer only. */
    @Test
    void versionTwoIsRead() throws IOException {
        Path file = directory.resolve("two.safetensors");
        ModelFile.save(TestModels.tiny(), file);
        byte[] three = Files.readAllBytes(file);
        int start = 8 + (int) ByteBuffer.wrap(three).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String header = header(TestModels.tiny()).replace("\"version\":\"3\"", "\"version\":\"2\"");
        Files.write(file, file(header, three, start));
        TestModels.assertSameModel(TestModels.tiny(), ModelFile.load(file));
        String dense = "{\\\"type\\\":\\\"dense\\\"";
        assertTrue(header.contains(dense), header);
        Files.write(file, file(header.replaceFirst(Pattern.quote(dense),
                Matcher.quoteReplacement("{\\\"type\\\":\\\"dropout\\\",\\\"rate\\\":0.5}," + dense)), three, start));
        String message = assertThrows(ModelFormatException.class, () -> ModelFile.load(file)).getMessage();
        assertTrue(message.contains("version 2 has dense layers only"), message);
    }

    /** Version 1 differs in the name of one tensor, and its name alone. */
    @Test
    void versionOneIsRead() throws IOException {
        Path file = directory.resolve("one.safetensors");
        ModelFile.save(TestModels.tiny(), file);
        byte[] two = Files.readAllBytes(file);
        int start = 8 + (int) ByteBuffer.wrap(two).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String header = header(TestModels.tiny()).replace("\"version\":\"3\"", "\"version\":\"1\"");
        Files.write(file, file(header.replace("scaler.center", "scaler.mean"), two, start));
        TestModels.assertSameModel(TestModels.tiny(), ModelFile.load(file));
        for (String mixed : List.of(header, header(TestModels.tiny()).replace("scaler.center", "scaler.mean"))) {
            Files.write(file, file(mixed, two, start));
            String message = assertThrows(ModelFormatException.class, () -> ModelFile.load(file)).getMessage();
            assertTrue(message.contains("does not have: ['scaler."), message);
        }
    }

    private static byte[] file(String header, byte[] original, int start) {
        byte[] bytes = TestModels.safetensors(header, original.length - start);
        System.arraycopy(original, start, bytes, 8 + header.length(), original.length - start);
        return bytes;
    }
}
