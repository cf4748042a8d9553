package dev.lanegrad.activation;

import dev.lanegrad.spec.Accuracy;

/** f(z) = z; dz = dy. The layer is a linear map: what a regression's or a logits layer ends with. */
public record Identity() implements Activation.Elementwise {
    @Override
    public String name() {
        return "identity";
    }

    @Override
    public Keeps keeps() {
        return Keeps.OUTPUT;
    }

    @Override
    public Accuracy accuracy() {
        return Accuracy.EXACT;
    }
}
