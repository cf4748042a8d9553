package dev.lanegrad.bench.peers;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Dense;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Dense layers as an ONNX model: {@code Gemm} and the activation's operator a layer. */
final class OnnxFile {
    private static final long FLOAT = 1;
    private static final long IR_VERSION = 8;
    private static final long OPSET = 17;

    private OnnxFile() {
    }

    /** A message's body. */
    private interface Body {
        void write(CodedOutputStream out) throws IOException;
    }

    private static ByteString message(Body body) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            body.write(out);
            out.flush();
            return ByteString.copyFrom(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteString text(String text) {
        return ByteString.copyFrom(text, StandardCharsets.UTF_8);
    }

    /** The bytes of a model with input {@code x} and output {@code y}. */
    static byte[] of(List<Dense> layers, int batch) {
        ByteString graph = message(out -> {
            String from = "x";
            for (int i = 0; i < layers.size(); i++) {
                String operator = operator(layers.get(i).activation());
                String last = i == layers.size() - 1 ? "y" : "y" + i;
                String sums = operator.isEmpty() ? last : "z" + i;
                out.writeBytes(1, node("Gemm", List.of(from, "w" + i, "b" + i), sums));
                if (!operator.isEmpty()) {
                    out.writeBytes(1, node(operator, List.of(sums), last));
                }
                from = last;
            }
            out.writeBytes(2, text("network"));
            for (int i = 0; i < layers.size(); i++) {
                Matrix weight = layers.get(i).weight().value();
                out.writeBytes(5, tensor("w" + i, weight, weight.rows(), weight.columns()));
                out.writeBytes(5, tensor("b" + i, layers.get(i).bias().value(), weight.columns()));
            }
            out.writeBytes(11, value("x", batch, layers.getFirst().inputs()));
            out.writeBytes(12, value("y", batch, layers.getLast().outputs()));
        });
        return message(out -> {
            out.writeInt64(1, IR_VERSION);
            out.writeBytes(7, graph);
            out.writeBytes(8, message(set -> set.writeInt64(2, OPSET)));
        }).toByteArray();
    }

    private static String operator(Activation activation) {
        return switch (activation.name()) {
            case "identity" -> "";
            case "relu" -> "Relu";
            case "tanh" -> "Tanh";
            case "softmax" -> "Softmax";
            default -> throw new IllegalArgumentException("no operator for " + activation.text());
        };
    }

    private static ByteString node(String operator, List<String> inputs, String output) {
        return message(out -> {
            for (String input : inputs) {
                out.writeBytes(1, text(input));
            }
            out.writeBytes(2, text(output));
            out.writeBytes(4, text(operator));
        });
    }

    private static ByteString tensor(String name, Matrix values, long... dimensions) {
        ByteBuffer raw = ByteBuffer.allocate(Math.toIntExact(values.size() * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values.toArray()) {
            raw.putFloat(value);
        }
        return message(out -> {
            for (long dimension : dimensions) {
                out.writeInt64(1, dimension);
            }
            out.writeInt64(2, FLOAT);
            out.writeBytes(8, text(name));
            out.writeBytes(9, ByteString.copyFrom(raw.flip()));
        });
    }

    private static ByteString value(String name, long... dimensions) {
        ByteString shape = message(out -> {
            for (long dimension : dimensions) {
                out.writeBytes(1, message(one -> one.writeInt64(1, dimension)));
            }
        });
        ByteString tensor = message(out -> {
            out.writeInt64(1, FLOAT);
            out.writeBytes(2, shape);
        });
        return message(out -> {
            out.writeBytes(1, text(name));
            out.writeBytes(2, message(type -> type.writeBytes(1, tensor)));
        });
    }
}
