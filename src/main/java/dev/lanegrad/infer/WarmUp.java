package dev.lanegrad.infer;

import java.time.Duration;
import java.util.Locale;

/**
 * What {@link Predictor#warmUp()} found.
 *
 * @param time how long it took
 * @param calls predictions made
 * @param steady whether the last rounds were as fast as any before and, where the JVM tells, allocated nothing: vector code
 *     that is not compiled, or not well, allocates each vector
 * @param nanosPerRow time of a call with a single row at the end, in nanoseconds
 * @param bytesPerCall what a call allocated on the heap at the end, or -1 if the JVM does not tell
 */
public record WarmUp(Duration time, long calls, boolean steady, double nanosPerRow, double bytesPerCall) {
    /**
     * The result for people.
     *
     * @return one line
     */
    public String text() {
        return String.format(Locale.ROOT, "%s: %,.0f ns for one row, %s allocated a call, after %,d calls in %.2f s",
                verdict(), nanosPerRow,
                bytesPerCall < 0 ? "unknown bytes" : String.format(Locale.ROOT, "%,.0f bytes", bytesPerCall), calls,
                time.toNanos() / 1e9);
    }

    /** Interpreted code is steady, too: only what it allocates gives it away. */
    private String verdict() {
        if (!steady) {
            return "NOT STEADY, perhaps not compiled";
        }
        return bytesPerCall < 0 ? "steady, not known whether compiled" : "compiled and steady";
    }
}
