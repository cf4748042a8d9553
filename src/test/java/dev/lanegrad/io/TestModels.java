package dev.lanegrad.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.nn.Parameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Models and file contents that several tests use. */
final class TestModels {
    private TestModels() {
    }

    /** 2 inputs, 3 relu, 2 outputs; weights count up in quarters; scaler and labels. */
    static Model tiny() {
        Network network = Network.input(2).dense(3, Activation.RELU).dense(2).build(1);
        int value = 0;
        for (Parameter parameter : network.parameters()) {
            Matrix matrix = parameter.value();
            for (int r = 0; r < matrix.rows(); r++) {
                for (int c = 0; c < matrix.columns(); c++) {
                    matrix.set(r, c, value++ * 0.25f);
                }
            }
        }
        Scaler scaler = new Scaler(Matrix.of(1, 2, -1, 1), Matrix.of(1, 2, 2, 0.5f));
        return new Model(network, Optional.of(scaler), List.of("no", "yes"), OutputForm.PROBABILITIES,
                Activation.SOFTMAX);
    }

    static void assertSameModel(Model expected, Model actual) {
        assertEquals(expected.network().toString(), actual.network().toString());
        assertEquals(expected.labels(), actual.labels());
        assertEquals(expected.output(), actual.output());
        assertEquals(expected.link(), actual.link());
        assertEquals(expected.schema(), actual.schema());
        assertEquals(expected.scaler().isPresent(), actual.scaler().isPresent());
        if (expected.scaler().isPresent()) {
            assertSameBits(expected.scaler().get().center(), actual.scaler().get().center());
            assertSameBits(expected.scaler().get().factor(), actual.scaler().get().factor());
        }
        List<Parameter> parameters = expected.network().parameters();
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = actual.network().parameters().get(i);
            assertEquals(parameters.get(i).name(), parameter.name());
            assertSameBits(parameters.get(i).value(), parameter.value());
        }
    }

    /** Bytes, so NaN payloads too. */
    private static void assertSameBits(Matrix expected, Matrix actual) {
        assertEquals(expected.shape(), actual.shape());
        assertEquals(-1, expected.copy().segment().mismatch(actual.copy().segment()));
    }

    /** A file: length, header, and data of so many zero bytes. */
    static byte[] safetensors(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length).put(json).array();
    }
}
