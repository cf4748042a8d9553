package dev.lanegrad.train;

import dev.lanegrad.activation.Identity;
import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.TargetDomain;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.Network;

/** Standard scaling of target values while a network trains, undone in its last layer afterwards. */
record TargetScaling(Scaler scaler) {
    static TargetScaling fit(Network network, Loss loss, Dataset training) {
        if (!(training.targets() instanceof Targets.Values values) || loss.targetDomain() != TargetDomain.REAL) {
            throw new IllegalArgumentException("targets can be scaled for a regression only, the loss is " + loss.name());
        }
        last(network);
        return new TargetScaling(Scaler.standard(values.matrix()));
    }

    /** The layer that the scaling is undone in. */
    private static Dense last(Network network) {
        if (network.layers().getLast() instanceof Dense dense && dense.activation() instanceof Identity) {
            return dense;
        }
        throw new IllegalArgumentException("targets can be scaled for a network that ends in a dense layer without an"
                + " activation, this one ends in " + network.layers().getLast().text());
    }

    Dataset apply(Dataset data) {
        Matrix values = ((Targets.Values) data.targets()).matrix();
        Matrix scaled = Matrix.create(values.rows(), values.columns());
        for (int r = 0; r < values.rows(); r++) {
            for (int c = 0; c < values.columns(); c++) {
                scaled.set(r, c, (values.get(r, c) - scaler.center().get(0, c)) * scaler.factor().get(0, c));
            }
        }
        return data.withValues(scaled);
    }

    /** y = (x W + b) / factor + center: the division goes into W and b, the sum into b. */
    void undo(Network network) {
        Matrix weight = last(network).weight().value();
        Matrix bias = last(network).bias().value();
        for (int c = 0; c < weight.columns(); c++) {
            double factor = scaler.factor().get(0, c);
            for (int r = 0; r < weight.rows(); r++) {
                weight.set(r, c, (float) (weight.get(r, c) / factor));
            }
            bias.set(0, c, (float) (bias.get(0, c) / factor + scaler.center().get(0, c)));
        }
    }
}
