package dev.lanegrad.gate;

import static dev.lanegrad.gate.KernelExercise.COLUMNS;
import static dev.lanegrad.gate.KernelExercise.matrix;

import dev.lanegrad.kernel.NormalizationKernels;
import dev.lanegrad.memory.Matrix;
import java.util.List;

/** The calls of {@link KernelExercise} that normalise. (The inlining gate leaves classes of this name to C1.) */
final class KernelExercisesOfNorms {
    private static final int ROWS = 5;

    private static final float EPSILON = 1e-5f;

    private final NormalizationKernels kernels;
    private final List<KernelExercise> list;
    private final String variant;
    private final Matrix x;
    private final Matrix y;
    private final Matrix dy;
    private final Matrix dx;
    private final Matrix gamma = matrix(1, COLUMNS, false, 50);
    private final Matrix beta = matrix(1, COLUMNS, false, 51);
    private final Matrix dgamma = matrix(1, COLUMNS, false, 52);
    private final Matrix dbeta = matrix(1, COLUMNS, false, 53);

    private KernelExercisesOfNorms(NormalizationKernels kernels, List<KernelExercise> list, boolean strided) {
        this.kernels = kernels;
        this.list = list;
        variant = strided ? "strided" : "contiguous";
        x = matrix(ROWS, COLUMNS, strided, 54);
        y = matrix(ROWS, COLUMNS, strided, 55);
        dy = matrix(ROWS, COLUMNS, strided, 56);
        dx = matrix(ROWS, COLUMNS, strided, 57);
    }

    static void add(NormalizationKernels kernels, List<KernelExercise> list) {
        for (boolean strided : new boolean[] {false, true}) {
            KernelExercisesOfNorms exercises = new KernelExercisesOfNorms(kernels, list, strided);
            exercises.layerNorm();
            exercises.rmsNorm();
            exercises.batchNorm();
            exercises.evaluation();
        }
    }

    private void each(String kernel, String what, Runnable call) {
        KernelExercise.add(list, kernel, variant + what, call);
    }

    private void layerNorm() {
        Matrix statistics = Matrix.create(ROWS, 3);
        each("layerNorm", "", () -> kernels.layerNorm(x, gamma, beta, EPSILON, statistics, y));
        each("layerNorm", " on segments", () -> kernels.layerNorm(x.segment(), 0, x.leadingDimension(), gamma, beta,
                EPSILON, y.segment(), 0, y.leadingDimension(), ROWS));
        each("layerNormInputGradient", "", () -> kernels.layerNormInputGradient(x, statistics, gamma, dy, dx));
        for (boolean accumulate : new boolean[] {false, true}) {
            each("layerNormParameterGradients", accumulate ? " accumulating" : "",
                    () -> kernels.layerNormParameterGradients(x, statistics, dy, dgamma, dbeta, accumulate));
        }
    }

    private void rmsNorm() {
        Matrix statistics = Matrix.create(ROWS, 1);
        each("rmsNorm", "", () -> kernels.rmsNorm(x, gamma, EPSILON, statistics, y));
        each("rmsNorm", " on segments", () -> kernels.rmsNorm(x.segment(), 0, x.leadingDimension(), gamma, EPSILON,
                y.segment(), 0, y.leadingDimension(), ROWS));
        each("rmsNormInputGradient", "", () -> kernels.rmsNormInputGradient(x, statistics, gamma, dy, dx));
        for (boolean accumulate : new boolean[] {false, true}) {
            each("rmsNormParameterGradient", accumulate ? " accumulating" : "",
                    () -> kernels.rmsNormParameterGradient(x, statistics, dy, dgamma, accumulate));
        }
    }

    private void batchNorm() {
        Matrix statistics = Matrix.create(4, COLUMNS);
        Matrix mean = Matrix.create(1, COLUMNS);
        Matrix variance = Matrix.create(1, COLUMNS);
        each("batchNorm", "", () -> kernels.batchNorm(x, gamma, beta, EPSILON, statistics, y));
        each("batchNormInputGradient", "", () -> kernels.batchNormInputGradient(x, statistics, gamma, dy, dx));
        for (boolean accumulate : new boolean[] {false, true}) {
            each("batchNormParameterGradients", accumulate ? " accumulating" : "",
                    () -> kernels.batchNormParameterGradients(x, statistics, dy, dgamma, dbeta, accumulate));
        }
        each("updateRunning", "", () -> kernels.updateRunning(statistics, ROWS, 0.1f, mean, variance));
    }

    private void evaluation() {
        Matrix mean = matrix(1, COLUMNS, false, 58);
        Matrix variance = Matrix.create(1, COLUMNS);
        variance.fill(0.25f);
        Matrix scale = Matrix.create(1, COLUMNS);
        Matrix weight = matrix(ROWS, COLUMNS, false, 59);
        Matrix bias = matrix(1, COLUMNS, false, 60);
        Matrix foldedWeight = Matrix.create(ROWS, COLUMNS);
        Matrix foldedBias = Matrix.create(1, COLUMNS);
        each("evaluationScale", "", () -> kernels.evaluationScale(variance, gamma, EPSILON, scale));
        each("affine", "", () -> kernels.affine(x, mean, scale, beta, y));
        each("affine", " on segments", () -> kernels.affine(x.segment(), 0, x.leadingDimension(), mean, scale, beta,
                y.segment(), 0, y.leadingDimension(), ROWS));
        each("fold", "", () -> kernels.fold(weight, bias, mean, scale, beta, foldedWeight, foldedBias));
    }
}
