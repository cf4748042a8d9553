package dev.lanegrad.infer;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of any depth have the reference's bits: single rows and few rows, small layers of changing widths. */
@Tag("bits")
class PredictorDepthTest {
    private static final int INPUTS = 7;
    private static final List<Activation> ACTIVATIONS = List.of(Activation.TANH, Activation.RELU, Activation.SIGMOID);

    static IntStream depths() {
        return IntStream.rangeClosed(1, 30);
    }

    private static int width(int layer) {
        return 3 + layer * 11 % 38;
    }

    @ParameterizedTest
    @MethodSource("depths")
    void bitsOfTheReference(int depth) {
        Network.Builder builder = Network.input(INPUTS);
        for (int i = 1; i <= depth; i++) {
            builder.dense(width(i), ACTIVATIONS.get(i % ACTIVATIONS.size()));
        }
        Network network = builder.build(depth);
        Model model = new Model(network, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
        try (Predictor predictor = Predictor.of(model)) {
            for (int rows : new int[] {1, 9}) {
                Matrix x = Samples.uniform(rows, INPUTS, depth);
                Matrix expected = new Workspace(network, rows, new ReferenceKernels()).forward(x);
                Matrix y = Matrix.create(rows, width(depth));
                predictor.predict(x, y);
                Bits.assertSame(depth + " layers, " + rows + " rows", expected, y);
            }
        }
    }
}
