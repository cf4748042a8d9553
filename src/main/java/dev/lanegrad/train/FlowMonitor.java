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

/**
 * Measures what a step did, from what its passes left in the workspace: those of all its micro-batches, added up as those of a
 * whole batch would be. Sums are taken in {@code double}.
 */
final class FlowMonitor {
    /** A unit is called dead after so many samples without a sign of life, or an epoch of them if that has fewer. */
    private static final long DEAD_AFTER = 1024;

    private final Workspace workspace;
    private final int batchSize;
    private final long deadAfter;
    private final int every;
    private final IdentityHashMap<Matrix, Matrix> before = new IdentityHashMap<>();
    private final Map<String, UnitActivity> activities = new HashMap<>();
    private final List<LayerSums> sums = new ArrayList<>();
    private double[] inputSquares = new double[0];
    private long inputRows;

    /** What the parts of a batch, so far, left of one layer. */
    private static final class LayerSums {
        double outputSquares;
        double gradientSquares;
        long zeros;
        long elements;

        void add(LayerView view) {
            outputSquares = squares(outputSquares, view.output());
            gradientSquares = squares(gradientSquares, view.outputGradient());
            zeros += zeros(view.output());
            elements += view.output().size();
        }
    }

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

    /** Adds what a backward pass left of one part of the batch; the first one starts anew. */
    void see(boolean first) {
        List<LayerView> views = workspace.views();
        Matrix input = views.getFirst().input();
        if (first) {
            sums.clear();
            views.forEach(view -> sums.add(new LayerSums()));
            inputSquares = new double[input.columns()];
            inputRows = 0;
        }
        for (int i = 0; i < views.size(); i++) {
            sums.get(i).add(views.get(i));
            see(views.get(i), first);
        }
        for (int c = 0; c < inputSquares.length; c++) {
            inputSquares[c] = squares(inputSquares[c], input.columns(c, 1));
        }
        inputRows += input.rows();
    }

    /** Keeps the parameters before their update. */
    void beforeUpdate() {
        before.forEach((value, copy) -> copy.copyFrom(value));
    }

    /** What the step did, after its update. */
    FlowReport measure(int epoch, int step, double loss) {
        List<LayerView> views = workspace.views();
        List<LayerFlow> layers = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            layers.add(flow(views.get(i), sums.get(i)));
        }
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        for (double squares : inputSquares) {
            double column = Math.sqrt(squares / inputRows);
            largest = Math.max(largest, column);
            smallest = column > 0 ? Math.min(smallest, column) : smallest;
        }
        return new FlowReport(epoch, step, loss, Math.min(smallest, largest), largest, layers);
    }

    private LayerFlow flow(LayerView view, LayerSums sum) {
        Optional<UnitActivity> activity = Optional.ofNullable(activities.get(view.name()));
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
        return new LayerFlow(view.name(), view.layer().text(), Math.sqrt(sum.outputSquares / sum.elements),
                Math.sqrt(sum.gradientSquares),
                weights, weightGradient, ratio, activity.map(UnitActivity::dead).orElse(Double.NaN),
                activity.map(UnitActivity::saturated).orElse(Double.NaN), (double) sum.zeros / sum.elements);
    }

    private void see(LayerView view, boolean first) {
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
            return;
        }
        if (activation instanceof Activation.Elementwise f) {
            activities.computeIfAbsent(view.name(),
                    name -> new UnitActivity(f, batchSize, view.output().columns(), deadAfter))
                    .see(workspace.kernels(), kept, first);
        }
    }

    private static double squares(double start, Matrix matrix) {
        double sum = start;
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.columns(); c++) {
                double value = matrix.get(r, c);
                sum += value * value;
            }
        }
        return sum;
    }

    private static double norm(Matrix matrix) {
        return Math.sqrt(squares(0, matrix));
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

    private static long zeros(Matrix matrix) {
        long count = 0;
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.columns(); c++) {
                count += matrix.get(r, c) == 0 ? 1 : 0;
            }
        }
        return count;
    }
}
