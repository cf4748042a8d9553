package dev.lanegrad.cli;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.loss.Targets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What each class counts in the loss, as the user says it. */
final class ClassWeights {
    private static final String BALANCED = "balanced";

    private ClassWeights() {
    }

    /** Weights as {@code "class=2.5"}, 1 for the others; or the one word {@value #BALANCED}. */
    static List<Float> of(List<String> texts, Dataset training) {
        if (!(training.targets() instanceof Targets.Classes classes)) {
            throw new IllegalArgumentException("class weights need one label column with classes");
        }
        List<String> names = training.labelNames();
        float[] weights = texts.equals(List.of(BALANCED))
                ? balanced(classes, names.size())
                : explicit(texts, names);
        return IntStream.range(0, weights.length).mapToObj(c -> weights[c]).toList();
    }

    /** rows / (classes * rows of the class): every class has the same weight in sum. */
    private static float[] balanced(Targets.Classes classes, int count) {
        int[] rows = new int[count];
        for (int label : classes.labels()) {
            rows[label]++;
        }
        float[] weights = new float[count];
        for (int c = 0; c < count; c++) {
            weights[c] = rows[c] == 0 ? 1 : (float) ((double) classes.rows() / count / rows[c]);
        }
        return weights;
    }

    private static float[] explicit(List<String> texts, List<String> names) {
        float[] weights = new float[names.size()];
        Arrays.fill(weights, 1);
        Set<Integer> given = new HashSet<>();
        for (String text : texts) {
            int sign = text.lastIndexOf('=');
            int index = sign < 0 ? -1 : names.indexOf(text.substring(0, sign));
            if (index < 0) {
                throw new IllegalArgumentException("given '" + text + "', expected " + BALANCED
                        + " or class=weight, with one of the classes " + names);
            }
            if (!given.add(index)) {
                throw new IllegalArgumentException("class '" + names.get(index) + "' is given two weights");
            }
            try {
                weights[index] = Float.parseFloat(text.substring(sign + 1));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("the weight in '" + text + "' is not a number", e);
            }
        }
        if (given.size() == weights.length && IntStream.range(0, weights.length).allMatch(c -> weights[c] == 0)) {
            throw new IllegalArgumentException("all weights are 0, so nothing would be trained");
        }
        return weights;
    }
}
