package dev.lanegrad.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.lanegrad.memory.Matrix;

/**
 * DJL's engine PyTorch. Its libraries have the names of JavaCPP's PyTorch and other versions: one of both, not both, can be
 * in a process.
 */
final class Djl {
    static final String ENGINE = "PyTorch";

    private Djl() {
    }

    /** Loads the engine. */
    static NDManager manager(int threads) {
        Threads.require(threads);
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        return Engine.getEngine(ENGINE).newBaseManager();
    }

    /** An array over the matrix's memory. */
    static NDArray view(NDManager manager, Matrix matrix) {
        return manager.create(matrix.segment().asByteBuffer(), new Shape(matrix.rows(), matrix.columns()), DataType.FLOAT32);
    }

    /** A layer's weights as DJL has them, outputs x inputs; memory of its own. */
    static NDArray weights(NDManager manager, Matrix matrix) {
        float[] transposed = new float[matrix.rows() * matrix.columns()];
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.columns(); c++) {
                transposed[c * matrix.rows() + r] = matrix.get(r, c);
            }
        }
        return manager.create(transposed, new Shape(matrix.columns(), matrix.rows()));
    }

    /** A layer's biases; memory of its own. */
    static NDArray biases(NDManager manager, Matrix row) {
        float[] copy = new float[row.columns()];
        for (int c = 0; c < copy.length; c++) {
            copy[c] = row.get(0, c);
        }
        return manager.create(copy);
    }
}
