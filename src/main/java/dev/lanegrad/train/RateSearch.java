package dev.lanegrad.train;

import java.util.List;
import java.util.Locale;

/**
 * What a {@link RateFinder} saw.
 *
 * @param points one a step, rates growing
 */
public record RateSearch(List<Point> points) {
    /**
     * One step.
     *
     * @param rate the learning rate of the step
     * @param loss the loss of the batch before it
     * @param smoothed the losses up to it, smoothed
     */
    public record Point(float rate, double loss, double smoothed) {
    }

    /**
     * Checks that there is something to see.
     *
     * @throws IllegalArgumentException if there is no point
     */
    public RateSearch {
        points = List.copyOf(points);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a search for a learning rate needs at least one step");
        }
    }

    /** The step with the smallest smoothed loss. */
    private Point best() {
        return points.stream().min((a, b) -> Double.compare(a.smoothed(), b.smoothed())).orElseThrow();
    }

    /**
     * A rate that is worth a try: a tenth of the one at which the smoothed loss was smallest, well before it grows again.
     *
     * @return the rate
     */
    public float suggestion() {
        return best().rate() / 10;
    }

    /**
     * The curve in some lines, and the suggestion.
     *
     * @return lines without a line end after the last
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        int stride = Math.max(1, points.size() / 20);
        double largest = points.stream().mapToDouble(Point::smoothed).filter(Double::isFinite).max().orElse(1);
        for (int i = 0; i < points.size(); i += stride) {
            Point point = points.get(i);
            int stars = Math.clamp(Math.round(40 * point.smoothed() / largest), 0, 40);
            text.append(String.format(Locale.ROOT, "rate %-9.2g loss %-9.4g %s%n", point.rate(), point.smoothed(),
                    "*".repeat(stars)));
        }
        return text.append(String.format(Locale.ROOT, "smallest smoothed loss %.4g at a rate of %.2g; worth a try: %.2g",
                best().smoothed(), best().rate(), suggestion())).toString();
    }
}
