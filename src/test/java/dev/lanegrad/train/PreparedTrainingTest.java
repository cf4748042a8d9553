package dev.lanegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.FeatureColumn;
import dev.lanegrad.data.Imputation;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.data.Scaling;
import dev.lanegrad.data.Scalings;
import dev.lanegrad.data.Schema;
import dev.lanegrad.infer.Predictor;
import dev.lanegrad.io.data.CsvFile;
import dev.lanegrad.io.data.NpyFile;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From raw features to predictions: what is fitted in training is what evaluation and prediction apply. */
class PreparedTrainingTest {
    @TempDir
    Path directory;

    private static Schema schema(int columns, Imputation imputation, List<String> targets) {
        return new Schema(IntStream.range(0, columns)
                .<FeatureColumn>mapToObj(i -> new FeatureColumn.Numeric("x" + i, imputation)).toList(), targets);
    }

    private static Trainer trainer(Network network, Loss loss) {
        return Trainer.of(network, loss, Optimizer.adam(0.01f)).epochs(3);
    }

    private static Network network() {
        return Network.input(6).dense(16, Activation.RELU).dense(3).build(1);
    }

    private static void assertSameWeights(Network expected, Network actual) {
        for (int i = 0; i < expected.parameters().size(); i++) {
            Parameter parameter = expected.parameters().get(i);
            Bits.assertSame(parameter.name(), parameter.value(), actual.parameters().get(i).value());
        }
    }

    /** Training on raw features with a scaling has the bits of training on features scaled before. */
    @Test
    void scalingByColumnIsPartOfTheModel() {
        Dataset raw = Samples.classes(60, 6, 3, 1);
        Scalings scalings = new Scalings(Scaling.STANDARD, Map.of("2", Scaling.MIN_MAX, "5", Scaling.NONE));
        Network network = network();
        Model model = trainer(network, Loss.SOFTMAX_CROSS_ENTROPY).scaling(scalings).fit(raw);
        Scaler scaler = model.scaler().orElseThrow();
        assertEquals(0, scaler.center().get(0, 4));
        assertEquals(1, scaler.factor().get(0, 4));
        float least = Float.POSITIVE_INFINITY;
        for (int r = 0; r < 60; r++) {
            least = Math.min(least, raw.features().get(r, 1));
        }
        assertEquals(least, scaler.center().get(0, 1));

        Matrix scaled = Matrix.create(60, 6);
        scaler.apply(VectorSupport.kernels(), raw.features(), scaled);
        Network byHand = network();
        Model plain = trainer(byHand, Loss.SOFTMAX_CROSS_ENTROPY).fit(raw.withFeatures(scaled));
        assertSameWeights(byHand, network);
        assertEquals(Evaluation.of(plain, Loss.SOFTMAX_CROSS_ENTROPY, raw.withFeatures(scaled)),
                Evaluation.of(model, Loss.SOFTMAX_CROSS_ENTROPY, raw));
        Bits.assertSame("predictions", predict(plain, scaled), predict(model, raw.features()));
        assertThrows(IllegalArgumentException.class, () -> trainer(network(), Loss.SOFTMAX_CROSS_ENTROPY)
                .scaling(new Scalings(Scaling.NONE, Map.of("7", Scaling.ROBUST))).fit(raw));
    }

    private static Matrix predict(Model model, Matrix input) {
        Matrix output = Matrix.create(input.rows(), model.network().outputs());
        try (Predictor predictor = Predictor.of(model)) {
            predictor.predict(input, output);
        }
        return output;
    }

    @Test
    void missingNumbersFromFileToPrediction() throws IOException {
        Path file = Files.writeString(directory.resolve("train.csv"), "x,c,y\n1,a,1\n?,b,2\n5,,3\n3,a,4\n");
        Dataset data = CsvFile.of(file).withCategories("c").withMissing(Imputation.MEAN).readValues();
        assertTrue(Float.isNaN(data.features().get(1, 0)));
        Network network = Network.input(4).dense(1).build(1);
        Model model = trainer(network, Loss.MEAN_SQUARED_ERROR).standardize().fit(data, data);
        assertEquals(Imputation.constant(3),
                ((FeatureColumn.Numeric) model.schema().orElseThrow().features().getFirst()).missing());

        Matrix filled = CsvFile.of(file).readFeatures(model.schema().orElseThrow());
        Bits.assertSame("filled, one-hot in the order '', a, b",
                new float[] {1, 0, 1, 0, 3, 0, 0, 1, 5, 1, 0, 0, 3, 0, 1, 0}, filled.toArray());
        Dataset complete = Dataset.ofValues(filled, ((Targets.Values) data.targets()).matrix());
        assertEquals(Evaluation.of(model, Loss.MEAN_SQUARED_ERROR, complete),
                Evaluation.of(model, Loss.MEAN_SQUARED_ERROR, data));
        Matrix output = predict(model, filled);
        double sum = 0;
        for (int r = 0; r < 4; r++) {
            sum += Math.pow(output.get(r, 0) - (r + 1), 2);
        }
        assertEquals(sum / 4, Evaluation.of(model, Loss.MEAN_SQUARED_ERROR, data).loss(), 1e-5);
    }

