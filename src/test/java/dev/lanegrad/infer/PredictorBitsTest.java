package dev.lanegrad.infer;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.testing.Bits;
import dev.lanegrad.testing.Samples;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A predictor's rows have the reference's bits, in any batch and through every way in. */
@Tag("bits")
class PredictorBitsTest {
    /** More rows than a work unit takes at once, and a rest. */
    private static final int ROWS = 2 * WorkUnit.ROWS + 5;

    private static Model model(Activation activation) {
        Network network = Network.input(19).dense(130, activation).dense(40, activation).dense(11, activation).dense(3)
                .build(3);
        return new Model(network, Optional.of(Scaler.standard(Samples.uniform(50, 19, 7))), List.of("x", "y", "z"),
                OutputForm.PROBABILITIES, Activation.SOFTMAX);
    }

    /** What training-time evaluation on the scalar reference gives. */
    private static Matrix expected(Model model, Matrix x) {
        ReferenceKernels reference = new ReferenceKernels();
        Matrix scaled = Matrix.create(x.rows(), x.columns());
        model.scaler().orElseThrow().apply(reference, x, scaled);
        Matrix y = new Workspace(model.network(), x.rows(), reference).forward(scaled).copy();
        reference.activate(model.link(), y, y);
        return y;
    }

    @ParameterizedTest
    @MethodSource("dev.lanegrad.activation.Activation#all")
    void batchHasTheReferencesBits(Activation activation) {
        Model model = model(activation);
        Matrix x = Samples.uniform(ROWS, 19, 1);
        Matrix expected = expected(model, x);
        Matrix y = Matrix.create(ROWS, 3);
        Predictor.of(model).predict(x, y);
        Bits.assertSame("vector", expected, y);
        Matrix scalar = Matrix.create(ROWS, 3);
        Predictor.of(model, OutputForm.PROBABILITIES, ReferenceKernels::new).predict(x, scalar);
        Bits.assertSame("reference", expected, scalar);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 63, 64, 65, WorkUnit.ROWS - 1, WorkUnit.ROWS, WorkUnit.ROWS + 1})
    void aRowDoesNotDependOnItsBatch(int batch) {
        Model model = model(Activation.TANH);
        Predictor predictor = Predictor.of(model);
        Matrix x = Samples.uniform(ROWS, 19, 1);
        Matrix whole = Matrix.create(ROWS, 3);
        predictor.predict(x, whole);
        Matrix parts = Matrix.create(ROWS, 3);
        for (int from = 0; from < ROWS; from += batch) {
            int rows = Math.min(batch, ROWS - from);
            predictor.predict(x.rows(from, rows), parts.rows(from, rows));
        }
        Bits.assertSame("in batches of " + batch, whole, parts);
    }

    @Test
    void everyWayInGivesTheSameBits() {
        int rows = WorkUnit.ROWS + 7;
        Predictor predictor = Predictor.of(model(Activation.RELU));
        Matrix x = Samples.uniform(rows, 19, 2);
        Matrix y = Matrix.create(rows, 3);
        predictor.predict(x, y);
        float[] floats = x.toArray();

        try (Arena arena = Arena.ofConfined()) {
            MemorySegment in = Matrix.create(rows, 19, arena).segment().copyFrom(MemorySegment.ofArray(floats));
            MemorySegment out = arena.allocate(rows * 3 * 4 + 4, 4).asSlice(4);
            predictor.predict(in, out);
            Bits.assertSame("native segments", y, Matrix.wrap(out, rows, 3, 3));
        }
        float[] heap = new float[rows * 3];
        predictor.predict(MemorySegment.ofArray(floats), MemorySegment.ofArray(heap));
        Bits.assertSame("heap segments", y.toArray(), heap);

        Matrix wideIn = Matrix.create(rows, 23);
        Matrix wideOut = Matrix.create(rows, 8);
        wideIn.columns(3, 19).copyFrom(x);
        predictor.predict(wideIn.columns(3, 19), wideOut.columns(1, 3));
        Bits.assertSame("strided rows", y, wideOut.columns(1, 3));

        for (int r = 0; r < rows; r++) {
            float[] row = x.rows(r, 1).toArray();
            Bits.assertSame("float[] row " + r, y.rows(r, 1).toArray(), predictor.predict(row));
        }
    }

    @Test
    void aNanTouchesItsRowOnly() {
        Predictor predictor = Predictor.of(model(Activation.RELU));
        Matrix x = Samples.uniform(20, 19, 2);
        Matrix clean = Matrix.create(20, 3);
        predictor.predict(x, clean);
        x.set(7, 4, Float.NaN);
        Matrix y = Matrix.create(20, 3);
        predictor.predict(x, y);
        for (int r = 0; r < 20; r++) {
            if (r == 7) {
                clean.rows(r, 1).fill(Float.NaN);
            }
            Bits.assertSame("row " + r, clean.rows(r, 1), y.rows(r, 1));
        }
    }
}
