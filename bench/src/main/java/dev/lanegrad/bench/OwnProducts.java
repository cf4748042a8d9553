package dev.lanegrad.bench;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;

/**
 * Lanegrad itself, vectorised or scalar, through the same checked methods that everybody calls. The forward product adds its
 * bias, which the peers' products leave out.
 *
 * @param own the implementation
 * @param packs whether it brings weights into another form
 */
record OwnProducts(OwnKernels own, boolean packs) implements Products {
    static Products vectors() {
        return new OwnProducts(OwnKernels.vectors(), true);
    }

    static Products scalar() {
        return new OwnProducts(OwnKernels.scalar(), false);
    }

    @Override
    public String name() {
        return own.name();
    }

    @Override
    public boolean can(Task task) {
        return task.threads() <= own.maxThreads() && (!task.prepacked() || packs && task.product().form() == Product.Form.NN);
    }

    @Override
    public Work prepare(Task task, Operands operands) {
        Kernels kernels = own.kernels(task.threads());
        Matrix a = operands.a();
        Matrix b = operands.b();
        Matrix c = operands.c();
        Runnable run = switch (task.product().form()) {
            case NN -> task.prepacked() ? frozen(kernels, operands) : () -> kernels.dense(a, b, operands.bias(), c);
            case TN -> () -> kernels.weightGradient(a, b, c, false);
            case NT -> () -> kernels.inputGradient(a, b, c);
        };
        return Work.inPlace(task.product(), run);
    }

    private static Runnable frozen(Kernels kernels, Operands operands) {
        Matrix x = operands.a();
        Matrix y = operands.c();
        FrozenDense layer = kernels.freeze(operands.b(), operands.bias(), Activation.IDENTITY);
        return () -> kernels.forward(layer, x.segment(), 0, x.leadingDimension(), y.segment(), 0, y.leadingDimension(),
                x.rows());
    }
}
