package dev.lanegrad.train;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.ActivationLayer;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.LayerView;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.nn.Workspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures what a step did, from what its passes left in the workspace. Sums are taken in {@code double}. */
final class FlowMonitor {
    /** A unit is called dead after so many samples without a sign of life, or an epoch of them if that has fewer. */
    private static final long DEAD_AFTER = 1024;

    private final Workspace workspace;
    private final int batchSize;
    private final long deadAfter;
    private final int every;
    private final IdentityHashMap<Matrix, Matrix> before = new IdentityHashMap<>();
    private final Map<String, UnitActivity> activities = new HashMap<>();

    /** Every so many steps of a run over so many rows. */
    FlowMonitor(Network network, Workspace workspace, int batchSize, int rows, int every) {
        this.workspace = workspace;
        this.batchSize = batchSize;
        this.every = every;
        deadAfter = Math.min(DEAD_AFTER, rows);
        network.parameters().forEach(p -> before.put(p.value(), p.value().copy()));
    }

    /** Whether this step is looked at. */
    boolean looksAt(long update) {
        return update % every == 0;
    }

    /** Keeps the parameters before their update. */
    void beforeUpdate() {
        before.forEach((value, copy) -> copy.copyFrom(value));
    }

    /** What the step did, after its update. */
    FlowReport measure(int epoch, int step, double loss) {
        List<LayerView> views = workspace.views();
        List<LayerFlow> layers = new ArrayList<>();
        views.forEach(view -> layers.add(flow(view)));
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        Matrix input = views.getFirst().input();
        for (int c = 0; c < input.columns(); c++) {
            double column = rootMeanSquare(input.columns(c, 1));
            largest = Math.max(largest, column);
            smallest = column > 0 ? Math.min(smallest, column) : smallest;
        }
        return new FlowReport(epoch, step, loss, Math.min(smallest, largest), largest, layers);
    }

    private LayerFlow flow(LayerView view) {
        Optional<UnitActivity> activity = activity(view);
        double weights = Double.NaN;
        double weightGradient = Double.NaN;
        double ratio = Double.NaN;
        if (!view.gradients().isEmpty() && !view.layer().parameters().isEmpty()) {
            Parameter first = view.layer().parameters().getFirst();
            Matrix old = before.get(first.value());
            weights = norm(first.value());
            weightGradient = norm(view.gradients().getFirst());
            ratio = old == null ? Double.NaN : distance(old, first.value()) / norm(old);
        }
        return new LayerFlow(view.name(), view.layer().text(), rootMeanSquare(view.output()), norm(view.outputGradient()),
                weights, weightGradient, ratio, activity.map(UnitActivity::dead).orElse(Double.NaN),
                activity.map(UnitActivity::saturated).orElse(Double.NaN), zeros(view.output()));
    }

    private Optional<UnitActivity> activity(LayerView view) {
        Activation activation;
        Matrix kept;
        if (view.layer() instanceof Dense layer) {
            activation = layer.activation();
            // Where the activation keeps its output, it worked in place.
            kept = view.traces().getFirst().values();
        } else if (view.layer() instanceof ActivationLayer layer) {
            activation = layer.activation();
            kept = activation.keeps() == Activation.Keeps.OUTPUT ? view.output() : view.input();
        } else {
            return Optional.empty();
        }
        if (!(activation instanceof Activation.Elementwise f)) {
            return Optional.empty();
        }
        UnitActivity activity = activities.computeIfAbsent(view.name(),
                name -> new UnitActivity(f, batchSize, view.output().columns(), deadAfter));
        activity.see(workspace.kernels(), kept);
        return Optional.of(activity);
    }

    private static double squares(Matrix matrix) {
        double sum = 0;
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.columns(); c++) {
                double value = matrix.get(r, c);
                sum += value * value;
            }
        }
        return sum;
    }

    private static double norm(Matrix matrix) {
        return Math.sqrt(squares(matrix));
    }

    private static double rootMeanSquare(Matrix matrix) {
        return Math.sqrt(squares(matrix) / matrix.size());
    }

    private static double distance(Matrix a, Matrix b) {
        double sum = 0;
        for (int r = 0; r < a.rows(); r++) {
            for (int c = 0; c < a.columns(); c++) {
                double difference = (double) a.get(r, c) - b.get(r, c);
                sum += difference * difference;
            }
        }
        return Math.sqrt(sum);
    }

    private static double zeros(Matrix matrix) {
        long count = 0;
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.columns(); c++) {
                count += matrix.get(r, c) == 0 ? 1 : 0;
            }
        }
        return (double) count / matrix.size();
    }
}
