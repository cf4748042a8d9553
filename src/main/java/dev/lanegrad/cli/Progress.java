package dev.lanegrad.cli;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.nn.Model;
import dev.lanegrad.train.Callback;
import dev.lanegrad.train.EpochReport;
import dev.lanegrad.train.Position;
import dev.lanegrad.train.StepReport;
import dev.lanegrad.train.Trainer;
import dev.lanegrad.train.TrainingReport;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on standard error: epoch, loss, accuracy, samples/s, time left. */
final class Progress implements Callback, AutoCloseable {
    private static final int LOG_WIDTH = 130;

    private final PrintWriter console;
    private final ProgressBar bar;
    private long rowsPerEpoch;
    private Optional<TrainingReport> report = Optional.empty();

    /** Trains with a bar and prints how it went. */
    static Model train(Trainer trainer, Dataset data, PrintWriter console) {
        Progress progress = new Progress(console);
        Model model;
        try (progress) {
            model = trainer.callback(progress).fit(data);
        }
        console.printf(Locale.ROOT, "training    %s, %.1f s%n", progress.summary(),
                progress.bar.getTotalElapsed().toMillis() / 1e3);
        return model;
    }

    private Progress(PrintWriter console) {
        this.console = console;
        bar = new ProgressBarBuilder()
                .setInitialMax(-1)
                .setTaskName("training")
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .setUnit("", 1)
                // As wide as the terminal; a log gets lines that hold everything.
                .setMaxRenderedLength(System.console() != null && System.console().isTerminal() ? -1 : LOG_WIDTH)
                .showSpeed(new DecimalFormat("#,##0 samples"))
                .build();
    }

    @Override
    public void trainingResumed(Position position) {
        console.printf(Locale.ROOT, "resumed     after %,d epochs and %,d steps of the next one%n", position.epochs(),
                position.steps());
        console.flush();
    }

    @Override
    public void stepEnded(StepReport step) {
        if (step.epoch() == 1 || rowsPerEpoch == 0) {
            // Exact from the end of the first epoch on; validation data are none of the samples.
            rowsPerEpoch = step.step() == step.steps() ? step.rows() : step.rows() / step.step() * step.steps();
            bar.maxHint(rowsPerEpoch * step.epochs());
        }
        bar.setExtraMessage(String.format(Locale.ROOT, " epoch %d/%d, loss %.4f%s", step.epoch(), step.epochs(),
                step.loss(), percent(step.accuracy())));
        bar.stepTo((step.epoch() - 1) * rowsPerEpoch + step.rows());
    }

    @Override
    public void trainingEnded(TrainingReport ended) {
        report = Optional.of(ended);
    }

    /** The run's figures in words. */
    private String summary() {
        EpochReport kept = report.orElseThrow().kept();
        EpochReport last = report.orElseThrow().last();
        return describe(kept) + (kept.equals(last) ? "" : " (the best of " + last.epoch() + ")");
    }

    private static String describe(EpochReport epoch) {
        String validation = epoch.validation()
                .map(v -> String.format(Locale.ROOT, "; validation loss %.4f%s", v.loss(), percent(v.accuracy())))
                .orElse("");
        return String.format(Locale.ROOT, "epoch %d: training loss %.4f%s%s", epoch.epoch(), epoch.loss(),
                percent(epoch.accuracy()), validation);
    }

    private static String percent(double accuracy) {
        return Double.isNaN(accuracy) ? "" : String.format(Locale.ROOT, ", accuracy %.2f %%", 100 * accuracy);
    }

    @Override
    public void close() {
        bar.close();
    }
}
