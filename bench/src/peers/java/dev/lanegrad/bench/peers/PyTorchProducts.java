package dev.lanegrad.bench.peers;

import dev.lanegrad.bench.Operands;
import dev.lanegrad.bench.Products;
import dev.lanegrad.memory.Matrix;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** PyTorch's {@code mm} through its {@code out=} form, on tensors that view the operands, in inference mode. */
public final class PyTorchProducts implements Products {
    /** For the service loader. */
    public PyTorchProducts() {
    }

    @Override
    public String name() {
        return "pytorch";
    }

    @Override
    public boolean can(Task task) {
        return !task.prepacked();
    }

    @Override
    public Work prepare(Task task, Operands operands) {
        Threads.require(task.threads());
        torch.set_num_threads(task.threads());
        // Holds for this thread, which is the one that computes, until the process ends.
        new InferenceMode(true);
        Tensor a = tensor(operands.a(), task.product().transposesA());
        Tensor b = tensor(operands.b(), task.product().transposesB());
        Tensor c = tensor(operands.c(), false);
        return Work.inPlace(task.product(), () -> torch.mm_out(c, a, b));
    }

    static Tensor tensor(Matrix matrix, boolean transposed) {
        Tensor tensor = torch.from_blob(Native.pointer(matrix), matrix.rows(), matrix.columns());
        return transposed ? tensor.t() : tensor;
    }
}
