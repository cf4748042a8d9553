package dev.lanegrad.train;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.metric.ConfusionMatrix;
import java.util.List;
import java.util.Optional;

/** The report of an epoch as a part of a run's state. */
final class ReportState {
    /** A count is kept in two floats, each of which holds so many exactly. */
    private static final long BASE = 1L << 24;

    private ReportState() {
    }

    /** Saves the report, or restores the one that was saved. */
    static Optional<EpochReport> exchange(RunState state, String name, Optional<EpochReport> report,
            List<String> labels) {
        if (!state.flag(name, report.isPresent())) {
            return Optional.empty();
        }
        EpochReport r = report.orElse(new EpochReport(1, 1, 0, Double.NaN, Optional.empty()));
        int epoch = (int) state.count(name + ".epoch", r.epoch());
        int epochs = (int) state.count(name + ".epochs", r.epochs());
        double loss = state.number(name + ".loss", r.loss());
        double accuracy = state.number(name + ".accuracy", r.accuracy());
        Optional<Evaluation> validation = Optional.empty();
        if (state.flag(name + ".validation", r.validation().isPresent())) {
            double validationLoss = state.number(name + ".validation.loss",
                    r.validation().map(Evaluation::loss).orElse(0.0));
            validation = Optional.of(new Evaluation(validationLoss,
                    confusion(state, name + ".validation.confusion", r.validation().flatMap(Evaluation::confusion),
                            labels)));
        }
        return Optional.of(new EpochReport(epoch, epochs, loss, accuracy, validation));
    }

    private static Optional<ConfusionMatrix> confusion(RunState state, String name, Optional<ConfusionMatrix> matrix,
            List<String> labels) {
        if (!state.flag(name, matrix.isPresent())) {
            return Optional.empty();
        }
        int n = labels.size();
        long[][] counts = matrix.map(ConfusionMatrix::counts).orElse(new long[n][n]);
        Matrix values = Matrix.create(n, 2 * n);
        for (int r = 0; r < n; r++) {
            for (int c = 0; c < n; c++) {
                values.set(r, 2 * c, (float) (counts[r][c] % BASE));
                values.set(r, 2 * c + 1, (float) Math.floorDiv(counts[r][c], BASE));
            }
        }
        state.array(name, values);
        long total = 0;
        for (int r = 0; r < n; r++) {
            for (int c = 0; c < n; c++) {
                long low = (long) values.get(r, 2 * c);
                long high = (long) values.get(r, 2 * c + 1);
                counts[r][c] = low + high * BASE;
                total += counts[r][c];
            }
        }
        // In a rehearsal nothing was written, and a matrix without counts would be refused.
        return total == 0 ? Optional.empty() : Optional.of(new ConfusionMatrix(labels, counts));
    }
}
