package dev.lanegrad.infer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.testing.Samples;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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

    @Test
    void theGaugeSeesAnAllocation() {
        float[][] sink = new float[1][];
        assertTrue(bytesPerCall(() -> sink[0] = new float[1]) >= 16);
    }
}
