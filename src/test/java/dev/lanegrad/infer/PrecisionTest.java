package dev.lanegrad.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.spec.WeightFormat;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Predictors with weights of fewer bits: the reference's bits, and an error that is measured. */
@Tag("bits")
class PrecisionTest {
    private static final int INPUTS = 71;

    private static Model model(OutputForm form) {
        Network network = Network.input(INPUTS).dense(300, Activation.RELU).batchNormalization().dense(67, Activation.TANH)
                .dense(10).build(3);
        return new Model(network, Optional.empty(), List.of(), form, Activation.SOFTMAX);
    }

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void bitsOfTheReference(WeightFormat format) {
        Matrix x = Samples.uniform(150, INPUTS, 1);
        PredictorOptions options = PredictorOptions.defaults().withWeights(format);
        Predictor vector = Predictor.of(model(OutputForm.PROBABILITIES), options);
        Predictor scalar = Predictor.of(model(OutputForm.PROBABILITIES), options.withKernels(ReferenceKernels::new));
        Matrix expected = Matrix.create(150, 10);
        scalar.predict(x, expected);
        for (int batch : new int[] {1, 2, 3, 7, 64, 150}) {
            Matrix y = Matrix.create(150, 10);
            for (int from = 0; from < 150; from += batch) {
                int rows = Math.min(batch, 150 - from);
                vector.predict(x.rows(from, rows), y.rows(from, rows));
            }
            Bits.assertSame(format + " in batches of " + batch, expected, y);
        }
    }

    @Test
    void theErrorIsMeasured() {
        Matrix rows = Samples.uniform(200, INPUTS, 1);
        Model model = model(OutputForm.LOGITS);
        assertEquals(Optional.empty(), Predictor.of(model).precision());
        Precision none = precision(model, WeightFormat.FLOAT32, rows);
        Precision half = precision(model, WeightFormat.BFLOAT16, rows);
        Precision quarter = precision(model, WeightFormat.INT8, rows);
        assertEquals(new Precision(200, 0, 0, 0), none);
        assertEquals(compared(model, WeightFormat.BFLOAT16, rows), half);
        assertEquals(compared(model, WeightFormat.INT8, rows), quarter);
        assertTrue(half.maxDifference() > 1e-6 && half.maxDifference() < 0.05, half::text);
        assertTrue(quarter.maxDifference() > 1e-5 && quarter.maxDifference() < 0.1, quarter::text);
        assertTrue(quarter.changedClasses() > 0 && quarter.changedClasses() < 30, quarter::text);
    }

    /** From the outputs of two predictors, row by row. */
    private static Precision compared(Model model, WeightFormat format, Matrix rows) {
        Predictor full = Predictor.of(model);
        Predictor light = Predictor.of(model, PredictorOptions.defaults().withWeights(format));
        double most = 0;
        double sum = 0;
        int changed = 0;
        for (int r = 0; r < rows.rows(); r++) {
            float[] row = rows.rows(r, 1).toArray();
            float[] expected = full.predict(row);
            float[] actual = light.predict(row);
            for (int c = 0; c < expected.length; c++) {
                double difference = Math.abs((double) expected[c] - actual[c]);
                most = Math.max(most, difference);
                sum += difference;
            }
            changed += full.classify(row) == light.classify(row) ? 0 : 1;
        }
        return new Precision(rows.rows(), most, sum / ((double) rows.rows() * full.outputs()), changed);
    }

    private static Precision precision(Model model, WeightFormat format, Matrix rows) {
        Predictor predictor = Predictor.of(model, PredictorOptions.defaults().withWeights(format, Calibration.of(rows)));
        assertTrue(predictor.describe().contains(predictor.precision().orElseThrow().text()));
        return predictor.precision().orElseThrow();
    }

    @Test
    void aLimitRefuses() {
        Matrix rows = Samples.uniform(200, INPUTS, 1);
        String message = assertThrows(IllegalArgumentException.class, () -> Predictor.of(model(OutputForm.LOGITS),
                PredictorOptions.defaults().withWeights(WeightFormat.INT8, new Calibration(rows, 1e-6, 1)))).getMessage();
        assertTrue(message.startsWith("weights of INT8 cost too much: error of the weights' format on 200 rows"), message);
        Precision found = precision(model(OutputForm.LOGITS), WeightFormat.INT8, rows);
        double changed = (found.changedClasses() + 0.5) / 200;
        assertEquals(Optional.of(found), int8(new Calibration(rows, found.maxDifference(), changed)).precision());
        assertThrows(IllegalArgumentException.class, () -> int8(new Calibration(rows, 1, changed - 0.005)));
        assertThrows(IllegalArgumentException.class,
                () -> int8(new Calibration(rows, Math.nextDown(found.maxDifference()), 1)));
        assertThrows(IllegalArgumentException.class, () -> new Calibration(rows, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Calibration(rows, Double.NaN, 0));
    }

    private static Predictor int8(Calibration calibration) {
        return Predictor.of(model(OutputForm.LOGITS),
                PredictorOptions.defaults().withWeights(WeightFormat.INT8, calibration));
    }

    @Test
    void fewerBitsTakeLessMemory() {
        Network network = Network.input(512).dense(1024).build(1);
        Model model = new Model(network, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
        long weights = 512 * 1024L;
        // Biases stand in native memory, and twice on the heap for single rows.
        assertEquals(4 * weights + 3 * 4096, bytes(model, WeightFormat.FLOAT32));
        assertEquals(2 * weights + 4096, bytes(model, WeightFormat.BFLOAT16));
        assertEquals(weights + 2 * 4096, bytes(model, WeightFormat.INT8));
    }

    private static long bytes(Model model, WeightFormat format) {
        return Predictor.of(model, PredictorOptions.defaults().withWeights(format)).open().network().bytes();
    }
}
