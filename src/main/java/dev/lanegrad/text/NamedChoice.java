package dev.lanegrad.text;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Things that files and command lines call by a name, with parameters in brackets where they have some: {@code "relu"},
 * {@code "huber(0.5)"}, {@code "poisson(log_input=false)"}. Immutable and thread-safe.
 *
 * @param <T> the kind of things
 * @param kind what the things are called in messages
 * @param all every thing there is, with default parameters
 * @param name a thing's name without parameters
 * @param text a thing's name with parameters
 * @param withParameters the thing with other parameters, or an {@link IllegalArgumentException}
 */
public record NamedChoice<T>(String kind, List<T> all, Function<T, String> name, Function<T, String> text,
        BiFunction<T, Parameters, T> withParameters) {
    /**
     * Finds a thing by its text.
     *
     * @param written a name, and the parameters in brackets; without brackets the default parameters are meant
     * @return the thing
     * @throws IllegalArgumentException if there is no such thing, or the parameters are not numbers or not ones of it
     */
    public T parse(String written) {
        int bracket = written.indexOf('(');
        String wanted = bracket < 0 ? written : written.substring(0, bracket);
        for (T candidate : all) {
            if (name.apply(candidate).equals(wanted)) {
                if (bracket < 0) {
                    return candidate;
                }
                if (written.endsWith(")")) {
                    return with(candidate, written, bracket);
                }
            }
        }
        throw new IllegalArgumentException("unknown " + kind + " " + Quoted.text(written) + ", expected one of "
                + all.stream().map(text).toList());
    }

    private T with(T candidate, String written, int bracket) {
        Parameters parameters = new Parameters(written, written.substring(bracket + 1, written.length() - 1));
        T chosen = withParameters.apply(candidate, parameters);
        parameters.requireTaken();
        return chosen;
    }
}
