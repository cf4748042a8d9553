package dev.lanegrad.bench;

import dev.lanegrad.memory.Matrix;
import java.util.List;

/** Someone whose one set of weights several threads may predict with at the same time. */
public interface SharedInference extends Inference {
    /**
     * Whoever calls from one thread.
     *
     * @param inputs taken in turn
     * @param output overwritten by each call
     */
    record Caller(List<Matrix> inputs, Matrix output) {
        /**
         * Makes its memory.
         *
         * @param task for what
         * @return inputs and room for outputs
         */
        static Caller of(Task task) {
            return new Caller(task.inputs(), task.output());
        }
    }

    /**
     * Makes everything ready that can be made once.
     *
     * @param task one that this implementation can do; its threads are those of one call
     * @param callers who will call, each from another thread
     * @return one prediction for each caller
     */
    List<Runnable> prepare(Task task, List<Caller> callers);

    @Override
    default Runnable prepare(Task task, List<Matrix> inputs, Matrix output) {
        return prepare(task, List.of(new Caller(inputs, output))).getFirst();
    }

    /**
     * Every implementation in this build that is one.
     *
     * @return Lanegrad's own first
     */
    static List<SharedInference> shared() {
        return Inference.all().stream().filter(SharedInference.class::isInstance).map(SharedInference.class::cast).toList();
    }
}
