package dev.lanegrad.bench;

/** What JMH prints of a combination that does not exist: one line, and no row of results. */
final class Skipped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Skipped(String message) {
        super(message, null, false, false);
    }
}