    @Test
    void missingNumbersThatTrainingHadNoRuleFor() {
        Matrix x = Samples.uniform(10, 2, 1);
        Matrix y = Samples.uniform(10, 1, 2);
        Dataset train = Dataset.ofValues(x, y, Optional.of(schema(2, Imputation.REFUSE, List.of())));
        Matrix gaps = x.copy();
        gaps.set(3, 1, Float.NaN);
        Dataset validation = Dataset.ofValues(gaps, y, Optional.of(schema(2, Imputation.MEAN, List.of())));
        Network network = Network.input(2).dense(1).build(1);
        Model model = trainer(network, Loss.MEAN_SQUARED_ERROR).fit(train);
        for (String message : List.of(
                assertThrows(IllegalArgumentException.class,
                        () -> trainer(network, Loss.MEAN_SQUARED_ERROR).fit(train, validation)).getMessage(),
                assertThrows(IllegalArgumentException.class,
                        () -> Evaluation.of(model, Loss.MEAN_SQUARED_ERROR, validation)).getMessage())) {
            assertTrue(message.startsWith("the number in row 3, column 1 is missing"), message);
        }
    }

    @Test
    void aMappedFileHasTheBitsOfACopy() throws IOException {
        Dataset data = Samples.classes(50, 6, 3, 1);
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (50, 6), }";
        header += " ".repeat(128 - 11 - header.length()) + "\n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        bytes.write(header.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer floats = ByteBuffer.allocate(50 * 6 * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : data.features().toArray()) {
            floats.putFloat(value);
        }
        bytes.write(floats.array());
        Path file = Files.write(directory.resolve("features.npy"), bytes.toByteArray());
        Dataset mapped = data.withFeatures(NpyFile.of(file).map().matrix());
        Network expected = network();
        Network actual = network();
        trainer(expected, Loss.SOFTMAX_CROSS_ENTROPY).standardize().validationShare(0.2).fit(data);
        trainer(actual, Loss.SOFTMAX_CROSS_ENTROPY).standardize().validationShare(0.2).fit(mapped);
        assertSameWeights(expected, actual);
    }

    @Test
    void whatIsHeldOutIsStratified() {
        int[] labels = new int[100];
        for (int r = 0; r < 100; r++) {
            labels[r] = r < 10 ? 0 : r < 40 ? 1 : 2;
        }
        Dataset data = Dataset.ofClasses(Samples.uniform(100, 6, 1), labels, List.of("a", "b", "c"));
        trainer(network(), Loss.SOFTMAX_CROSS_ENTROPY).epochs(1).validationShare(0.2).callback(new Callback() {
            @Override
            public Decision epochEnded(EpochReport report) {
                var confusion = report.validation().orElseThrow().confusion().orElseThrow();
                for (int k = 0; k < 3; k++) {
                    assertEquals(new int[] {2, 6, 12}[k], LongStream.of(confusion.counts()[k]).sum());
                }
                return Decision.CONTINUE;
            }
        }).fit(data);
    }

    @Test
    void classesOfSeveralColumnsHaveTheirNames() {
        Matrix y = Matrix.of(4, 2, 1, 0, 0, 1, 0.25f, 0.75f, 1, 0);
        Dataset named = Dataset.ofValues(Samples.uniform(4, 2, 1), y,
                Optional.of(schema(2, Imputation.REFUSE, List.of("yes", "no"))));
        Network network = Network.input(2).dense(2).build(1);
        Model model = trainer(network, Loss.SOFTMAX_CROSS_ENTROPY).fit(named);
        assertEquals(List.of("yes", "no"), model.labels());
        assertEquals(OutputForm.PROBABILITIES, model.output());
        assertEquals(List.of(), trainer(network, Loss.MEAN_SQUARED_ERROR).fit(named).labels());
        assertEquals(List.of(), trainer(network, Loss.SOFTMAX_CROSS_ENTROPY)
                .fit(Dataset.ofValues(named.features(), y)).labels());

        Dataset swapped = Dataset.ofValues(named.features(), y,
                Optional.of(schema(2, Imputation.REFUSE, List.of("no", "yes"))));
        String message = assertThrows(IllegalArgumentException.class,
                () -> trainer(network, Loss.SOFTMAX_CROSS_ENTROPY).fit(named, swapped)).getMessage();
        assertEquals("the validation data have the target columns ['no', 'yes'], the training data ['yes', 'no']; they must"
                + " be the same in the same order", message);
    }

    @Test
    void modelsRefuseSchemasThatDoNotFit() {
        Network network = Network.input(2).dense(3).build(1);
        for (Schema schema : List.of(schema(3, Imputation.REFUSE, List.of()), schema(2, Imputation.MEAN, List.of()),
                schema(2, Imputation.MEDIAN, List.of()), schema(2, Imputation.REFUSE, List.of("a", "b")))) {
            assertThrows(IllegalArgumentException.class, () -> new Model(network, Optional.empty(), List.of(),
                    OutputForm.LOGITS, Activation.IDENTITY, Optional.of(schema)), schema::toString);
        }
        for (List<String> targets : List.of(List.<String>of(), List.of("class"), List.of("a", "b", "c"))) {
            new Model(network, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY,
                    Optional.of(schema(2, Imputation.constant(1), targets)));
        }
    }
}
