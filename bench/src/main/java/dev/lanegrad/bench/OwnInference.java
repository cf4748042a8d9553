package dev.lanegrad.bench;

import dev.lanegrad.infer.Predictor;
import dev.lanegrad.infer.PredictorOptions;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.parallel.Parallelism;
import dev.lanegrad.spec.WeightFormat;
import java.util.List;
import java.util.Locale;

/**
 * Lanegrad's predictor.
 *
 * @param weights how it holds weights
 */
record OwnInference(WeightFormat weights) implements SharedInference {
    @Override
    public String name() {
        return weights == WeightFormat.FLOAT32 ? "lanegrad" : "lanegrad-" + weights.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean can(Task task) {
        return true;
    }

    @Override
    public List<Runnable> prepare(Task task, List<Caller> callers) {
        Predictor predictor = Predictor.of(Inference.model(task.network()),
                PredictorOptions.defaults().withParallelism(Parallelism.of(task.threads())).withWeights(weights));
        return callers.stream().map(caller -> {
            Matrix[] rows = caller.inputs().toArray(Matrix[]::new);
            Matrix output = caller.output();
            return Inference.inTurn(next -> predictor.predict(rows[next], output));
        }).toList();
    }
}
