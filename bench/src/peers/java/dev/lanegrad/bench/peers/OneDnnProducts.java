package dev.lanegrad.bench.peers;

import dev.lanegrad.bench.Operands;
import dev.lanegrad.bench.Product;
import dev.lanegrad.bench.Products;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;

/** oneDNN's matmul, made once, without a bias; prepacked in the layout that it chooses. */
public final class OneDnnProducts implements Products {
    /** For the service loader. */
    public OneDnnProducts() {
    }

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public boolean can(Task task) {
        return !task.prepacked() || task.product().form() == Product.Form.NN;
    }

    @Override
    public Work prepare(Task task, Operands operands) {
        Threads.require(task.threads());
        Product product = task.product();
        engine cpu = new engine(engine.kind.cpu, 0);
        memory.desc source = Primitives.desc(operands.a(), product.transposesA());
        memory.desc weights = Primitives.desc(operands.b(), product.transposesB());
        memory.desc result = Primitives.desc(operands.c(), false);
        matmul.primitive_desc made = new matmul.primitive_desc(cpu, source,
                task.prepacked() ? Primitives.any(weights) : weights, result);
        Primitives arguments = new Primitives(cpu)
                .with(Primitives.SOURCE, source, operands.a())
                .with(Primitives.RESULT, result, operands.c())
                .withReordered(Primitives.WEIGHTS, weights, operands.b(), made.weights_desc());
        return Work.inPlace(product, arguments.call(new matmul(made)));
    }
}
