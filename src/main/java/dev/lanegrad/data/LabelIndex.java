package dev.lanegrad.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Labels as indices of names: names given beforehand, or collected label by label. Not thread-safe; grows with the labels.
 */
public final class LabelIndex {
    private final Map<String, Integer> indices = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private int[] labels = new int[1 << 10];
    private int count;

    /**
     * An index that knows some names already.
     *
     * @param known the names of index 0, 1 and so on; a name that occurs twice keeps its first index
     */
    public LabelIndex(List<String> known) {
        known.forEach(this::index);
    }

    /**
     * Whether a name has an index.
     *
     * @param name any text
     * @return true if it was known from the start or has been added
     */
    public boolean knows(String name) {
        return indices.containsKey(name);
    }

    /**
     * Adds the label of one more row; a name that is not known becomes so.
     *
     * @param name the label
     * @return its index
     */
    public int add(String name) {
        if (count == labels.length) {
            // The largest array there is; more rows than that have no room in memory either.
            labels = Arrays.copyOf(labels, (int) Math.min(count * 2L, Integer.MAX_VALUE - 8));
        }
        labels[count] = index(name);
        return labels[count++];
    }

    private int index(String name) {
        Integer known = indices.putIfAbsent(name, names.size());
        if (known == null) {
            names.add(name);
        }
        return known == null ? names.size() - 1 : known;
    }

    /**
     * Renumbers the names: by number if all are integers (of up to 18 digits), otherwise by
     * {@link String#compareTo(String)}.
     */
    public void sort() {
        Comparator<String> order = Comparator.naturalOrder();
        // 18 digits: what a long holds for sure. "1" and "01" are two names of one number.
        if (names.stream().allMatch(name -> name.matches("[+-]?[0-9]{1,18}"))) {
            order = Comparator.<String>comparingLong(Long::parseLong).thenComparing(order);
        }
        List<String> sorted = names.stream().sorted(order).toList();
        int[] renumbered = new int[sorted.size()];
        for (int i = 0; i < renumbered.length; i++) {
            renumbered[index(sorted.get(i))] = i;
        }
        for (int r = 0; r < count; r++) {
            labels[r] = renumbered[labels[r]];
        }
        names.clear();
        indices.clear();
        sorted.forEach(this::index);
    }

    /**
     * The names.
     *
     * @return a copy, by index
     */
    public List<String> names() {
        return List.copyOf(names);
    }

    /**
     * The indices of the labels that were added.
     *
     * @return a copy, in the order of adding
     */
    public int[] labels() {
        return Arrays.copyOf(labels, count);
    }
}
