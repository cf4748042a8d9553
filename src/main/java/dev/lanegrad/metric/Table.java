package dev.lanegrad.metric;

import java.util.Locale;

/** How tables for terminals are set. */
final class Table {
    private Table() {
    }

    /** Right-aligned. */
    static String pad(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /** Right-aligned, with a point whatever the locale. */
    static String pad(String format, double value, int width) {
        return pad(String.format(Locale.ROOT, format, value), width);
    }
}
