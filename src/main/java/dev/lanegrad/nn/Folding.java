package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Identity;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.kernel.NormalizationKernels;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Makes fewer layers of a network's, for evaluation. */
final class Folding {
    private final NormalizationKernels kernels;
    private final Supplier<Arena> arenas;

    Folding(Kernels kernels, Supplier<Arena> arenas) {
        this.kernels = kernels.normalizations();
        this.arenas = arenas;
    }

    /** The folded layers; at least one. */
    List<Layer> fold(List<Layer> layers) {
        List<Layer> folded = new ArrayList<>();
        for (Layer layer : layers) {
            Dense linear = !folded.isEmpty() && folded.getLast() instanceof Dense dense
                    && dense.activation() instanceof Identity ? dense : null;
            switch (layer) {
                case Dropout l -> {
                    // Evaluation drops nothing.
                }
                case ActivationLayer l when l.activation() instanceof Identity -> {
                    // Nor does this change anything.
                }
                case ActivationLayer l when linear != null -> folded.set(folded.size() - 1,
                        new Dense(linear.weight(), linear.bias(), l.activation()));
                case BatchNormalization l when linear != null -> folded.set(folded.size() - 1, fold(linear, l));
                case Residual l -> folded.add(new Residual(fold(l.body())));
                default -> folded.add(layer);
            }
        }
        if (folded.isEmpty()) {
            folded.add(new ActivationLayer(layers.getFirst().inputs(), Activation.IDENTITY));
        }
        return folded;
    }

    private Dense fold(Dense dense, BatchNormalization normalization) {
        Matrix weight = Matrix.create(dense.inputs(), dense.outputs(), arenas.get());
        Matrix bias = Matrix.create(1, dense.outputs(), arenas.get());
        Matrix scale = Matrix.create(1, dense.outputs(), arenas.get());
        kernels.evaluationScale(normalization.runningVariance().value(), normalization.gamma().value(),
                normalization.epsilon(), scale);
        kernels.fold(dense.weight().value(), dense.bias().value(), normalization.runningMean().value(), scale,
                normalization.beta().value(), weight, bias);
        return new Dense(new Parameter(dense.weight().name(), weight), new Parameter(dense.bias().name(), bias),
                dense.activation());
    }
}
