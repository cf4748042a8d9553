package dev.lanegrad.io.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The labels of a file as indices of names: names given beforehand, or collected while the file is read. */
final class LabelIndex {
    private final Map<String, Integer> indices = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private int[] labels = new int[1 << 10];
    private int count;

    /** An index that knows some names already. */
    LabelIndex(List<String> known) {
        known.forEach(this::index);
    }

    boolean knows(String name) {
        return indices.containsKey(name);
    }

    /** Adds the label of one more row; a name that is not known becomes so. */
    void add(String name) {
        if (count == labels.length) {
            // The largest array there is; more rows than that have no room in memory either.
            labels = Arrays.copyOf(labels, (int) Math.min(count * 2L, Integer.MAX_VALUE - 8));
        }
        labels[count++] = index(name);
    }

    private int index(String name) {
        Integer known = indices.putIfAbsent(name, names.size());
        if (known == null) {
            names.add(name);
        }
        return known == null ? names.size() - 1 : known;
    }

    /** Renumbers the names: by number if all are integers, otherwise by {@link String#compareTo}. */
    void sort() {
        Comparator<String> order = Comparator.naturalOrder();
        // 18 digits: what a long holds for sure. "1" and "01" are two names of one number.
        if (names.stream().allMatch(name -> name.matches("[+-]?[0-9]{1,18}"))) {
            order = Comparator.<String>comparingLong(Long::parseLong).thenComparing(order);
        }
        List<String> sorted = names.stream().sorted(order).toList();
        int[] renumbered = new int[sorted.size()];
        for (int i = 0; i < renumbered.length; i++) {
            renumbered[indices.get(sorted.get(i))] = i;
        }
        for (int r = 0; r < count; r++) {
            labels[r] = renumbered[labels[r]];
        }
        names.clear();
        indices.clear();
        sorted.forEach(this::index);
    }

    List<String> names() {
        return List.copyOf(names);
    }

    int[] labels() {
        return Arrays.copyOf(labels, count);
    }
}
