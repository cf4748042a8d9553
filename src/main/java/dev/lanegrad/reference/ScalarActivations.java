package dev.lanegrad.reference;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.activation.Identity;
import dev.lanegrad.activation.LeakyRelu;
import dev.lanegrad.activation.Relu;
import dev.lanegrad.activation.Sigmoid;
import dev.lanegrad.activation.Softmax;
import dev.lanegrad.activation.Tanh;
import dev.lanegrad.memory.Matrix;

/** Values and gradients of the activations, one element or one row at a time. Stateless, thread-safe. */
public final class ScalarActivations {
    private ScalarActivations() {
    }

    /**
     * f(z).
     *
     * @param activation the function f
     * @param z the weighted sum
     * @return the value, within {@link Activation#accuracy()} of the exact one
     */
    public static float value(Activation.Elementwise activation, float z) {
        return switch (activation) {
            case Identity f -> z;
            case Sigmoid f -> ScalarMath.sigmoid(z);
            case Tanh f -> ScalarMath.tanh(z);
            case Relu f -> z <= 0 ? 0 : z;
            case LeakyRelu f -> z <= 0 ? f.slope() * z : z;
        };
    }

    /**
     * dz = dy * f'(z).
     *
     * @param activation the function f
     * @param kept z or f(z), as {@link Activation#keeps()} says
     * @param dy gradient with respect to f(z)
     * @return gradient with respect to z
     */
    public static float gradient(Activation.Elementwise activation, float kept, float dy) {
        return switch (activation) {
            case Identity f -> dy;
            case Sigmoid f -> dy * (kept * (1 - kept));
            case Tanh f -> dy * Math.fma(-kept, kept, 1f);
            case Relu f -> kept <= 0 ? 0 : dy;
            case LeakyRelu f -> kept <= 0 ? f.slope() * dy : dy;
        };
    }

    /**
     * y = f(row of z), for a function of a whole row.
     *
     * @param activation the function f
     * @param z batch x width
     * @param row which row
     * @param y batch x width; may be z
     */
    static void value(Activation.Rowwise activation, Matrix z, int row, Matrix y) {
        switch (activation) {
            case Softmax f -> {
                float max = max(z, row);
                for (int c = 0; c < z.columns(); c++) {
                    y.set(row, c, ScalarMath.exp(z.get(row, c) - max));
                }
                LaneSum sum = new LaneSum();
                for (int c = 0; c < z.columns(); c++) {
                    sum.add(c, y.get(row, c));
                }
                float inverse = 1 / sum.total();
                for (int c = 0; c < z.columns(); c++) {
                    y.set(row, c, y.get(row, c) * inverse);
                }
            }
        }
    }

    /**
     * dz = dy times the Jacobian of f at the row.
     *
     * @param activation the function f
     * @param kept z or y
     * @param dy gradient with respect to y
     * @param row which row
     * @param dz gradient with respect to z; may be dy
     */
    static void gradient(Activation.Rowwise activation, Matrix kept, Matrix dy, int row, Matrix dz) {
        switch (activation) {
            case Softmax f -> {
                LaneSum sum = new LaneSum();
                for (int c = 0; c < kept.columns(); c++) {
                    sum.addProduct(c, dy.get(row, c), kept.get(row, c));
                }
                float dot = sum.total();
                for (int c = 0; c < kept.columns(); c++) {
                    dz.set(row, c, kept.get(row, c) * (dy.get(row, c) - dot));
                }
            }
        }
    }

    /** The largest element; NaN is passed over (the exponential of the NaN element carries it on), -Inf if none. */
    static float max(Matrix z, int row) {
        float max = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < z.columns(); c++) {
            max = z.get(row, c) > max ? z.get(row, c) : max;
        }
        return max;
    }
}
