package dev.lanegrad.io.data;

import dev.lanegrad.text.Quoted;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A data file does not hold what was asked for. The message names the file and the place (in CSV the line, from 1 and of
 * a record over several lines its first, and the column; in binary files the byte, or row and column, from 0), and says
 * what was found and what was expected.
 */
public final class DataFileException extends IOException {
    private static final long serialVersionUID = 1;

    DataFileException(Path file, String problem) {
        this(file, problem, null);
    }

    DataFileException(Path file, String problem, @Nullable Throwable cause) {
        super(file + ": " + problem, cause);
    }

    DataFileException(Path file, long line, String problem) {
        super(file + ", line " + line + ": " + problem);
    }

    DataFileException(Path file, long line, String column, String problem) {
        this(file, line, "column " + Quoted.text(column) + " " + problem);
    }
}
