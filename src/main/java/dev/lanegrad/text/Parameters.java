package dev.lanegrad.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the brackets behind a name: values by their places, then values by their names, separated by commas:
 * {@code "0.5"}, {@code "1,5,2"}, {@code "weights=1:5:2,label_smoothing=0.1"}. Whoever reads one takes it away, and what is
 * left in the end was not known. Not thread-safe.
 */
public final class Parameters {
    private final String written;
    private final List<String> places = new ArrayList<>();
    private final Map<String, String> names = new LinkedHashMap<>();

    /**
     * Splits what stands in the brackets.
     *
     * @param written the whole text, for messages
     * @param inside what stands between the brackets
     * @throws IllegalArgumentException if a name comes twice, or a place after a name
     */
    Parameters(String written, String inside) {
        this.written = written;
        for (String word : inside.split(",", -1)) {
            int sign = word.indexOf('=');
            if (sign < 0) {
                if (!names.isEmpty()) {
                    throw new IllegalArgumentException("parameter " + Quoted.text(word) + " in " + Quoted.text(written)
                            + " has no name, those before it have");
                }
                places.add(word.strip());
            } else if (names.put(word.substring(0, sign).strip(), word.substring(sign + 1).strip()) != null) {
                throw new IllegalArgumentException("parameter " + Quoted.text(word.substring(0, sign).strip()) + " in "
                        + Quoted.text(written) + " comes twice");
            }
        }
    }

    /**
     * All values that have no name.
     *
     * @return the numbers, in order
     * @throws IllegalArgumentException if one is not a number
     */
    public float[] numbers() {
        float[] numbers = new float[places.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(places.get(i));
        }
        places.clear();
        return numbers;
    }

    /**
     * A list of numbers: with its name and colons between them, or all values that have no name.
     *
     * @param name the parameter's name
     * @return the numbers, or nothing if there are none
     * @throws IllegalArgumentException if one is not a number
     */
    public Optional<List<Float>> list(String name) {
        List<String> words = List.copyOf(places);
        places.clear();
        if (words.isEmpty()) {
            String value = names.remove(name);
            if (value == null) {
                return Optional.empty();
            }
            words = List.of(value.split(":", -1));
        }
        return Optional.of(words.stream().map(this::number).toList());
    }

    /**
     * A number by its name, or the next value that has none.
     *
     * @param name the parameter's name
     * @param otherwise what it is if it is not given
     * @return the number
     * @throws IllegalArgumentException if it is not a number
     */
    public float number(String name, float otherwise) {
        Optional<String> value = take(name);
        return value.isPresent() ? number(value.get()) : otherwise;
    }

    /**
     * A whole number by its name, or the next value that has none.
     *
     * @param name the parameter's name
     * @param otherwise what it is if it is not given
     * @return the number
     * @throws IllegalArgumentException if it is not a whole number
     */
    public int integer(String name, int otherwise) {
        Optional<String> value = take(name);
        try {
            return value.isPresent() ? Integer.parseInt(value.get()) : otherwise;
        } catch (NumberFormatException e) {
            throw wrong(value.orElseThrow(), "a whole number", e);
        }
    }

    /**
     * Yes or no by its name, or the next value that has none.
     *
     * @param name the parameter's name
     * @param otherwise what it is if it is not given
     * @return the answer
     * @throws IllegalArgumentException if it is neither {@code true} nor {@code false}
     */
    public boolean flag(String name, boolean otherwise) {
        Optional<String> value = take(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        return switch (value.get()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(value.get(), "true or false", null);
        };
    }

    /**
     * Refuses what nobody has taken.
     *
     * @throws IllegalArgumentException if something is left
     */
    void requireTaken() {
        if (!names.isEmpty()) {
            throw new IllegalArgumentException(Quoted.text(written) + ": there is no parameter "
                    + Quoted.text(names.keySet().iterator().next()));
        }
        if (!places.isEmpty()) {
            throw new IllegalArgumentException(Quoted.text(written) + " has " + places.size()
                    + (places.size() == 1 ? " parameter" : " parameters") + " too many: " + Quoted.list(places));
        }
    }

    private Optional<String> take(String name) {
        String value = names.remove(name);
        if (value != null) {
            return Optional.of(value);
        }
        return places.isEmpty() ? Optional.empty() : Optional.of(places.removeFirst());
    }

    private float number(String word) {
        try {
            return Float.parseFloat(word);
        } catch (NumberFormatException e) {
            throw wrong(word, "a number", e);
        }
    }

    private IllegalArgumentException wrong(String word, String expected, @Nullable Exception cause) {
        return new IllegalArgumentException("parameter " + Quoted.text(word) + " of " + Quoted.text(written) + " is not "
                + expected, cause);
    }
}
