package dev.lanegrad.reference;

import dev.lanegrad.kernel.GradientKernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.SummationOrder;

/** Norms, clipping, penalties and limits, element by element. Stateless. */
final class ScalarGradients extends GradientKernels {
    @Override
    protected double computeSumOfSquares(Matrix x) {
        double total = 0;
        float[] lanes = new float[SummationOrder.LANES];
        long count = 0;
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.columns(); c++) {
                int lane = (int) (count % SummationOrder.LANES);
                lanes[lane] = Math.fma(x.get(r, c), x.get(r, c), lanes[lane]);
                count++;
                if (count % SummationOrder.BLOCK == 0) {
                    total += tree(lanes);
                    lanes = new float[SummationOrder.LANES];
                }
            }
        }
        return total + tree(lanes);
    }

    private static float tree(float[] lanes) {
        for (int half = lanes.length / 2; half >= 1; half /= 2) {
            for (int l = 0; l < half; l++) {
                lanes[l] += lanes[l + half];
            }
        }
        return lanes[0];
    }

    @Override
    protected void computeScale(Matrix x, float factor) {
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.columns(); c++) {
                x.set(r, c, x.get(r, c) * factor);
            }
        }
    }

    @Override
    protected void computeClip(Matrix x, float limit) {
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.columns(); c++) {
                float value = x.get(r, c);
                x.set(r, c, value > limit ? limit : value < -limit ? -limit : value);
            }
        }
    }

    @Override
    protected void computePenalize(Matrix parameter, float l1, float l2, Matrix gradient) {
        for (int r = 0; r < parameter.rows(); r++) {
            for (int c = 0; c < parameter.columns(); c++) {
                float p = parameter.get(r, c);
                gradient.set(r, c, Math.fma(l2, p, Math.fma(l1, Math.signum(p), gradient.get(r, c))));
            }
        }
    }

    @Override
    protected void computeLimitColumns(Matrix weight, float limit) {
        for (int c = 0; c < weight.columns(); c++) {
            float sum = 0;
            for (int r = 0; r < weight.rows(); r++) {
                sum = Math.fma(weight.get(r, c), weight.get(r, c), sum);
            }
            float norm = (float) Math.sqrt(sum);
            float factor = norm > limit ? limit / (norm + COLUMN_EPSILON) : 1;
            for (int r = 0; r < weight.rows(); r++) {
                weight.set(r, c, weight.get(r, c) * factor);
            }
        }
    }
}
