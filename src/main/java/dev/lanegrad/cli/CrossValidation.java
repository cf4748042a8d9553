package dev.lanegrad.cli;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Trains a model a fold on the other folds and scores it on that fold. */
final class CrossValidation {
    private CrossValidation() {
    }

    /** Divides the data; of classes, each fold has the same share. */
    static List<Dataset.Split> folds(Dataset data, int count, long seed) {
        return data.targets() instanceof Targets.Classes ? data.stratifiedFolds(count, seed) : data.folds(count, seed);
    }

    /** The folds' scores, in order; folds are trained side by side, which changes no bit. */
    static List<Score> run(List<Dataset.Split> folds, boolean binary, int threads,
            Function<Dataset, Trainer> trainers) {
        ExecutorService pool = Workers.pool("fold", Math.min(threads, folds.size()));
        List<Score> scores = new ArrayList<>();
        try {
            List<Future<Score>> running = folds.stream()
                    .map(fold -> pool
                            .submit(() -> Score.of(trainers.apply(fold.first()).fit(fold.first()), fold.second(), binary)))
                    .toList();
            for (Future<Score> score : running) {
                scores.add(score.get());
            }
            return scores;
        } catch (ExecutionException e) {
            throw new IllegalStateException("fold " + (scores.size() + 1) + ": " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while folds were trained", e);
        } finally {
            pool.shutdownNow();
        }
    }

    /** One line a fold and one a figure. */
    static String report(List<Score> scores) {
        StringBuilder text = new StringBuilder();
        for (int fold = 0; fold < scores.size(); fold++) {
            text.append(String.format(Locale.ROOT, "fold %-6d %s%n", fold + 1, String.join(", ", scores.get(fold).figures()
                    .stream().map(Score.Figure::toString).toList())));
        }
        for (int f = 0; f < scores.getFirst().figures().size(); f++) {
            int index = f;
            Score.Figure first = scores.getFirst().figures().get(f);
            double[] values = scores.stream().mapToDouble(s -> s.figures().get(index).value()).toArray();
            text.append(
                    String.format(Locale.ROOT, "%s %s (smallest %s, largest %s)%n", f == 0 ? "mean       " : "           ",
                            with(first, mean(values)), value(first, Arrays.stream(values).min().orElseThrow()),
                            value(first, Arrays.stream(values).max().orElseThrow())));
        }
        return text.toString();
    }

    private static double mean(double[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum() / values.length;
    }

    private static String with(Score.Figure figure, double value) {
        return new Score.Figure(figure.name(), value, figure.percent()).toString();
    }

    private static String value(Score.Figure figure, double value) {
        return with(figure, value).substring(figure.name().length() + 1);
    }
}
