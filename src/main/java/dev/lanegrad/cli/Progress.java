package dev.lanegrad.cli;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.nn.Model;
import dev.lanegrad.train.Callback;
import dev.lanegrad.train.EpochReport;
import dev.lanegrad.train.StepReport;
import dev.lanegrad.train.Trainer;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error: epoch, loss, accuracy, samples/s, time left. */
final class Progress implements Callback, AutoCloseable {
    private static final int LOG_WIDTH = 130;

    private final ProgressBar bar;
    private final long rowsPerEpoch;
    private @Nullable EpochReport last;

    /** Trains with a bar and prints how it went. */
    static Model train(Trainer trainer, Dataset data, Optional<Dataset> validation, int epochs, PrintWriter console) {
        Progress progress = new Progress(data.rows(), epochs);
        Model model;
        try (progress) {
            trainer.callback(progress);
            model = validation.isPresent() ? trainer.fit(data, validation.get()) : trainer.fit(data);
        }
        console.printf(Locale.ROOT, "training    %s, %.1f s%n", progress.summary(),
                progress.bar.getTotalElapsed().toMillis() / 1e3);
        return model;
    }

    private Progress(long rowsPerEpoch, int epochs) {
        this.rowsPerEpoch = rowsPerEpoch;
        bar = new ProgressBarBuilder()
                .setInitialMax(rowsPerEpoch * epochs)
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
    public void stepEnded(StepReport report) {
        bar.setExtraMessage(String.format(Locale.ROOT, " epoch %d/%d, loss %.4f%s", report.epoch(), report.epochs(),
                report.loss(), percent(report.accuracy())));
        bar.stepTo((report.epoch() - 1) * rowsPerEpoch + report.rows());
    }

    @Override
    public Decision epochEnded(EpochReport report) {
        last = report;
        return Decision.CONTINUE;
    }

    /** The last epoch's figures in words. */
    private String summary() {
        EpochReport last = Objects.requireNonNull(this.last, "no epoch has ended");
        String validation = last.validation()
                .map(v -> String.format(Locale.ROOT, "; validation loss %.4f%s", v.loss(), percent(v.accuracy())))
                .orElse("");
        return String.format(Locale.ROOT, "epoch %d: training loss %.4f%s%s", last.epoch(), last.loss(),
                percent(last.accuracy()), validation);
    }

    private static String percent(double accuracy) {
        return Double.isNaN(accuracy) ? "" : String.format(Locale.ROOT, ", accuracy %.2f %%", 100 * accuracy);
    }

    @Override
    public void close() {
        bar.close();
    }
}
