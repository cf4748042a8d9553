package dev.lanegrad.infer;

import dev.lanegrad.kernel.Kernels;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Work units for reuse: as many as there are processors are kept, made when first needed. Lock-free; a thread that finds
 * none makes a temporary one instead of waiting.
 */
final class WorkUnitPool {
    private final AtomicReferenceArray<WorkUnit> units = new AtomicReferenceArray<>(
            Runtime.getRuntime().availableProcessors());
    private final Supplier<Kernels> kernels;
    private final FrozenNetwork network;
    private final int inputs;
    private final int outputs;
    private volatile boolean closed;

    WorkUnitPool(Supplier<Kernels> kernels, FrozenNetwork network, int inputs, int outputs) {
        this.kernels = kernels;
        this.network = network;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    WorkUnit acquire() {
        for (int i = 0; i < units.length(); i++) {
            WorkUnit unit = units.getAndSet(i, null);
            if (unit != null) {
                return unit;
            }
        }
        return new WorkUnit(kernels.get(), network, inputs, outputs);
    }

    void release(WorkUnit unit) {
        for (int i = 0; i < units.length() && !closed; i++) {
            if (units.compareAndSet(i, null, unit)) {
                if (closed) {
                    // Closed meanwhile: whoever sees it last takes the unit out.
                    units.set(i, null);
                }
                return;
            }
        }
    }

    /** Lets the kept units go, and those that come back from calls in flight. */
    void close() {
        closed = true;
        for (int i = 0; i < units.length(); i++) {
            units.set(i, null);
        }
    }
}
