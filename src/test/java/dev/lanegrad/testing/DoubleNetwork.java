package dev.lanegrad.testing;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.LeakyRelu;
import dev.lanegrad.activation.Relu;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.ActivationLayer;
import dev.lanegrad.nn.BatchNormalization;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.Dropout;
import dev.lanegrad.nn.Layer;
import dev.lanegrad.nn.LayerNormalization;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.nn.ParametricRelu;
import dev.lanegrad.nn.Residual;
import dev.lanegrad.nn.RmsNormalization;
import dev.lanegrad.spec.DropoutMask;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The textbook formulas of whole networks in {@code double}, over a batch; see {@link Doubles}. */
public final class DoubleNetwork {
    private final Network network;
    private final Map<String, double[][]> values = new HashMap<>();
    private final boolean training;
    private final long seed;
    private final int step;
    private int serial;
    private double nearestKink;

    /** With the network's present values, for passes of evaluation, or of training with a seed and a step. */
    public DoubleNetwork(Network network, boolean training, long seed, int step) {
        this.network = network;
        network.tensors().values().forEach(p -> values.put(p.name(), Doubles.of(p.value())));
        this.training = training;
        this.seed = seed;
        this.step = step;
    }

    /** The values of a parameter or statistic; they may be changed. */
    public double[][] values(Parameter parameter) {
        return values.get(parameter.name());
    }

    /** The least distance of an argument of a function with a kink from it, in the last pass. */
    public double nearestKink() {
        return nearestKink;
    }

    /** Outputs of a batch. */
    public double[][] forward(double[][] x) {
        serial = 0;
        nearestKink = Double.POSITIVE_INFINITY;
        return forward(network.layers(), x);
    }

    private double[][] forward(List<Layer> layers, double[][] x) {
        double[][] y = x;
        for (Layer layer : layers) {
            y = forward(layer, y, serial++);
        }
        return y;
    }

    private double[][] forward(Layer layer, double[][] x, int index) {
        return switch (layer) {
            case Dense l -> activated(l.activation(),
                    Arrays.stream(x).map(row -> Doubles.dense(row, values(l.weight()), values(l.bias())[0]))
                            .toArray(double[][]::new));
            case ActivationLayer l -> activated(l.activation(), x);
            case Dropout l -> dropped(l, x, index);
            case ParametricRelu l -> {
                double[] slope = values(l.slope())[0];
                yield map(x, (r, c) -> {
                    nearestKink = Math.min(nearestKink, Math.abs(x[r][c]));
                    return x[r][c] < 0 ? slope[slope.length == 1 ? 0 : c] * x[r][c] : x[r][c];
                });
            }
            case BatchNormalization l -> batchNormalization(l, x);
            case LayerNormalization l -> map(x, (r, c) -> (x[r][c] - mean(x[r])) / Math.sqrt(variance(x[r]) + l.epsilon())
                    * values(l.gamma())[0][c] + values(l.beta())[0][c]);
            case RmsNormalization l -> map(x, (r, c) -> x[r][c]
                    / Math.sqrt(mean(Arrays.stream(x[r]).map(v -> v * v).toArray()) + l.epsilon())
                    * values(l.gamma())[0][c]);
            case Residual l -> {
                double[][] body = forward(l.body(), x);
                yield map(x, (r, c) -> x[r][c] + body[r][c]);
            }
        };
    }

    private double[][] activated(Activation f, double[][] z) {
        if (f instanceof LeakyRelu || f instanceof Relu) {
            Arrays.stream(z).flatMapToDouble(Arrays::stream).forEach(v -> nearestKink = Math.min(nearestKink, Math.abs(v)));
        }
        return Arrays.stream(z).map(row -> Doubles.activate(f, row)).toArray(double[][]::new);
    }

    /** The mask is the reference's: what it is, is tested elsewhere. */
    private double[][] dropped(Dropout layer, double[][] x, int index) {
        if (!training) {
            return x;
        }
        Matrix mask = Matrix.create(x.length, layer.width());
        mask.fill(1);
        Twins.REFERENCE.layers().dropout(new DropoutMask(layer.rate(), seed, index, step, 0), mask, mask);
        return map(x, (r, c) -> mask.get(r, c) == 0 ? 0 : x[r][c] / (1.0 - layer.rate()));
    }

    private double[][] batchNormalization(BatchNormalization l, double[][] x) {
        double[] mean = values(l.runningMean())[0].clone();
        double[] variance = values(l.runningVariance())[0].clone();
        for (int c = 0; training && c < mean.length; c++) {
            int column = c;
            double[] values = Arrays.stream(x).mapToDouble(row -> row[column]).toArray();
            mean[c] = mean(values);
            variance[c] = variance(values);
        }
        return map(x, (r, c) -> (x[r][c] - mean[c]) / Math.sqrt(variance[c] + l.epsilon()) * values(l.gamma())[0][c]
                + values(l.beta())[0][c]);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return mean(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).toArray());
    }

    private interface Element {
        double at(int row, int column);
    }

    private static double[][] map(double[][] x, Element element) {
        double[][] y = new double[x.length][x[0].length];
        for (int r = 0; r < y.length; r++) {
            for (int c = 0; c < y[r].length; c++) {
                y[r][c] = element.at(r, c);
            }
        }
        return y;
    }
}
