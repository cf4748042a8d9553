package dev.lanegrad.train;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.text.Quoted;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Named arrays and scalars: all that a run must remember to go on. Whoever holds a part of a run's state has one method that
 * names it, for both ways: {@code updates = state.count("updates", updates)} gives the number to a state that is saved, and
 * takes it from one that is restored.
 */
abstract class RunState {
    private RunState() {
    }

    /** An integer. */
    final long count(String name, long value) {
        String text = text(name, Long.toString(value));
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is " + Quoted.text(text) + ", expected an integer", e);
        }
    }

    /** A number, with all its bits. */
    final double number(String name, double value) {
        String text = text(name, Double.toHexString(value));
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is " + Quoted.text(text) + ", expected a number", e);
        }
    }

    /** True or false. */
    final boolean flag(String name, boolean value) {
        return count(name, value ? 1 : 0) != 0;
    }

    /** A text. */
    abstract String text(String name, String value);

    /** A matrix, which is overwritten when the state is restored. */
    abstract void array(String name, Matrix values);

    /** Collects what is saved. */
    static final class Saved extends RunState {
        final SequencedMap<String, String> scalars = new LinkedHashMap<>();
        final SequencedMap<String, Matrix> arrays = new LinkedHashMap<>();

        @Override
        String text(String name, String value) {
            requireNew(scalars.put(name, value), name);
            return value;
        }

        @Override
        void array(String name, Matrix values) {
            requireNew(arrays.put(name, values), name);
        }

        private static void requireNew(@Nullable Object before, String name) {
            if (before != null) {
                throw new IllegalStateException("two parts of a run's state are called " + name);
            }
        }
    }

    /** Gives back what was saved. */
    static final class Restored extends RunState {
        private final SequencedMap<String, String> scalars;
        private final SequencedMap<String, Matrix> arrays;
        private final boolean rehearsal;

        /** In a rehearsal no matrix is written, so that nothing is changed before all is known to be there. */
        Restored(SequencedMap<String, String> scalars, SequencedMap<String, Matrix> arrays, boolean rehearsal) {
            this.scalars = scalars;
            this.arrays = arrays;
            this.rehearsal = rehearsal;
        }

        @Override
        String text(String name, String value) {
            return require(scalars.get(name), name);
        }

        @Override
        void array(String name, Matrix values) {
            Matrix saved = require(arrays.get(name), name);
            if (saved.rows() != values.rows() || saved.columns() != values.columns()) {
                throw new IllegalArgumentException("its " + name + " is " + saved.shape() + ", expected "
                        + values.shape());
            }
            if (!rehearsal) {
                values.copyFrom(saved);
            }
        }

        private static <T> T require(@Nullable T value, String name) {
            if (value == null) {
                throw new IllegalArgumentException("it has no " + name);
            }
            return value;
        }
    }
}
