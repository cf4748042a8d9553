package dev.lanegrad.train;

import dev.lanegrad.data.Labels;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;

/** What an epoch's reports are made of, added up step by step. */
final class EpochSums {
    /** Sum of the rows' losses. */
    double loss;
    /** Sum of the rows' weights. */
    double weight;
    /** Rows so far. */
    long rows;
    private long hits;
    private boolean classes;

    /** Starts an epoch. */
    void clear() {
        loss = 0;
        weight = 0;
        rows = 0;
        hits = 0;
        classes = false;
    }

    /** Counts a batch's rows, and the hits among them where there are classes. */
    void add(Matrix prediction, Targets targets) {
        rows += prediction.rows();
        if (targets instanceof Targets.Classes actual) {
            classes = true;
            for (int r = 0; r < prediction.rows(); r++) {
                hits += Labels.largest(prediction, r) == actual.labels()[r] ? 1 : 0;
            }
        }
    }

    /** Share of hits; NaN where the targets are values. */
    double accuracy() {
        return classes ? (double) hits / rows : Double.NaN;
    }

    /** All of it, for a checkpoint. */
    void state(RunState state) {
        loss = state.number("epoch.loss", loss);
        weight = state.number("epoch.weight", weight);
        rows = state.count("epoch.rows", rows);
        hits = state.count("epoch.hits", hits);
        classes = state.flag("epoch.classes", classes);
    }
}
