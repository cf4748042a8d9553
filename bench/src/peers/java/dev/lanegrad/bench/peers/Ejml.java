package dev.lanegrad.bench.peers;

import dev.lanegrad.bench.Operands;
import dev.lanegrad.bench.Products;
import dev.lanegrad.memory.Matrix;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/** EJML's dense matrices of floats, on arrays. */
public final class Ejml implements Products {
    /** For the service loader. */
    public Ejml() {
    }

    @Override
    public String name() {
        return "ejml";
    }

    @Override
    public boolean can(Task task) {
        return !task.prepacked() && task.threads() == 1;
    }

    @Override
    public Work prepare(Task task, Operands operands) {
        FMatrixRMaj a = matrix(operands.a());
        FMatrixRMaj b = matrix(operands.b());
        FMatrixRMaj c = matrix(operands.c());
        Runnable run = switch (task.product().form()) {
            case NN -> () -> CommonOps_FDRM.mult(a, b, c);
            case TN -> () -> CommonOps_FDRM.multTransA(a, b, c);
            case NT -> () -> CommonOps_FDRM.multTransB(a, b, c);
        };
        return new Work(run, task.product().gflop(), () -> operands.c().copyFrom(c.data));
    }

    private static FMatrixRMaj matrix(Matrix matrix) {
        return new FMatrixRMaj(matrix.rows(), matrix.columns(), true, matrix.toArray());
    }
}
