package dev.lanegrad.cli;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
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

    /** Refuses a file of one option that another one names, whether or not it is there yet. */
    static void refuseShared(CommandSpec spec, String option, Path file, List<Path> others) {
        Path absolute = file.toAbsolutePath().normalize();
        if (others.stream().anyMatch(other -> other.toAbsolutePath().normalize().equals(absolute))) {
            throw invalid(spec, option, file + " is another file of this run, expected one of its own");
        }
    }

    /** Refuses to write over a file that is read. */
    static void refuseSame(CommandSpec spec, String option, Path out, List<Path> inputs) throws IOException {
        for (Path input : inputs) {
            if (Files.exists(out) && Files.exists(input) && Files.isSameFile(out, input) && Files.isRegularFile(out)) {
                throw invalid(spec, option, out + " is the file that is read, and would be overwritten");
            }
        }
    }

    /** Refuses each of some options that was given. */
    static void refuse(CommandSpec spec, String problem, String... names) {
        for (String name : names) {
            if (spec.commandLine().getParseResult().hasMatchedOption(name)) {
                throw invalid(spec, name, problem);
            }
        }
    }

    /** Refuses every option of some mixins that was given. */
    static void refuseMixins(CommandSpec spec, String problem, Class<?>... mixins) {
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (option.userObject() instanceof Field field && List.of(mixins).contains(field.getDeclaringClass())) {
                throw invalid(spec, option.longestName(), problem);
            }
        }
    }
}
