package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Identity;
import dev.lanegrad.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

/** Makes fewer layers of a network's, for evaluation. */
final class Folding {
    private final Kernels kernels;

    Folding(Kernels kernels) {
        this.kernels = kernels;
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
                case Residual l -> folded.add(new Residual(fold(l.body())));
                default -> folded.add(layer);
            }
        }
        if (folded.isEmpty()) {
            folded.add(new ActivationLayer(layers.getFirst().inputs(), Activation.IDENTITY));
        }
        return folded;
    }

    Kernels kernels() {
        return kernels;
    }
}
