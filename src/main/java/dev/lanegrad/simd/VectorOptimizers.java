package dev.lanegrad.simd;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.AdaDelta;
import dev.lanegrad.optim.AdaGrad;
import dev.lanegrad.optim.Adam;
import dev.lanegrad.optim.AdamW;
import dev.lanegrad.optim.Adamax;
import dev.lanegrad.optim.Lion;
import dev.lanegrad.optim.NAdam;
import dev.lanegrad.optim.RAdam;
import dev.lanegrad.optim.RmsProp;
import dev.lanegrad.optim.Sgd;
import dev.lanegrad.optim.UpdateStep;
import dev.lanegrad.parallel.Parallelism;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The vector twins of the optimizers, on several threads where that pays: each takes a part of the elements. Not thread-safe;
 * allocates nothing.
 */
final class VectorOptimizers {
    /** Fewer elements stay on the calling thread: to wake another would take as long. */
    static final int MIN_SHARED = 1 << 17;

    private final Parallelism parallelism;
    private final Parallelism.Task part = this::part;
    private final MemorySegment tail;
    private UpdateKernel kernel = UpdateKernel.of(UpdateFunction.SGD);
    private final UpdateStep none = new UpdateStep(new Sgd(1, 0));
    private UpdateStep numbers = none;
    private final MemorySegment[] arrays = new MemorySegment[5];
    private final long[] at = new long[5];
    private int whole;

    VectorOptimizers(Parallelism parallelism, Scratch scratch) {
        tail = UpdateKernel.newTail(scratch);
        this.parallelism = parallelism;
        forget();
    }

    /** The direction of a step. */
    static UpdateFunction function(UpdateStep step) {
        return switch (step.optimizer()) {
            case Sgd o when o.momentum() == 0 -> UpdateFunction.SGD;
            case Sgd o -> o.nesterov() ? UpdateFunction.SGD_NESTEROV : UpdateFunction.SGD_MOMENTUM;
            case AdaGrad _ -> UpdateFunction.ADAGRAD;
            case AdaDelta _ -> UpdateFunction.ADADELTA;
            case RmsProp o when o.centered() -> o.momentum() == 0
                    ? UpdateFunction.RMSPROP_CENTERED
                    : UpdateFunction.RMSPROP_CENTERED_MOMENTUM;
            case RmsProp o -> o.momentum() == 0 ? UpdateFunction.RMSPROP : UpdateFunction.RMSPROP_MOMENTUM;
            case Adam o -> o.amsgrad() ? UpdateFunction.ADAM_AMSGRAD : UpdateFunction.ADAM;
            case AdamW o -> o.amsgrad() ? UpdateFunction.ADAM_AMSGRAD : UpdateFunction.ADAM;
            case NAdam _ -> UpdateFunction.NADAM;
            case Adamax _ -> UpdateFunction.ADAMAX;
            case RAdam _ -> step.rectified() ? UpdateFunction.ADAM : UpdateFunction.RADAM_FIRST;
            case Lion _ -> UpdateFunction.LION;
        };
    }

    void update(UpdateStep step, Matrix p, Matrix g, Matrix[] state) {
        kernel = UpdateKernel.of(function(step));
        numbers = step;
        boolean flat = p.isContiguous() && g.isContiguous() && p.size() <= Blocks.MAX_FLOATS;
        for (Matrix s : state) {
            flat &= s.isContiguous();
        }
        // What is not there is not touched.
        Matrix first = state.length > 0 ? state[0] : p;
        Matrix second = state.length > 1 ? state[1] : p;
        Matrix third = state.length > 2 ? state[2] : p;
        arrays[0] = p.segment();
        arrays[1] = g.segment();
        arrays[2] = first.segment();
        arrays[3] = second.segment();
        arrays[4] = third.segment();
        try {
            int runs = flat ? 1 : p.rows();
            int n = flat ? (int) p.size() : p.columns();
            whole = n - n % Lanes.LENGTH;
            for (int r = 0; r < runs; r++) {
                long pAt = p.offset(r, 0);
                long gAt = g.offset(r, 0);
                long firstAt = first.offset(r, 0);
                long secondAt = second.offset(r, 0);
                long thirdAt = third.offset(r, 0);
                if (flat && isShared()) {
                    parallelism.run(parallelism.threads(), part);
                } else if (whole > 0) {
                    kernel.run(arrays[0], arrays[1], arrays[2], arrays[3], arrays[4], pAt, gAt, firstAt, secondAt, thirdAt,
                            whole, step);
                }
                if (whole < n) {
                    long done = whole * 4L;
                    at[0] = pAt + done;
                    at[1] = gAt + done;
                    at[2] = firstAt + done;
                    at[3] = secondAt + done;
                    at[4] = thirdAt + done;
                    kernel.runTail(arrays, at, n - whole, step, state.length, tail);
                }
            }
        } finally {
            forget();
        }
    }

    private boolean isShared() {
        if (parallelism.threads() == 1 || whole < MIN_SHARED) {
            return false;
        }
        for (MemorySegment array : arrays) {
            if (!parallelism.mayShare(array)) {
                return false;
            }
        }
        return true;
    }

    /** Where a part begins, in floats: at a cache line. */
    private int begin(int index) {
        int lines = (whole + 15) / 16;
        return (int) Math.min(whole, (long) lines * index / parallelism.threads() * 16);
    }

    private void part(int index) {
        int begin = begin(index);
        long at = begin * 4L;
        kernel.run(arrays[0], arrays[1], arrays[2], arrays[3], arrays[4], at, at, at, at, at, begin(index + 1) - begin,
                numbers);
    }

    private void forget() {
        Arrays.fill(arrays, MemorySegment.NULL);
        numbers = none;
    }
}
