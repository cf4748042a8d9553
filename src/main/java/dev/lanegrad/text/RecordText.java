package dev.lanegrad.text;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How records of numbers stand in text: the name, and in brackets the components that are not the usual ones, by their names
 * ({@code weightDecay} as {@code weight_decay}). A new record has a text without a line here. Components are {@code float},
 * {@code int}, {@code boolean} or lists of whole numbers.
 */
public final class RecordText {
    private RecordText() {
    }

    private static String word(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /**
     * The text of a record.
     *
     * @param name what it is called
     * @param thing the record
     * @param usual one of the same type with the default parameters
     * @param always a component that is written even where it is the usual one; empty for none
     * @return what {@link #with(Record, Parameters)} reads
     */
    public static String of(String name, Record thing, Record usual, String always) {
        List<String> parameters = new ArrayList<>();
        for (RecordComponent component : thing.getClass().getRecordComponents()) {
            Object value = value(thing, component);
            if (component.getName().equals(always) || !value.equals(value(usual, component))) {
                parameters.add(word(component) + "=" + (value instanceof List<?> list
                        ? list.stream().map(String::valueOf).collect(Collectors.joining(":"))
                        : value));
            }
        }
        return parameters.isEmpty() ? name : name + "(" + String.join(",", parameters) + ")";
    }

    /**
     * The record with what is given instead of its own components.
     *
     * @param <T> the record's type
     * @param usual the record with the default parameters
     * @param given what stands in the brackets
     * @return the new record
     * @throws IllegalArgumentException if a number cannot be read or is out of range
     */
    public static <T extends Record> T with(T usual, Parameters given) {
        RecordComponent[] components = usual.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            String word = word(components[i]);
            values[i] = switch (value(usual, components[i])) {
                case Boolean flag -> given.flag(word, flag);
                case Integer number -> given.integer(word, number);
                case Float number -> given.number(word, number);
                case List<?> list -> whole(given.list(word), list);
                default -> throw new IllegalStateException("no text for " + components[i]);
            };
        }
        return make(usual, components, values);
    }

    /**
     * The record with another number instead of one of its own.
     *
     * @param <T> the record's type
     * @param thing the record
     * @param component the component's name
     * @param number the number
     * @return the new record
     * @throws IllegalArgumentException if the number is out of range
     */
    public static <T extends Record> T with(T thing, String component, float number) {
        RecordComponent[] components = thing.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = components[i].getName().equals(component) ? number : value(thing, components[i]);
        }
        return make(thing, components, values);
    }

    private static List<?> whole(Optional<List<Float>> given, List<?> usual) {
        if (given.isEmpty()) {
            return usual;
        }
        List<Integer> numbers = new ArrayList<>();
        for (float number : given.get()) {
            if (number != (int) number) {
                throw new IllegalArgumentException("expected whole numbers, given " + given.get());
            }
            numbers.add((int) number);
        }
        return List.copyOf(numbers);
    }

    private static Object value(Record thing, RecordComponent component) {
        try {
            return component.getAccessor().invoke(thing);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    @SuppressWarnings("unchecked") // The class of a T makes Ts.
    private static <T extends Record> T make(T like, RecordComponent[] components, Object[] values) {
        Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return (T) like.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException("cannot make " + like.getClass(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + like.getClass(), e);
        }
    }
}
