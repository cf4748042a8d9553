package dev.lanegrad.cli;

import dev.lanegrad.data.BatchBuffer;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.Labels;
import dev.lanegrad.data.Preparation;
import dev.lanegrad.infer.Predictor;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.metric.BinaryMetrics;
import dev.lanegrad.metric.ClassificationMetrics;
import dev.lanegrad.metric.RegressionMetrics;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.simd.VectorSupport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a model does on data that it has not seen.
 *
 * @param figures what is compared between models, the first one above all
 * @param report everything, for terminals
 */
record Score(List<Figure> figures, String report) {
    /** One number. */
    record Figure(String name, double value, boolean percent) {
        @Override
        public String toString() {
            return percent
                    ? String.format(Locale.ROOT, "%s %.2f %%", name, 100 * value)
                    : String.format(Locale.ROOT, "%s %.6g", name, value);
        }
    }

    /**
     * Predicts all rows and compares.
     *
     * @param binary whether target values of a model of probabilities are 0 and 1 only, in all data that are compared
     */
    static Score of(Model model, Dataset data, boolean binary) {
        Matrix predicted = predict(Predictor.of(model), model, data);
        return switch (data.targets()) {
            case Targets.Classes classes -> classes(data.labelNames(), classes, predicted);
            case Targets.Values values when !model.labels().isEmpty() ->
                classes(model.labels(), largest(values.matrix()), predicted);
            case Targets.Values values when model.output() == OutputForm.PROBABILITIES && binary ->
                binary(names(model), values.matrix(), predicted);
            case Targets.Values values -> values(values.matrix(), predicted);
        };
    }

    /** The model's predictions, a row a sample. */
    private static Matrix predict(Predictor predictor, Model model, Dataset data) {
        // The predictor scales by itself, so only gaps are filled here.
        Preparation filled = new Preparation(model.schema(), Optional.empty());
        BatchBuffer buffer = new BatchBuffer(data, filled, Math.min(Predictions.blockRows(predictor), data.rows()),
                VectorSupport.kernels());
        Matrix outputs = Matrix.create(data.rows(), predictor.outputs());
        for (int from = 0; from < data.rows(); from += buffer.capacity()) {
            int rows = Math.min(buffer.capacity(), data.rows() - from);
            predictor.predict(buffer.load(from, rows).features(), outputs.rows(from, rows));
        }
        return outputs;
    }

    private static Score classes(List<String> labels, Targets.Classes actual, Matrix predicted) {
        ClassificationMetrics metrics = ClassificationMetrics.of(labels, actual, predicted);
        return new Score(List.of(new Figure("accuracy", metrics.accuracy(), true),
                new Figure("log loss", metrics.logLoss().orElseThrow(), false)),
                metrics.confusion() + "\n\n" + metrics);
    }

    private static Score binary(List<String> names, Matrix actual, Matrix predicted) {
        BinaryMetrics metrics = BinaryMetrics.of(actual, predicted);
        return new Score(List.of(new Figure("accuracy", metrics.accuracy(), true),
                new Figure("log loss", metrics.logLoss(), false)), metrics + "\n\n" + metrics.report(names));
    }

    private static Score values(Matrix actual, Matrix predicted) {
        RegressionMetrics metrics = RegressionMetrics.of(actual, predicted);
        return new Score(List.of(new Figure("root mean squared error", metrics.rootMeanSquaredError(), false),
                new Figure("R2", metrics.r2(), false)), metrics.toString());
    }

    /** One-hot and soft classes as class indices. */
    private static Targets.Classes largest(Matrix values) {
        int[] labels = IntStream.range(0, values.rows()).map(r -> Labels.largest(values, r)).toArray();
        return new Targets.Classes(labels, labels.length);
    }

    /** Whether there are no target values but 0 and 1. */
    static boolean isBinary(Dataset data) {
        if (!(data.targets() instanceof Targets.Values targets)) {
            return false;
        }
        Matrix values = targets.matrix();
        for (int r = 0; r < values.rows(); r++) {
            for (int c = 0; c < values.columns(); c++) {
                if (values.get(r, c) != 0 && values.get(r, c) != 1) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<String> names(Model model) {
        int outputs = model.network().outputs();
        return model.schema().map(s -> s.targets()).filter(names -> names.size() == outputs)
                .orElseGet(() -> IntStream.rangeClosed(1, outputs).mapToObj(Integer::toString).toList());
    }
}
