package dev.lanegrad.bench.peers;

import dev.lanegrad.bench.Inference;
import dev.lanegrad.bench.SharedInference;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Dense;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * OpenBLAS by hand: a layer is a copy of its biases, {@code cblas_sgemv} for one row or {@code cblas_sgemm} for more with
 * beta = 1, and a loop for the activation, all on native memory.
 */
public final class OpenBlasInference implements SharedInference {
    /** For the service loader. */
    public OpenBlasInference() {
    }

    @Override
    public String name() {
        return "openblas";
    }

    @Override
    public boolean can(Task task) {
        return true;
    }

    @Override
    public List<Runnable> prepare(Task task, List<Caller> callers) {
        Threads.require(task.threads());
        OpenBlasLibrary.setThreads(task.threads());
        return callers.stream().map(caller -> work(task, caller)).toList();
    }

    /** Weights are the network's own, buffers the caller's. */
    private static Runnable work(Task task, Caller caller) {
        List<Dense> dense = task.layers();
        List<Layer> made = new ArrayList<>();
        for (Dense layer : dense) {
            Matrix y = made.size() == dense.size() - 1 ? caller.output() : Matrix.create(task.batch(), layer.outputs());
            made.add(new Layer(layer, y.segment(), task.batch()));
        }
        Layer[] layers = made.toArray(Layer[]::new);
        MemorySegment[] inputs = caller.inputs().stream().map(Matrix::segment).toArray(MemorySegment[]::new);
        return Inference.inTurn(next -> {
            MemorySegment x = inputs[next];
            for (Layer layer : layers) {
                layer.run(x);
                x = layer.y;
            }
        });
    }

    /** One layer and its result. */
    private static final class Layer {
        private final MemorySegment weight;
        private final MemorySegment bias;
        private final MemorySegment y;
        private final int rows;
        private final int inputs;
        private final int outputs;
        private final String activation;

        Layer(Dense dense, MemorySegment y, int rows) {
            this.weight = dense.weight().value().segment();
            this.bias = dense.bias().value().segment();
            this.y = y;
            this.rows = rows;
            this.inputs = dense.inputs();
            this.outputs = dense.outputs();
            this.activation = dense.activation().name();
        }

        void run(MemorySegment x) {
            long bytes = (long) outputs * Float.BYTES;
            for (int r = 0; r < rows; r++) {
                MemorySegment.copy(bias, 0, y, r * bytes, bytes);
            }
            int plain = Cblas.transposed(false);
            int transposed = Cblas.transposed(true);
            try {
                if (rows == 1) {
                    OpenBlasLibrary.SGEMV.invokeExact(Cblas.ROW_MAJOR, transposed, inputs, outputs, 1f, weight, outputs, x,
                            1, 1f, y, 1);
                } else {
                    OpenBlasLibrary.SGEMM.invokeExact(Cblas.ROW_MAJOR, plain, plain, rows, outputs, inputs, 1f, x, inputs,
                            weight, outputs, 1f, y, outputs);
                }
            } catch (Throwable e) {
                throw Cblas.failed(e);
            }
            switch (activation) {
                case "relu" -> NativeLoops.relu(y, rows * outputs);
                case "tanh" -> NativeLoops.tanh(y, rows * outputs);
                case "softmax" -> NativeLoops.softmax(y, rows, outputs);
                case "identity" -> {
                }
                default -> throw new IllegalArgumentException(activation);
            }
        }
    }
}
