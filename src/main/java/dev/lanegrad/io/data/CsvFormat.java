package dev.lanegrad.io.data;

/**
 * How a CSV file is written.
 *
 * @param separator between fields
 * @param quote around fields that hold a separator, a quote or a line break
 * @param header whether the first record holds the columns' names; otherwise they are called "1", "2" and so on
 */
record CsvFormat(char separator, char quote, boolean header) {
    static final CsvFormat RFC_4180 = new CsvFormat(',', '"', true);

    CsvFormat {
        if (separator == quote) {
            throw new IllegalArgumentException("separator and quote are both '" + separator + "'");
        }
        requireUsable("separator", separator);
        requireUsable("quote", quote);
    }

    private static void requireUsable(String what, char c) {
        if (c == '\n' || c == '\r' || Character.isSurrogate(c) || c == '\uFEFF') {
            throw new IllegalArgumentException("the " + what + String.format(" U+%04X", (int) c)
                    + " cannot be one: expected a character that is no line break");
        }
    }
}
