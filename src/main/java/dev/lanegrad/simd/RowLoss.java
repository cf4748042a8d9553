package dev.lanegrad.simd;

import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;

/**
 * Loss and gradient of one row. A virtual call for C2, which compiles the losses one by one when it has met several: as one
 * unit they would exceed its budget of nodes.
 */
interface RowLoss {
    /** The row's loss; writes the row's gradient, which may stand in the prediction's place. */
    float row(Matrix prediction, Targets targets, int row, float scale, Matrix gradient);
}
