package dev.lanegrad.reference;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.SummationOrder;

/** The three products of a dense layer as triple loops, in the order of {@link SummationOrder}. Thread-safe. */
final class ScalarProducts {
    private ScalarProducts() {
    }

    /** y = x W + b. */
    static void dense(Matrix x, Matrix weight, Matrix bias, Matrix y) {
        int in = weight.rows();
        int out = weight.columns();
        int chains = SummationOrder.chains(in, out);
        float[] chain = new float[SummationOrder.MAX_CHAINS];
        for (int r = 0; r < x.rows(); r++) {
            for (int j = 0; j < out; j++) {
                for (int s = 0; s < chains; s++) {
                    chain[s] = s == 0 ? bias.get(0, j) : 0;
                    for (int i = s; i < in; i += chains) {
                        chain[s] = Math.fma(x.get(r, i), weight.get(i, j), chain[s]);
                    }
                }
                y.set(r, j, LaneSum.tree(chain, chains));
            }
        }
    }

    /** dx = dz W^T. */
    static void inputGradient(Matrix dz, Matrix weight, Matrix dx) {
        int in = weight.rows();
        int out = weight.columns();
        int chains = SummationOrder.chains(out, in);
        float[] chain = new float[SummationOrder.MAX_CHAINS];
        for (int r = 0; r < dz.rows(); r++) {
            for (int i = 0; i < in; i++) {
                for (int s = 0; s < chains; s++) {
                    chain[s] = 0;
                    for (int j = s; j < out; j += chains) {
                        chain[s] = Math.fma(dz.get(r, j), weight.get(i, j), chain[s]);
                    }
                }
                dx.set(r, i, LaneSum.tree(chain, chains));
            }
        }
    }

    /** dw = x^T dz, or dw += x^T dz. */
    static void weightGradient(Matrix x, Matrix dz, Matrix dw, boolean accumulate) {
        for (int i = 0; i < dw.rows(); i++) {
            for (int j = 0; j < dw.columns(); j++) {
                float sum = accumulate ? dw.get(i, j) : 0;
                for (int r = 0; r < x.rows(); r++) {
                    sum = Math.fma(x.get(r, i), dz.get(r, j), sum);
                }
                dw.set(i, j, sum);
            }
        }
    }

    /** db = column sums of dz, or db += them. */
    static void biasGradient(Matrix dz, Matrix db, boolean accumulate) {
        for (int j = 0; j < dz.columns(); j++) {
            float sum = accumulate ? db.get(0, j) : 0;
            for (int r = 0; r < dz.rows(); r++) {
                sum += dz.get(r, j);
            }
            db.set(0, j, sum);
        }
    }
}
