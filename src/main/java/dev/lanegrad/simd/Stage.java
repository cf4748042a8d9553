package dev.lanegrad.simd;

/** A dense layer of a sequence: {@link RowStage} or {@link BlockStage}. */
interface Stage {
    /** Number of inputs. */
    int inputs();

    /** Number of outputs. */
    int outputs();

    /** Columns that are written: the outputs, and what makes up whole vectors or groups. */
    int padded();
}
