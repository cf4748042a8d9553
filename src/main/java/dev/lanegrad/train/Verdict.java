package dev.lanegrad.train;

/**
 * A finding, where it was found, and the numbers behind it.
 *
 * @param finding what is wrong
 * @param layer the layer's name, or {@code "inputs"}
 * @param numbers what was measured and what would be usual, in words
 */
public record Verdict(Finding finding, String layer, String numbers) {
    /** All of it on one line. */
    @Override
    public String toString() {
        return finding.title() + " (" + layer + "): " + numbers + "; advised: " + finding.advice();
    }
}
