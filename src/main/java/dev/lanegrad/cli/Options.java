package dev.lanegrad.cli;

import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Errors of option values, in the form that names the option. */
final class Options {
    private Options() {
    }

    /** Turns a refusal into wrong usage of the option that caused it. */
    static <T> T checked(CommandSpec spec, String option, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw invalid(spec, option, e.getMessage());
        }
    }

    static ParameterException invalid(CommandSpec spec, String option, String problem) {
        return new ParameterException(spec.commandLine(), "Invalid value for option '" + option + "': " + problem);
    }
}
