package dev.lanegrad.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

/** Each sample's only feature is its number, so that a part says which samples it has. */
class SplitsPropertyTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    private static Dataset data(int rows, Random random) {
        Matrix features = Matrix.create(rows, 1);
        for (int r = 0; r < rows; r++) {
            features.set(r, 0, r);
        }
        return Dataset.ofClasses(features, IntStream.range(0, rows).map(r -> random.nextInt(1 + random.nextInt(4)))
                .toArray(), NAMES);
    }

    private static int[] samples(Dataset part) {
        int[] samples = new int[part.rows()];
        for (int r = 0; r < samples.length; r++) {
            samples[r] = (int) part.features().get(r, 0);
        }
        return samples;
    }

    private static int[] labels(Dataset part) {
        return ((Targets.Classes) part.targets()).labels();
    }

    private static int count(Dataset part, int label) {
        return IntStream.of(labels(part)).map(l -> l == label ? 1 : 0).sum();
    }

    private static void assertPartition(Dataset whole, Dataset.Split split) {
        int[] both = IntStream.concat(IntStream.of(samples(split.first())), IntStream.of(samples(split.second())))
                .sorted().toArray();
        assertArrayEquals(IntStream.range(0, whole.rows()).toArray(), both);
        for (Dataset part : List.of(split.first(), split.second())) {
            int[] samples = samples(part);
            for (int r = 0; r < samples.length; r++) {
                assertEquals(labels(whole)[samples[r]], labels(part)[r], "labels stay with their samples");
            }
        }
    }

    @Property(tries = 300)
    void splits(@ForAll @IntRange(min = 2, max = 200) int rows,
            @ForAll @Scale(3) @DoubleRange(min = 0.001, max = 0.999) double share, @ForAll long seed,
            @ForAll Random random) {
        Dataset data = data(rows, random);
        for (Dataset.Split split : List.of(data.split(share, seed), data.stratifiedSplit(share, seed))) {
            assertPartition(data, split);
            assertEquals(Math.clamp(rows * share, 1, rows - 1), split.second().rows(), 0.5);
        }
        Dataset.Split stratified = data.stratifiedSplit(share, seed);
        double actual = (double) stratified.second().rows() / rows;
        for (int label = 0; label < NAMES.size(); label++) {
            assertEquals(count(data, label) * actual, count(stratified.second(), label), 1, "class " + label);
        }
    }

    @Property(tries = 300)
    void folds(@ForAll @IntRange(min = 2, max = 100) int rows, @ForAll @IntRange(min = 2, max = 12) int wanted,
            @ForAll long seed, @ForAll Random random) {
        Dataset data = data(rows, random);
        int count = Math.min(wanted, rows);
        for (List<Dataset.Split> folds : List.of(data.folds(count, seed), data.stratifiedFolds(count, seed))) {
            assertEquals(count, folds.size());
            folds.forEach(fold -> {
                assertPartition(data, fold);
                assertTrue(fold.second().rows() == rows / count || fold.second().rows() == (rows + count - 1) / count);
            });
            assertArrayEquals(IntStream.range(0, rows).toArray(),
                    folds.stream().flatMapToInt(fold -> IntStream.of(samples(fold.second()))).sorted().toArray(),
                    "each sample is held out once");
        }
        for (Dataset.Split fold : data.stratifiedFolds(count, seed)) {
            for (int label = 0; label < NAMES.size(); label++) {
                int members = count(data, label);
                int held = count(fold.second(), label);
                assertTrue(held == members / count || held == (members + count - 1) / count, "class " + label);
            }
        }
    }

    @Example
    void seedsDecide() {
        Dataset data = data(100, new Random(1));
        int[] first = samples(data.split(0.3, 1).second());
        assertArrayEquals(first, samples(data.split(0.3, 1).second()));
        assertFalse(Arrays.equals(first, samples(data.split(0.3, 2).second())));
        int[] stratified = samples(data.stratifiedSplit(0.3, 1).second());
        assertArrayEquals(stratified, samples(data.stratifiedSplit(0.3, 1).second()));
        assertFalse(Arrays.equals(stratified, samples(data.stratifiedSplit(0.3, 2).second())));
        int[] fold = samples(data.folds(4, 1).get(1).second());
        assertArrayEquals(fold, samples(data.folds(4, 1).get(1).second()));
        assertFalse(Arrays.equals(fold, samples(data.folds(4, 2).get(1).second())));
    }

    @Example
    void refusals() {
        Dataset data = data(5, new Random(1));
        for (int count : new int[] {Integer.MIN_VALUE, 0, 1, 6}) {
            String expected = "expected 2 to 5 folds, given " + count;
            assertEquals(expected,
                    assertThrows(IllegalArgumentException.class, () -> data.folds(count, 1)).getMessage());
            assertEquals(expected,
                    assertThrows(IllegalArgumentException.class, () -> data.stratifiedFolds(count, 1)).getMessage());
        }
        for (double share : new double[] {0, 1, -0.1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> data.split(share, 1));
            assertThrows(IllegalArgumentException.class, () -> data.stratifiedSplit(share, 1));
        }
        Dataset values = Dataset.ofValues(Matrix.create(5, 1), Matrix.create(5, 1));
        assertThrows(IllegalArgumentException.class, () -> values.stratifiedSplit(0.5, 1));
        assertThrows(IllegalArgumentException.class, () -> values.stratifiedFolds(2, 1));
        assertThrows(IllegalArgumentException.class, () -> data.select(new int[] {1}).split(0.5, 1));
        assertThrows(IllegalArgumentException.class, () -> data.select(new int[0]));
        assertThrows(IndexOutOfBoundsException.class, () -> data.select(new int[] {5}));
    }

    @Example
    void partsShareTheFeatures() {
        Dataset data = data(5, new Random(1));
        Dataset part = data.select(new int[] {4, 2, 2});
        Matrix copy = part.features();
        assertArrayEquals(new float[] {4, 2, 2}, copy.toArray());
        copy.set(0, 0, -1);
        assertEquals(4, data.features().get(4, 0), "the features of a part are a copy");
        Dataset inner = part.select(new int[] {2, 0});
        assertArrayEquals(new float[] {2, 4}, inner.features().toArray());
        data.features().set(4, 0, 40);
        assertArrayEquals(new float[] {2, 40}, inner.features().toArray(), "parts hold no features of their own");

        Matrix target = Matrix.create(2, 1);
        inner.copyFeatures(1, target, 0);
        assertArrayEquals(new float[] {40, 0}, target.toArray());
        assertThrows(IndexOutOfBoundsException.class, () -> inner.copyFeatures(2, target, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> inner.copyFeatures(0, target, 2));
        assertThrows(IllegalArgumentException.class, () -> inner.copyFeatures(0, Matrix.create(2, 2), 0));
    }
}
