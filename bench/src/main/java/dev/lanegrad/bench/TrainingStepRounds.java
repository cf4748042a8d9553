package dev.lanegrad.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Times the steps of {@link TrainingStepBenchmark} in turns ({@link Rounds}), in steps a second:
 *
 * <pre>{@code
 * JAVA="java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:-BackgroundCompilation"
 * RUN="taskset -c 1 $JAVA -cp bench/target/benchmarks.jar dev.lanegrad.bench.TrainingStepRounds bench/results/training-step.json"
 * OMP_NUM_THREADS=1 $RUN impl=lanegrad,pytorch && OMP_NUM_THREADS=1 $RUN impl=lanegrad,djl
 * }</pre>
 *
 * <p>{@code threads=2} after the file's name times steps on two threads, on as many cores:
 *
 * <pre>{@code
 * OMP_NUM_THREADS=2 OPENBLAS_THREAD_TIMEOUT=4 taskset -c 0-1 $JAVA -cp bench/target/benchmarks.jar \
 *     dev.lanegrad.bench.TrainingStepRounds training-step-2-threads.json impl=lanegrad,pytorch threads=2
 * }</pre>
 *
 * <p>PyTorch and DJL each bring a PyTorch of their own: not in one process. {@code -Dlanegrad.bench.flush=true impl=pytorch} times
 * PyTorch without subnormal numbers, and must not time Lanegrad: the setting is the thread's.
 */
public final class TrainingStepRounds {
    private TrainingStepRounds() {
    }

    /**
     * Runs and writes.
     *
     * @param arguments the file to write, then {@code impl=a,b}, {@code network=64-128-64-10}, {@code batch=32,128}
     *     and {@code threads=2}
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        ReportOptions options = ReportOptions.of(arguments, "batch", "threads");
        if (options.selects("impl", "pytorch") && options.selects("impl", "djl")) {
            throw new IllegalArgumentException("pytorch and djl exclude each other: name those to compare with impl=");
        }
        int threads = Integer.parseInt(options.list("threads", "1").getFirst());
        if (threads < 1 || options.list("threads", "1").size() > 1) {
            throw new IllegalArgumentException("threads= takes one number from 1, a file has results of one number of threads");
        }
        Rounds rounds = new Rounds(TrainingStepRounds.class, arguments, "steps", 8, threads);
        for (String network : Report.listed(TrainingStepBenchmark.class, "network")) {
            for (String batch : Report.listed(TrainingStepBenchmark.class, "batch")) {
                if (options.selects("network", network) && options.selects("batch", batch)) {
                    rounds.play(players(new TrainingSteps.Task(network, Integer.parseInt(batch), threads), options));
                    System.out.println(network + " " + batch);
                }
            }
        }
    }

    private static List<Rounds.Player> players(TrainingSteps.Task task, ReportOptions options) {
        List<Rounds.Player> players = new ArrayList<>();
        for (TrainingSteps who : TrainingSteps.all()) {
            boolean isScalar = who.name().equals(OwnKernels.scalar().name());
            if (options.selects("impl", who.name()) && !isScalar && who.can(task)) {
                TrainingSteps.Training training = TrainingStepBenchmark.prepare(who, task);
                players.add(new Rounds.Player(Map.of("impl", who.name(), "network", task.network(), "batch",
                        String.valueOf(task.batch()), "threads", String.valueOf(task.threads())), training::step, 1));
            }
        }
        return players;
    }
}
