package dev.lanegrad.infer;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.gate.AllocationGate;
import dev.lanegrad.gate.KernelExercise;
import dev.lanegrad.io.data.FloatFile;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.spec.WeightFormat;
import dev.lanegrad.testing.Samples;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the forks of {@link PredictorAllocationTest} run: every form of a call until it needs no more bytes. */
public final class PredictorAllocationMain {
    private static final int[] ROWS = {1, 3, 7, 9};

    /** How many calls are measured: {@link #activations} and {@link #forms}. */
    static final int MEASURED = 2 * ROWS.length + 5 + 2;

    /** What is stored where others see it cannot be optimised away. */
    static volatile float[] sink = {};

    private PredictorAllocationMain() {
    }

    /** Measures all, or what is planted. */
    public static void main(String[] arguments) throws IOException {
        List<KernelExercise> calls = new ArrayList<>();
        if (arguments.length > 0 && arguments[0].equals(AllocationGate.PLANTED)) {
            Predictor predictor = Predictor.of(model());
            float[] row = new float[20];
            calls.add(new KernelExercise("predict", "to a new array", () -> sink = predictor.predict(row)));
        } else {
            activations(calls);
            forms(calls);
        }
        AllocationGate.measure(calls);
    }

    /** Every activation in one network. */
    private static void activations(List<KernelExercise> calls) {
        Network.Builder builder = Network.input(20);
        for (Activation activation : Activation.all()) {
            builder.dense(24, activation);
        }
        Network network = builder.dense(130, Activation.RELU).dense(10).build(1);
        Predictor predictor = Predictor.of(new Model(network, Optional.of(Scaler.standard(Samples.uniform(50, 20, 7))),
                List.of(), OutputForm.PROBABILITIES, Activation.SOFTMAX));
        for (int rows : ROWS) {
            Matrix x = Samples.uniform(rows, 20, 1);
            Matrix y = Matrix.create(rows, 10);
            calls.add(new KernelExercise("predict", "all activations, " + rows + " rows", () -> predictor.predict(x, y)));
            float[] in = x.rows(0, 1).toArray();
            float[] out = new float[10];
            calls.add(new KernelExercise("predict", "arrays after " + rows + " rows", () -> predictor.predict(in, out)));
        }
    }

    private static Model model() {
        return new Model(Network.input(20).dense(70, Activation.RELU).layerNormalization().dense(10).build(1),
                Optional.empty(), List.of(), OutputForm.LOGITS, Activation.SOFTMAX);
    }

    /** Where the rows may be, how many go at once, what is asked of them, and how weights may be held. */
    private static void forms(List<KernelExercise> calls) throws IOException {
        Matrix x = Samples.uniform(300, 20, 1);
        Matrix y = Matrix.create(300, 10);
        Matrix wide = Matrix.create(9, 13);
        ByteBuffer bytes = ByteBuffer.allocate(9 * 20 * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(x.rows(0, 9).toArray());
        Path file = Files.createTempFile("rows", ".raw");
        file.toFile().deleteOnExit();
        Matrix mapped = FloatFile.raw(Files.write(file, bytes.array()), 20).map().matrix();
        MemorySegment heapIn = MemorySegment.ofArray(x.rows(0, 9).toArray());
        MemorySegment heapOut = MemorySegment.ofArray(new float[9 * 10]);
        Predictor plain = Predictor.of(model());
        Predictor rejecting = Predictor.of(model(), PredictorOptions.defaults().withNan(NanPolicy.REJECT));
        Matrix nine = x.rows(0, 9);
        Matrix seventy = x.rows(0, 70);
        Matrix some = y.rows(0, 9);
        Matrix results = y.rows(0, 70);
        calls.add(new KernelExercise("predict", "70 rows", () -> plain.predict(seventy, results)));
        calls.add(new KernelExercise("predict", "300 rows", () -> plain.predict(x, y)));
        calls.add(new KernelExercise("predict", "mapped", () -> rejecting.predict(mapped, some)));
        calls.add(new KernelExercise("predict", "heap", () -> rejecting.predict(heapIn, heapOut)));
        calls.add(new KernelExercise("predict", "strided", () -> plain.predict(x.segment(), 20, wide.segment(), 13, 9)));
        for (WeightFormat format : List.of(WeightFormat.BFLOAT16, WeightFormat.INT8)) {
            Predictor light = Predictor.of(model(), PredictorOptions.defaults().withWeights(format));
            calls.add(new KernelExercise("predict", format.name(), () -> light.predict(nine, some)));
        }
    }
}
