package dev.lanegrad.infer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.io.data.FloatFile;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.spec.WeightFormat;
import dev.lanegrad.testing.Samples;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A warmed-up prediction of a whole network allocates nothing: isolated kernels that do not box prove too little. */
@Tag("bits")
class PredictorAllocationTest {
    private static final int CALLS = 5_000;
    /** Batches of calls within which the compiler must have finished; it works in the background, beside other tests. */
    private static final int MAX_BATCHES = 400;

    /** Bytes a call once compiled: the first batch without any, confirmed by a second one; else those of the last. */
    private static double bytesPerCall(Runnable call) {
        double bytes = Double.NaN;
        for (int batch = 0; batch < MAX_BATCHES; batch++) {
            bytes = batch(call);
            if (bytes < 1) {
                return batch(call);
            }
        }
        return bytes;
    }

    private static double batch(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / (double) CALLS;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 9})
    void everyActivationInOneNetwork(int rows) {
        Network.Builder builder = Network.input(20);
        for (Activation activation : Activation.all()) {
            builder.dense(24, activation);
        }
        Network network = builder.dense(130, Activation.RELU).dense(10).build(1);
        Model model = new Model(network, Optional.of(Scaler.standard(Samples.uniform(50, 20, 7))), List.of(),
                OutputForm.PROBABILITIES, Activation.SOFTMAX);
        Predictor predictor = Predictor.of(model);
        Matrix x = Samples.uniform(rows, 20, 1);
        Matrix y = Matrix.create(rows, 10);
        double bytes = bytesPerCall(() -> predictor.predict(x, y));
        assertTrue(bytes < 1, () -> bytes + " bytes a call");

        float[] in = x.rows(0, 1).toArray();
        float[] out = new float[10];
        double arrays = bytesPerCall(() -> predictor.predict(in, out));
        assertTrue(arrays < 1, () -> arrays + " bytes a call through arrays");
    }

    /** Where the rows may be, how many go at once, what is asked of them, and how weights may be held. */
    @Test
    void everyFormOfACall(@TempDir Path folder) throws IOException {
        Model model = new Model(Network.input(20).dense(70, Activation.RELU).layerNormalization().dense(10).build(1),
                Optional.empty(), List.of(), OutputForm.LOGITS, Activation.SOFTMAX);
        Matrix x = Samples.uniform(300, 20, 1);
        Matrix y = Matrix.create(300, 10);
        Matrix wide = Matrix.create(9, 13);
        ByteBuffer bytes = ByteBuffer.allocate(9 * 20 * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(x.rows(0, 9).toArray());
        Matrix mapped = FloatFile.raw(Files.write(folder.resolve("x"), bytes.array()), 20).map().matrix();
        MemorySegment heapIn = MemorySegment.ofArray(x.rows(0, 9).toArray());
        MemorySegment heapOut = MemorySegment.ofArray(new float[9 * 10]);
        Predictor plain = Predictor.of(model);
        Predictor rejecting = Predictor.of(model, PredictorOptions.defaults().withNan(NanPolicy.REJECT));
        Matrix seventy = x.rows(0, 70);
        Matrix results = y.rows(0, 70);
        assertNone("70 rows", () -> plain.predict(seventy, results));
        assertNone("300 rows", () -> plain.predict(x, y));
        Matrix some = y.rows(0, 9);
        assertNone("mapped", () -> rejecting.predict(mapped, some));
        assertNone("heap", () -> rejecting.predict(heapIn, heapOut));
        assertNone("strided", () -> plain.predict(x.segment(), 20, wide.segment(), 13, 9));
        for (WeightFormat format : List.of(WeightFormat.BFLOAT16, WeightFormat.INT8)) {
            Predictor light = Predictor.of(model, PredictorOptions.defaults().withWeights(format));
            Matrix nine = x.rows(0, 9);
            assertNone(format + "", () -> light.predict(nine, some));
        }
    }

    private static void assertNone(String what, Runnable call) {
        double bytes = bytesPerCall(call);
        assertTrue(bytes < 1, () -> bytes + " bytes a call: " + what);
    }

    @Test
    void theGaugeSeesAnAllocation() {
        float[][] sink = new float[1][];
        assertTrue(bytesPerCall(() -> sink[0] = new float[1]) >= 16);
    }
}
