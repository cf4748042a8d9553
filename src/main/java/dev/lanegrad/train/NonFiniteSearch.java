package dev.lanegrad.train;

import dev.lanegrad.loss.Loss;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.nn.Pass;
import dev.lanegrad.nn.Trace;
import dev.lanegrad.nn.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Finds where a NaN or Inf first appeared, from what a step left behind. */
final class NonFiniteSearch {
    private final Network network;
    private final Workspace workspace;
    private final List<Parameter> parameters;
    private final List<Matrix> gradients;
    /** The layer of each parameter. */
    private final List<Integer> layers = new ArrayList<>();
    private final int steps;

    /** For runs with so many steps an epoch. */
    NonFiniteSearch(Network network, Workspace workspace, int steps) {
        this.network = network;
        this.workspace = workspace;
        parameters = network.parameters();
        gradients = workspace.gradients();
        this.steps = steps;
        for (int layer = 0; layer < network.layers().size(); layer++) {
            layers.addAll(Collections.nCopies(network.layers().get(layer).parameters().size(), layer));
        }
    }

    /**
     * A parameter that a step left as NaN or Inf: the step's gradients (last layer first, as they were computed) are
     * still there to tell whether the backward pass or the update did it.
     */
    Optional<NonFiniteException> inParameters(int epoch, int step) {
        if (parameters.stream().allMatch(p -> first(p.value()).isEmpty())) {
            return Optional.empty();
        }
        for (int i = parameters.size() - 1; i >= 0; i--) {
            Optional<Float> value = first(gradients.get(i));
            if (value.isPresent()) {
                return Optional
                        .of(new NonFiniteException(epoch, step, layers.get(i), "gradient of " + parameters.get(i).name(),
                                value.get()));
            }
        }
        for (int i = 0; i < parameters.size(); i++) {
            Optional<Float> value = first(parameters.get(i).value());
            if (value.isPresent()) {
                return Optional
                        .of(new NonFiniteException(epoch, step, layers.get(i), "update of " + parameters.get(i).name(),
                                value.get()));
            }
        }
        return Optional.empty();
    }

    /**
     * Walks back in the order of computation: what the step before left, then this step's forward pass, then its losses. The
     * pass is run once more, without layers that work in place: they would leave their own Inf where the sums of the layer
     * before stood.
     */
    NonFiniteException of(Loss loss, MicroBatches.Part part, Pass last, int epoch, int step, boolean updated) {
        if (updated) {
            Optional<NonFiniteException> left = step == 1
                    ? inParameters(epoch - 1, steps)
                    : inParameters(epoch, step - 1);
            if (left.isPresent()) {
                return left.get();
            }
        }
        Matrix features = part.batch().features();
        // Of a copy: batch normalisation moves its running statistics in a pass.
        Workspace apart = Workspace.apart(network.copy(), features.rows(), workspace.kernels());
        apart.forward(features, last);
        for (int layer = 0; layer < network.layers().size(); layer++) {
            for (Trace trace : apart.traces(layer)) {
                Optional<Float> value = first(trace.values());
                if (value.isPresent()) {
                    return new NonFiniteException(epoch, step, layer, trace.quantity(), value.get());
                }
            }
        }
        return new NonFiniteException(epoch, step, -1, loss.name(), first(part.losses()).orElse(Float.POSITIVE_INFINITY));
    }

    private static Optional<Float> first(Matrix matrix) {
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.columns(); c++) {
                if (!Float.isFinite(matrix.get(r, c))) {
                    return Optional.of(matrix.get(r, c));
                }
            }
        }
        return Optional.empty();
    }
}
