package dev.lanegrad.cli;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.infer.Predictor;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.metric.ConfusionMatrix;

/** What a predictor says of a whole data set. */
final class Predictions {
    private Predictions() {
    }

    /** One row of outputs a row of features. */
    static Matrix of(Predictor predictor, Matrix features) {
        Matrix outputs = Matrix.create(features.rows(), predictor.outputs());
        predictor.predict(features, outputs);
        return outputs;
    }

    /** Actual against predicted classes; the data's classes are the predictor's. */
    static ConfusionMatrix confusion(Predictor predictor, Dataset data) {
        Targets.Classes actual = (Targets.Classes) data.targets();
        return ConfusionMatrix.of(data.labelNames(), actual, of(predictor, data.features()));
    }
}
