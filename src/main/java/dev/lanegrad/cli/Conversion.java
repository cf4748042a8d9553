package dev.lanegrad.cli;

import java.util.function.Supplier;
import picocli.CommandLine.TypeConversionException;

/** Errors of option values, in the form that names the option. */
final class Conversion {
    private Conversion() {
    }

    static <T> T of(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
