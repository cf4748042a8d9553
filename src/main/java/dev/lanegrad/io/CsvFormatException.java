package dev.lanegrad.io;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A CSV file does not hold what was asked for. The message names the file, the line (the first is 1; of a record over
 * several lines its first) and the column, and says what was found and what was expected.
 */
public final class CsvFormatException extends IOException {
    private static final long serialVersionUID = 1;

    CsvFormatException(Path file, String problem) {
        this(file, problem, null);
    }

    CsvFormatException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }

    CsvFormatException(Path file, long line, String problem) {
        super(file + ", line " + line + ": " + problem);
    }

    CsvFormatException(Path file, long line, String column, String problem) {
        this(file, line, "column " + Quoted.text(column) + " " + problem);
    }
}
