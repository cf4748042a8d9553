package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Identity;
import dev.lanegrad.activation.Sigmoid;
import dev.lanegrad.activation.Softmax;
import dev.lanegrad.data.Scaler;
import java.util.List;
import java.util.Optional;

/**
 * All that a prediction needs: the network, the scaling of its inputs, the names of its classes, and what its outputs
 * are.
 *
 * @param network the network
 * @param scaler applied to each input row, if there is one; fitted on training data
 * @param labels names of the classes, one an output, or empty for a regression
 * @param output what predictions are
 * @param link what turns logits into probabilities: softmax, sigmoid, or identity where the network's outputs are final
 */
public record Model(Network network, Optional<Scaler> scaler, List<String> labels, OutputForm output, Activation link) {
    /**
     * Checks that the parts fit.
     *
     * @throws IllegalArgumentException if the scaler or the labels have another width than the network, the link is not
     *     softmax, sigmoid or identity, the output is probabilities although there are none, or there is a link although
     *     the network itself ends in an activation
     */
    public Model {
        labels = List.copyOf(labels);
        if (scaler.isPresent() && scaler.get().columns() != network.inputs()) {
            throw new IllegalArgumentException("the scaler has " + scaler.get().columns() + " columns, the network "
                    + network.inputs() + " inputs");
        }
        if (!labels.isEmpty() && labels.size() != network.outputs()) {
            throw new IllegalArgumentException(labels.size() + " labels for " + network.outputs() + " outputs");
        }
        if (!(link instanceof Softmax || link instanceof Sigmoid || link instanceof Identity)) {
            throw new IllegalArgumentException("the link must be softmax, sigmoid or identity, given " + link.text());
        }
        if (output == OutputForm.PROBABILITIES && !hasProbabilities(network, link)) {
            throw new IllegalArgumentException("the model's outputs are no logits, so they cannot be probabilities: link "
                    + link.text() + ", network " + network);
        }
        Activation last = network.layers().getLast().activation();
        if (!(link instanceof Identity) && !(last instanceof Identity)) {
            throw new IllegalArgumentException("the network ends in " + last.text() + ", so its outputs are not logits that "
                    + link.text() + " could turn into probabilities; end it without an activation");
        }
    }

    /**
     * Whether predictions can be probabilities: through the link, or because the network itself ends in softmax or
     * sigmoid.
     *
     * @return true if {@link OutputForm#PROBABILITIES} is possible
     */
    public boolean hasProbabilities() {
        return hasProbabilities(network, link);
    }

    private static boolean hasProbabilities(Network network, Activation link) {
        Activation last = network.layers().getLast().activation();
        return !(link instanceof Identity) || last instanceof Softmax || last instanceof Sigmoid;
    }
}
