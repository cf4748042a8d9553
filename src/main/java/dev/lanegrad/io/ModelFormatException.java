package dev.lanegrad.io;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A model file, or another file of tensors, is damaged, of another format, or from a version that this one cannot read.
 * The message names the file, what was found in it and what was expected.
 */
public final class ModelFormatException extends IOException {
    private static final long serialVersionUID = 1;

    ModelFormatException(Path file, String problem) {
        this(file, problem, null);
    }

    ModelFormatException(Path file, String problem, @Nullable Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
