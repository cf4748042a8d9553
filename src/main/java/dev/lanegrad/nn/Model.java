package dev.lanegrad.nn;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Identity;
import dev.lanegrad.activation.LogSoftmax;
import dev.lanegrad.activation.Sigmoid;
import dev.lanegrad.activation.Softmax;
import dev.lanegrad.data.Preparation;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.data.Schema;
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
 * @param link what turns logits into probabilities: softmax, sigmoid, or identity where the network's outputs are final;
 *     softmax is also allowed after a log-softmax, of which it takes the exponential
 * @param schema what the columns of its tables mean, if that is known: how words become inputs, what stands in for missing
 *     numbers, and the names of the target columns. Predictors take inputs as numbers and do not use it.
 */
public record Model(Network network, Optional<Scaler> scaler, List<String> labels, OutputForm output, Activation link,
        Optional<Schema> schema) {
    /**
     * Checks that the parts fit.
     *
     * @throws IllegalArgumentException if the scaler, the labels or the schema have another width than the network, the
     *     schema is not fitted, the link is not softmax, sigmoid or identity, the output is probabilities although there
     *     are none, or there is a link although the network itself ends in an activation (but softmax after log-softmax)
     */
    public Model {
        labels = List.copyOf(labels);
        if (schema.isPresent() && schema.get().inputs() != network.inputs()) {
            throw new IllegalArgumentException("the schema has " + schema.get().inputs() + " inputs, the network "
                    + network.inputs());
        }
        if (schema.isPresent() && !schema.get().isFitted()) {
            throw new IllegalArgumentException("the schema has a mean or median that was not fitted to training data");
        }
        if (schema.isPresent() && schema.get().targets().size() > 1
                && schema.get().targets().size() != network.outputs()) {
            throw new IllegalArgumentException("the schema has " + schema.get().targets().size()
                    + " target columns, the network " + network.outputs() + " outputs");
        }
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
        Activation last = network.lastActivation();
        boolean logarithms = link instanceof Softmax && last instanceof LogSoftmax;
        if (!(link instanceof Identity) && !(last instanceof Identity) && !logarithms) {
            throw new IllegalArgumentException("the network ends in " + last.text() + ", so its outputs are not logits that "
                    + link.text() + " could turn into probabilities; end it without an activation");
        }
    }

    /**
     * A model without a schema.
     *
     * @param network the network
     * @param scaler applied to each input row, if there is one; fitted on training data
     * @param labels names of the classes, one an output, or empty for a regression
     * @param output what predictions are
     * @param link what turns logits into probabilities: softmax, sigmoid, or identity where the network's outputs are final
     * @throws IllegalArgumentException if the parts do not fit
     */
    public Model(Network network, Optional<Scaler> scaler, List<String> labels, OutputForm output, Activation link) {
        this(network, scaler, labels, output, link, Optional.empty());
    }

    /**
     * What happens to raw features before the network sees them.
     *
     * @return filling of missing numbers and scaling
     */
    public Preparation preparation() {
        return new Preparation(schema, scaler);
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
        Activation last = network.lastActivation();
        return !(link instanceof Identity) || last instanceof Softmax || last instanceof Sigmoid;
    }
}
