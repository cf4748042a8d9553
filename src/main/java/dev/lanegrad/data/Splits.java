package dev.lanegrad.data;

import dev.lanegrad.loss.Targets;
import dev.lanegrad.spec.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Samples in random order, in groups of which every part gets its share: one group, or one a class. A part's order is the
 * order in which its samples were drawn.
 */
final class Splits {
    private final List<int[]> groups;
    private final int rows;

    private Splits(List<int[]> groups) {
        this.groups = groups;
        rows = groups.stream().mapToInt(group -> group.length).sum();
    }

    static Splits random(int rows, long seed) {
        return new Splits(List.of(CounterRandom.permutation(seed, CounterRandom.STREAM_SPLIT, 0, rows)));
    }

    /** Classes without samples make no group. */
    static Splits stratified(Targets targets, long seed) {
        if (!(targets instanceof Targets.Classes classes)) {
            throw new IllegalArgumentException("stratified parts need classes, the data have target values");
        }
        List<int[]> groups = new ArrayList<>();
        int[] labels = classes.labels();
        for (int label : IntStream.of(labels).distinct().sorted().toArray()) {
            int[] members = IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
            // Step 0 is the order of the random split.
            int[] order = CounterRandom.permutation(seed, CounterRandom.STREAM_SPLIT, 1 + label, members.length);
            groups.add(IntStream.of(order).map(i -> members[i]).toArray());
        }
        return new Splits(groups);
    }

    Dataset.Split split(Dataset data, double secondShare) {
        if (!(secondShare > 0 && secondShare < 1)) {
            throw new IllegalArgumentException("the share must be in (0, 1), given " + secondShare);
        }
        if (rows < 2) {
            throw new IllegalArgumentException("one row cannot be split");
        }
        int second = Math.clamp(Math.round(rows * secondShare), 1, rows - 1);
        List<Integer> kept = new ArrayList<>();
        List<Integer> heldOut = new ArrayList<>();
        long seen = 0;
        for (int[] group : groups) {
            // What is due after this group less what was due before it: the rounding of one group evens out in the next.
            int due = (int) ((seen + group.length) * second / rows - seen * second / rows);
            seen += group.length;
            for (int i = 0; i < group.length; i++) {
                (i < group.length - due ? kept : heldOut).add(group[i]);
            }
        }
        return new Dataset.Split(select(data, kept), select(data, heldOut));
    }

    /** One fold of many: samples are dealt out in turn, across the borders of groups. */
    Dataset.Split fold(Dataset data, int fold, int folds) {
        if (folds < 2 || folds > rows) {
            throw new IllegalArgumentException("expected 2 to " + rows + " folds, given " + folds);
        }
        List<Integer> others = new ArrayList<>();
        List<Integer> held = new ArrayList<>();
        int dealt = 0;
        for (int[] group : groups) {
            for (int sample : group) {
                (dealt++ % folds == fold ? held : others).add(sample);
            }
        }
        return new Dataset.Split(select(data, others), select(data, held));
    }

    private static Dataset select(Dataset data, List<Integer> samples) {
        return data.select(samples.stream().mapToInt(Integer::intValue).toArray());
    }
}
