package dev.lanegrad.train;

/** Training met a NaN or Inf. The message says in which epoch, step, layer and quantity it first appeared. */
public final class NonFiniteException extends ArithmeticException {
    private static final long serialVersionUID = 1;

    private final int epoch;
    private final int step;
    private final int layer;
    private final String quantity;

    /**
     * Describes the place.
     *
     * @param epoch the epoch, from 1
     * @param step the step in the epoch, from 1
     * @param layer the layer's index, or -1 for the loss
     * @param quantity which of the layer's matrices
     * @param value the first such value
     */
    public NonFiniteException(int epoch, int step, int layer, String quantity, float value) {
        super("epoch " + epoch + ", step " + step + ": " + value + " first appeared in "
                + (layer < 0 ? "" : "layer " + layer + ", ") + quantity
                + "; a lower learning rate or scaled inputs usually help");
        this.epoch = epoch;
        this.step = step;
        this.layer = layer;
        this.quantity = quantity;
    }

    /**
     * The epoch.
     *
     * @return the epoch, from 1
     */
    public int epoch() {
        return epoch;
    }

    /**
     * The step.
     *
     * @return the step in the epoch, from 1
     */
    public int step() {
        return step;
    }

    /**
     * The layer.
     *
     * @return the layer's index, or -1 for the loss
     */
    public int layer() {
        return layer;
    }

    /**
     * Which matrix.
     *
     * @return for example {@code "weighted sums"}
     */
    public String quantity() {
        return quantity;
    }
}
