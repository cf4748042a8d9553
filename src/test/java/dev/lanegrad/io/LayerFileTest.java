package dev.lanegrad.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.nn.Residual;
import dev.lanegrad.spec.SummationOrder;
import dev.lanegrad.testing.SampleLayers;
import dev.lanegrad.testing.SampleLayers.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of layer in files: back as it was, and refused where what the file says is wrong. */
class LayerFileTest {
    @TempDir
    Path directory;

    static List<Sample> samples() {
        return SampleLayers.all();
    }

    private static Model model(Network network) {
        return new Model(network, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void roundTrip(Sample sample) throws IOException {
        Path file = directory.resolve("model.safetensors");
        Model model = model(SampleLayers.network(sample, 3));
        ModelFile.save(model, file);
        Model loaded = ModelFile.load(file);
        TestModels.assertSameModel(model, loaded);
        assertEquals(List.copyOf(model.network().tensors().keySet()), List.copyOf(loaded.network().tensors().keySet()));
        model.network().tensors().forEach((name, parameter) -> assertEquals(-1, parameter.value().segment()
                .mismatch(loaded.network().tensors().get(name).value().segment()), name));
        // Settings that toString does not show: the same file again.
        Path again = directory.resolve("again.safetensors");
        ModelFile.save(loaded, again);
        assertEquals(-1, Files.mismatch(file, again));
    }

    /** The architecture and the names of tensors, which other tools and later versions rely on. */
    @Test
    void goldenHeader() throws IOException {
        Network network = Network.input(2).dense(3).batchNormalization(0.5f, 0.25f).activation(Activation.RELU)
                .dropout(0.5f).residual(f -> f.layerNormalization(0.125f).dense(3).parametricRelu(true, 0.25f))
                .rmsNormalization(1e-5f).parametricRelu().build(1);
        assertEquals("""
                {"__metadata__":{"format":"lanegrad","version":"3","order":"ORDER",\
                "architecture":"{\\"inputs\\":2,\\"layers\\":[\
                {\\"type\\":\\"dense\\",\\"outputs\\":3,\\"activation\\":\\"identity\\"},\
                {\\"type\\":\\"batch_normalization\\",\\"epsilon\\":0.5,\\"momentum\\":0.25},\
                {\\"type\\":\\"activation\\",\\"activation\\":\\"relu\\"},\
                {\\"type\\":\\"dropout\\",\\"rate\\":0.5},\
                {\\"type\\":\\"residual\\",\\"body\\":[{\\"type\\":\\"layer_normalization\\",\\"epsilon\\":0.125},\
                {\\"type\\":\\"dense\\",\\"outputs\\":3,\\"activation\\":\\"identity\\"},\
                {\\"type\\":\\"parametric_relu\\",\\"slopes\\":3}]},\
                {\\"type\\":\\"rms_normalization\\",\\"epsilon\\":1.0E-5},\
                {\\"type\\":\\"parametric_relu\\",\\"slopes\\":1}]}",\
                "labels":"[]","output":"logits","link":"identity"},\
                "layers.0.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},\
                "layers.0.bias":{"dtype":"F32","shape":[3],"data_offsets":[24,36]},\
                "layers.1.gamma":{"dtype":"F32","shape":[3],"data_offsets":[36,48]},\
                "layers.1.beta":{"dtype":"F32","shape":[3],"data_offsets":[48,60]},\
                "layers.1.running_mean":{"dtype":"F32","shape":[3],"data_offsets":[60,72]},\
                "layers.1.running_variance":{"dtype":"F32","shape":[3],"data_offsets":[72,84]},\
                "layers.4.body.0.gamma":{"dtype":"F32","shape":[3],"data_offsets":[84,96]},\
                "layers.4.body.0.beta":{"dtype":"F32","shape":[3],"data_offsets":[96,108]},\
                "layers.4.body.1.weight":{"dtype":"F32","shape":[3,3],"data_offsets":[108,144]},\
                "layers.4.body.1.bias":{"dtype":"F32","shape":[3],"data_offsets":[144,156]},\
                "layers.4.body.2.slope":{"dtype":"F32","shape":[3],"data_offsets":[156,168]},\
                "layers.5.gamma":{"dtype":"F32","shape":[3],"data_offsets":[168,180]},\
                "layers.6.slope":{"dtype":"F32","shape":[1],"data_offsets":[180,184]}}"""
                .replace("ORDER", Integer.toString(SummationOrder.VERSION)), header(model(network)));
    }

    private String header(Model model) throws IOException {
        Path file = directory.resolve("header.safetensors");
        ModelFile.save(model, file);
        byte[] bytes = Files.readAllBytes(file);
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return new String(bytes, Long.BYTES, length, StandardCharsets.US_ASCII).strip();
    }

    /** A change of the architecture of 2 inputs, 2 linear, and each kind of layer, and what the message says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "'dropout','rate':0.5|'dropout','rate':1|a dropout rate must be in [0, 1), given 1.0",
        "'dropout','rate':0.5|'dropout','rate':-0.5|given -0.5",
        "'dropout','rate':0.5|'dropout','rate':1e999|given Infinity",
        "'dropout','rate':0.5|'dropout','rate':'0.5'|rate is a string, expected a number",
        "'dropout','rate':0.5|'dropout','rate':null|rate is null, expected a number",
        "'dropout','rate':0.5|'dropout'|layer 1 is not complete, expected type, rate",
        "'dropout','rate':0.5|'dropout','rate':0.5,'rate':0.5|has the key 'rate' twice",
        "'dropout','rate':0.5|'dropout','rate':0.5,'epsilon':1|layer 1 has the key 'epsilon', expected type, rate",
        "'dropout','rate':0.5|'dropout','rate':0.5,'depth':1|layer 1 has the key 'depth'",
        "'dropout','rate':0.5|'','rate':0.5|layer 1 is not complete, its type is missing",
        "'dropout','rate':0.5|'DROPOUT','rate':0.5|'DROPOUT', expected one of dense, activation, dropout",
        "{'type':'dropout','rate':0.5},||does not have: ['layers.3.slope'",
        "'activation','activation':'tanh'|'activation','activation':'tanha'|the activation of layer 2 is 'tanha'",
        "'slopes':2|'slopes':3|has shape [2], expected [3]",
        "'slopes':2|'slopes':1|has shape [2], expected [1]",
        "'slopes':2|'slopes':0|'0', expected an integer from 1",
        "'slopes':2|'slopes':2147483647|has shape [2], expected [2147483647]",
        "'slopes':2|'slopes':1.5|a number with a fraction",
        "'epsilon':0.5,'momentum':0.25|'epsilon':0,'momentum':0.25|epsilon of a normalisation must be positive",
        "'epsilon':0.5,'momentum':0.25|'epsilon':0.5,'momentum':1.25|momentum of a batch normalisation must be in [0, 1]",
        "'epsilon':0.5,'momentum':0.25|'epsilon':0.5|not complete, expected type, epsilon, momentum",
        "'epsilon':0.75|'epsilon':-1|given -1.0",
        "'epsilon':0.875|'epsilon':1e-60|given 0.0",
        "'body':[|'body':[{'type':'dense','outputs':2,'activation':'relu'},|layers.7.body.1.weight",
        "'body':[|'body':7,'x':[|body is an integer, expected an array",
        "{'type':'residual','body':|{'type':'residual','body':[{'type':'residual','body':[]}],'body':|twice",
        "'inputs':2|'inputs':3|has shape [2, 2], expected [3, 2]"
    })
    void wrongSettings(String part, String replacement, String message) throws IOException {
        Consumer<Network.Builder> rest = b -> b.dropout(0.5f).activation(Activation.TANH).parametricRelu(true, 0.25f)
                .batchNormalization(0.5f, 0.25f).layerNormalization(0.75f).rmsNormalization(0.875f)
                .residual(f -> f.dense(2));
        Network.Builder builder = Network.input(2).dense(2);
        rest.accept(builder);
        Path file = directory.resolve("wrong.safetensors");
        ModelFile.save(model(builder.build(1)), file);
        byte[] bytes = Files.readAllBytes(file);
        int start = 8 + (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String header = new String(bytes, 8, start - 8, StandardCharsets.US_ASCII).strip();
        String from = part.replace("'", "\\\"");
        String to = replacement == null ? "" : replacement.replace("'", "\\\"");
        assertTrue(header.contains(from), header);
        byte[] changed = TestModels.safetensors(header.replace(from, to), bytes.length - start);
        System.arraycopy(bytes, start, changed, changed.length - (bytes.length - start), bytes.length - start);
        Files.write(file, changed);
        ModelFormatException e = assertThrows(ModelFormatException.class, () -> ModelFile.load(file));
        assertTrue(e.getMessage().startsWith(file + ": ") && e.getMessage().contains(message), e.getMessage());
        assertTrue(e.getMessage().length() < 1000 + file.toString().length(), e.getMessage());
    }

    private static void nest(Network.Builder builder, int depth) {
        if (depth == 0) {
            builder.dense(2);
        } else {
            builder.residual(body -> nest(body, depth - 1));
        }
    }

    /** What can be built can be saved and read; deeper files are refused, however deep. */
    @Test
    void depthOfResidualBlocks() throws IOException {
        Network.Builder deepest = Network.input(2);
        nest(deepest, Residual.MAX_DEPTH);
        Path file = directory.resolve("deep.safetensors");
        Model model = model(deepest.build(1));
        ModelFile.save(model, file);
        TestModels.assertSameModel(model, ModelFile.load(file));
        String message = assertThrows(IllegalArgumentException.class,
                () -> nest(Network.input(2), Residual.MAX_DEPTH + 1)).getMessage();
        assertTrue(message.contains("more than 16 deep"), message);

        String header = header(model);
        for (int more : new int[] {1, 2, 10, 50_000}) {
            String block = "{\\\"type\\\":\\\"residual\\\",\\\"body\\\":[";
            String deeper = header.replace("\\\"layers\\\":[", "\\\"layers\\\":[" + block.repeat(more))
                    .replace("}]}\",\"labels\"", "}]}" + "]}".repeat(more) + "\",\"labels\"");
            Files.write(file, TestModels.safetensors(deeper, 24));
            ModelFormatException e = assertThrows(ModelFormatException.class, () -> ModelFile.load(file));
            assertTrue(e.getMessage().length() < 1000 + file.toString().length(), e.getMessage());
        }
    }
}
