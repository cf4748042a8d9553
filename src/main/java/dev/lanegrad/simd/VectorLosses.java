package dev.lanegrad.simd;

import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;

/** The vector twins of the losses, row by row. Not thread-safe: owns rows of scratch, which grow with the outputs. */
final class VectorLosses {
    private final LossScratch scratch;
    private final ElementLosses elements;
    private final ClassLosses classes;
    private final NarrowCrossEntropy narrow;

    VectorLosses(Scratch memory) {
        scratch = new LossScratch(memory);
        elements = new ElementLosses(scratch);
        classes = new ClassLosses(scratch);
        narrow = new NarrowCrossEntropy(scratch.reduction.narrow, memory);
    }

    void compute(Loss loss, Matrix prediction, Targets targets, float scale, Matrix rowLoss, Matrix gradient) {
        int outputs = prediction.columns();
        if (NarrowCrossEntropy.serves(loss, targets, outputs) && targets instanceof Targets.Classes labels) {
            narrow.compute(loss, prediction, labels.labels(), scale, rowLoss, gradient);
            return;
        }
        scratch.fit(outputs);
        RowLoss rows = switch (loss) {
            case Loss.Elementwise f -> elements.of(f, outputs);
            case Loss.OfClasses f -> classes.of(f, outputs);
        };
        for (int r = 0; r < prediction.rows(); r++) {
            if (targets instanceof Targets.Classes labels && loss.ignores(labels.labels()[r])) {
                ClassLosses.zero(gradient, r);
                rowLoss.set(0, r, 0);
            } else {
                rowLoss.set(0, r, rows.row(prediction, targets, r, scale, gradient));
            }
        }
    }
}
