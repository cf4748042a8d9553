package dev.lanegrad.bench;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.reference.ReferenceKernels;
import java.util.List;

/**
 * The memory of a layer, the same for every implementation.
 *
 * @param x batch x in
 * @param weight in x out
 * @param bias 1 x out
 * @param kept what the backward pass keeps, the weighted sums or the outputs; batch x out
 * @param y outputs, overwritten
 * @param dy gradient with respect to the outputs
 * @param dz with respect to the weighted sums, overwritten
 * @param dw with respect to the weights, overwritten
 * @param db with respect to the bias, overwritten
 * @param dx with respect to the inputs, overwritten
 */
public record DenseBuffers(Matrix x, Matrix weight, Matrix bias, Matrix kept, Matrix y, Matrix dy, Matrix dz, Matrix dw,
        Matrix db, Matrix dx) {
    private static final float TOLERANCE = 1e-4f;

    static DenseBuffers create(DenseLayers.Task task) {
        int batch = task.shape().m();
        int in = task.shape().k();
        int out = task.shape().n();
        DenseBuffers buffers = new DenseBuffers(Operands.random(batch, in, 1), Operands.random(in, out, 2),
                Operands.random(1, out, 3), Matrix.create(batch, out), Matrix.create(batch, out),
                Operands.random(batch, out, 4), Matrix.create(batch, out), Matrix.create(in, out), Matrix.create(1, out),
                Matrix.create(batch, in));
        float scale = (float) (1 / Math.sqrt(in));
        for (int r = 0; r < in; r++) {
            for (int c = 0; c < out; c++) {
                buffers.weight.set(r, c, scale * buffers.weight.get(r, c));
            }
        }
        if (task.pass() == DenseLayers.Pass.BACKWARD) {
            ReferenceKernels reference = new ReferenceKernels();
            reference.dense(buffers.x, buffers.weight, buffers.bias, buffers.kept);
            if (task.activation().keeps() == Activation.Keeps.OUTPUT) {
                reference.activate(task.activation(), buffers.kept, buffers.kept);
            }
        }
        return buffers;
    }

    /**
     * What the pass computes.
     *
     * @param task which pass
     * @return the matrices that it overwrites for its caller
     */
    List<Matrix> results(DenseLayers.Task task) {
        return task.pass() == DenseLayers.Pass.BACKWARD ? List.of(dx, dw, db) : List.of(y);
    }

    /**
     * Compares with the scalar reference: nothing wrong is timed.
     *
     * @param task what was computed
     * @param implementation by whom, for the message
     * @throws IllegalStateException if an element is off by more than 1e-4, relatively where it is larger than 1
     */
    void check(DenseLayers.Task task, String implementation) {
        List<Matrix> given = results(task).stream().map(Matrix::copy).toList();
        new OwnLayers(OwnKernels.scalar()).prepare(task, this).run();
        List<Matrix> expected = results(task);
        for (int i = 0; i < given.size(); i++) {
            for (int r = 0; r < given.get(i).rows(); r++) {
                for (int c = 0; c < given.get(i).columns(); c++) {
                    float wanted = expected.get(i).get(r, c);
                    if (!(Math.abs(given.get(i).get(r, c) - wanted) <= TOLERANCE * Math.max(1, Math.abs(wanted)))) {
                        throw new IllegalStateException(implementation + " gives " + given.get(i).get(r, c) + " for row " + r
                                + ", column " + c + " of result " + i + " of " + task + "; expected " + wanted);
                    }
                }
            }
        }
    }
}
