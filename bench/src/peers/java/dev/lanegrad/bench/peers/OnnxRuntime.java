package dev.lanegrad.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lanegrad.bench.Inference;
import dev.lanegrad.memory.Matrix;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** ONNX Runtime through its Java API: tensors made once over direct buffers, the output bound before. */
public final class OnnxRuntime implements Inference {
    /** For the service loader. */
    public OnnxRuntime() {
    }

    @Override
    public String name() {
        return "onnxruntime";
    }

    @Override
    public boolean can(Task task) {
        return true;
    }

    @Override
    public Runnable prepare(Task task, List<Matrix> inputs, Matrix output) {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(task.threads());
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            OrtSession session = environment.createSession(OnnxFile.of(task.layers(), task.batch()), options);
            List<Map<String, OnnxTensor>> bound = new ArrayList<>();
            for (Matrix input : inputs) {
                bound.add(Map.of("x", tensor(environment, input)));
            }
            Map<String, OnnxValue> result = Map.of("y", tensor(environment, output));
            return new Runnable() {
                private int next;

                @Override
                public void run() {
                    next = (next + 1) % INPUTS;
                    try (OrtSession.Result done = session.run(bound.get(next), result)) {
                        if (done.size() > 1) {
                            throw new IllegalStateException("more than one result");
                        }
                    } catch (OrtException e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Matrix matrix) throws OrtException {
        FloatBuffer floats = matrix.segment().asByteBuffer().order(java.nio.ByteOrder.nativeOrder()).asFloatBuffer();
        return OnnxTensor.createTensor(environment, floats, new long[] {matrix.rows(), matrix.columns()});
    }
}
