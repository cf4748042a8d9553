package dev.lanegrad.io.data;

import dev.lanegrad.text.Quoted;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which fields are values that are missing: blank ones, and some words in any case. */
record MissingText(Set<String> words) {
    /** What spreadsheets, R, pandas and databases write. */
    static final List<String> USUAL = List.of("NA", "N/A", "NaN", "null", "?");

    static final MissingText DEFAULT = of(USUAL);

    static MissingText of(Collection<String> words) {
        return new MissingText(words.stream().map(MissingText::normal).collect(Collectors.toUnmodifiableSet()));
    }

    private static String normal(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    boolean is(String text) {
        String normal = normal(text);
        return normal.isEmpty() || words.contains(normal);
    }

    /** A number that must be there. */
    float number(Path file, long line, String column, String text) throws DataFileException {
        float number = CsvNumber.parse(file, line, column, text);
        if (is(text)) { // a word such as -999, which would pass for a number
            throw new DataFileException(file, line, column, "is " + Quoted.text(text)
                    + ", which stands for a value that is missing, expected a number");
        }
        return number;
    }
}
