package dev.lanegrad.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.ActivationLayer;
import dev.lanegrad.nn.BatchNormalization;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.Dropout;
import dev.lanegrad.nn.Layer;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.SampleLayers;
import dev.lanegrad.testing.SampleLayers.Sample;
import dev.lanegrad.testing.Samples;
import dev.lanegrad.testing.Twins;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Frozen networks with every kind of layer, against evaluation on the reference. */
@Tag("bits")
class LayerPredictorTest {
    /** More than a work unit takes at once. */
    private static final int ROWS = 70;

    static List<Sample> samples() {
        return SampleLayers.all();
    }

    private static Model model(Network network) {
        return new Model(network, Optional.of(Scaler.standard(Samples.uniform(50, SampleLayers.WIDTH, 7))), List.of(),
                OutputForm.PROBABILITIES, Activation.SOFTMAX);
    }

    private static Matrix evaluated(Model model, Network network, Kernels kernels, Matrix x) {
        Matrix scaled = Matrix.create(x.rows(), x.columns());
        model.scaler().orElseThrow().apply(kernels, x, scaled);
        Matrix y = new Workspace(network, x.rows(), kernels).forward(scaled).copy();
        kernels.activate(model.link(), y, y);
        return y;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void predictionsAreEvaluations(Sample sample) {
        Model model = model(SampleLayers.network(sample, 3));
        Matrix x = Samples.uniform(ROWS, SampleLayers.WIDTH, 1);
        Network folded = model.network().folded(Twins.VECTOR);
        Matrix expected = evaluated(model, folded, Twins.REFERENCE, x);
        if (!sample.seesBatch()) {
            Bits.assertSame(sample + " folded", evaluated(model, model.network(), Twins.REFERENCE, x), expected);
        }
        for (Predictor predictor : List.of(Predictor.of(model),
                Predictor.of(model, OutputForm.PROBABILITIES, ReferenceKernels::new))) {
            Matrix y = Matrix.create(ROWS, 5);
            predictor.predict(x, y);
            Bits.assertSame(sample + ", " + predictor.describe(), expected, y);
            for (int part : new int[] {1, 3, 8, 64, 65}) {
                Matrix parts = Matrix.create(ROWS, 5);
                for (int from = 0; from < ROWS; from += part) {
                    int count = Math.min(part, ROWS - from);
                    predictor.predict(x.rows(from, count), parts.rows(from, count));
                }
                Bits.assertSame(sample + " in parts of " + part, expected, parts);
            }
        }
        Matrix input = x.copy();
        Predictor.of(model).predict(input, Matrix.create(ROWS, 5));
        Bits.assertSame("the input is not written to", x, input);
    }

    /** A network that begins and ends with the layer, without scaling: steps meet the caller's memory. */
    @ParameterizedTest
    @MethodSource("samples")
    void layersAtTheEdges(Sample sample) {
        Network.Builder builder = Network.input(SampleLayers.WIDTH);
        sample.add().accept(builder);
        Network network = builder.build(4);
        SampleLayers.shake(network, 4);
        Model model = new Model(network, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
        Matrix x = Samples.uniform(9, SampleLayers.WIDTH, 2);
        Matrix wideX = Matrix.create(9, SampleLayers.WIDTH + 3);
        wideX.columns(2, SampleLayers.WIDTH).copyFrom(x);
        Matrix wideY = Matrix.create(9, SampleLayers.WIDTH + 2);
        Predictor.of(model).predict(wideX.columns(2, SampleLayers.WIDTH), wideY.columns(1, SampleLayers.WIDTH));
        Matrix expected = new Workspace(network.folded(Twins.REFERENCE), 9, Twins.REFERENCE).forward(x);
        Bits.assertSame(sample.name(), expected, wideY.columns(1, SampleLayers.WIDTH));
        for (int r = 0; r < 9; r++) {
            assertEquals(0, wideY.get(r, 0), "beside the rows");
            assertEquals(0, wideY.get(r, SampleLayers.WIDTH + 1), "beside the rows");
        }
        Bits.assertSame("the input is not written to", x, wideX.columns(2, SampleLayers.WIDTH));
    }

    @Test
    void foldedNetworks() {
        Network network = Network.input(4).batchNormalization().dense(6).dropout(0.5f).batchNormalization()
                .activation(Activation.RELU).dense(5, Activation.TANH).batchNormalization()
                .residual(f -> f.dense(5).batchNormalization().activation(Activation.SIGMOID)).dropout(0.1f).build(1);
        SampleLayers.shake(network, 2);
        Network folded = network.folded(Twins.REFERENCE);
        assertEquals("4-batch_normalization-6 relu-5 tanh-batch_normalization-residual(5 sigmoid)", folded.toString());
        assertTrue(folded.layers().stream().noneMatch(Dropout.class::isInstance));
        assertFalse(((Dense) folded.layers().get(1)).weight().value()
                .overlaps(network.tensors().get("layers.1.weight").value()), "the network's own weights stay");
        // Another order of operations, the same function.
        Matrix x = Samples.uniform(20, 4, 3);
        Matrix own = new Workspace(network, 20, Twins.REFERENCE).forward(x).copy();
        Matrix other = new Workspace(folded, 20, Twins.REFERENCE).forward(x);
        for (int r = 0; r < 20; r++) {
            for (int c = 0; c < 5; c++) {
                assertEquals(own.get(r, c), other.get(r, c), 1e-5f);
            }
        }
        folded.folded(Twins.VECTOR).tensors()
                .forEach((name, p) -> Bits.assertSame(name, folded.tensors().get(name).value(), p.value()));
        network.folded(Twins.VECTOR).tensors()
                .forEach((name, p) -> Bits.assertSame(name, folded.tensors().get(name).value(), p.value()));
        List<Layer> none = Network.input(3).dropout(0.5f).activation(Activation.IDENTITY).build(1).folded(Twins.VECTOR)
                .layers();
        assertEquals(List.of(new ActivationLayer(3, Activation.IDENTITY)), none);
    }

    /** The predictor keeps nothing of the network: later training does not change it. */
    @Test
    void predictorsAreCopies() {
        for (Sample sample : samples()) {
            Model model = model(SampleLayers.network(sample, 5));
            Predictor predictor = Predictor.of(model);
            Matrix x = Samples.uniform(3, SampleLayers.WIDTH, 1);
            Matrix before = Matrix.create(3, 5);
            predictor.predict(x, before);
            model.network().tensors().values().forEach(p -> p.value().fill(Float.NaN));
            Matrix after = Matrix.create(3, 5);
            predictor.predict(x, after);
            Bits.assertSame(sample.name(), before, after);
        }
    }

    @Test
    void evaluationOfBatchNormalizationHasNoBackwardPass() {
        Network network = Network.input(4).batchNormalization().dense(2).build(1);
        Workspace workspace = new Workspace(network, 3, Twins.VECTOR);
        workspace.forward(Samples.uniform(3, 4, 1));
        workspace.outputGradient().fill(1);
        assertThrows(IllegalStateException.class, () -> workspace.backward(false));
        assertEquals(BatchNormalization.class, network.layers().getFirst().getClass());
    }
}
