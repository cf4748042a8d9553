package dev.lanegrad.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lanegrad.bench.Inference;
import dev.lanegrad.bench.SharedInference;
import dev.lanegrad.memory.Matrix;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** ONNX Runtime through its Java API: tensors made once over direct buffers, the output bound before. */
public final class OnnxRuntime implements SharedInference {
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
    public List<Runnable> prepare(Task task, List<Caller> callers) {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(task.threads());
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            OrtSession session = environment.createSession(OnnxFile.of(task.layers(), task.batch()), options);
            List<Runnable> work = new ArrayList<>();
            for (Caller caller : callers) {
                work.add(work(environment, session, caller));
            }
            return work;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Runnable work(OrtEnvironment environment, OrtSession session, Caller caller) throws OrtException {
        List<Map<String, OnnxTensor>> bound = new ArrayList<>();
        for (Matrix input : caller.inputs()) {
            bound.add(Map.of("x", tensor(environment, input)));
        }
        Map<String, OnnxValue> result = Map.of("y", tensor(environment, caller.output()));
        return Inference.inTurn(next -> {
            try (OrtSession.Result done = session.run(bound.get(next), result)) {
                if (done.size() > 1) {
                    throw new IllegalStateException("more than one result");
                }
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static OnnxTensor tensor(OrtEnvironment environment, Matrix matrix) throws OrtException {
        FloatBuffer floats = matrix.segment().asByteBuffer().order(java.nio.ByteOrder.nativeOrder()).asFloatBuffer();
        return OnnxTensor.createTensor(environment, floats, new long[] {matrix.rows(), matrix.columns()});
    }
}
