package dev.lanegrad.simd;

import dev.lanegrad.kernel.GradientKernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.MemorySegment;

/** The vector twins of what happens to gradients. Scratch: one block of elements that stand apart. */
final class VectorGradients extends GradientKernels {
    private final RowScratch scratch;
    private final MemorySegment block;

    VectorGradients(Scratch memory) {
        scratch = new RowScratch(memory);
        block = memory.bytes(SummationOrder.BLOCK * 4L);
    }

    @Override
    protected double computeSumOfSquares(Matrix x) {
        double total = 0;
        if (x.isContiguous()) {
            long size = x.size();
            for (long i = 0; i < size; i += SummationOrder.BLOCK) {
                total += squares(x.segment(), i * 4, (int) Math.min(SummationOrder.BLOCK, size - i));
            }
            return total;
        }
        int filled = 0;
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.columns();) {
                int n = Math.min(SummationOrder.BLOCK - filled, x.columns() - c);
                MemorySegment.copy(x.segment(), x.offset(r, c), block, filled * 4L, n * 4L);
                filled += n;
                c += n;
                if (filled == SummationOrder.BLOCK) {
                    total += squares(block, 0, filled);
                    filled = 0;
                }
            }
        }
        return filled == 0 ? total : total + squares(block, 0, filled);
    }

    private float squares(MemorySegment x, long at, int n) {
        return scratch.sum(ReduceFunction.DOT, x, at, x, at, n, 0, 0);
    }

    /** Elements of a row of what is one long row where nothing stands between. */
    private static int run(Matrix x, boolean flat) {
        return flat ? (int) x.size() : x.columns();
    }

    private static boolean isFlat(Matrix x) {
        return x.isContiguous() && x.size() <= Blocks.MAX_FLOATS;
    }

    @Override
    protected void computeScale(Matrix x, float factor) {
        int n = run(x, isFlat(x));
        for (int r = 0; r < x.size() / n; r++) {
            GradientLoops.scale(x.segment(), x.offset(r, 0), n, factor);
        }
    }

    @Override
    protected void computeClip(Matrix x, float limit) {
        int n = run(x, isFlat(x));
        for (int r = 0; r < x.size() / n; r++) {
            GradientLoops.clip(x.segment(), x.offset(r, 0), n, limit);
        }
    }

    @Override
    protected void computePenalize(Matrix parameter, float l1, float l2, Matrix gradient) {
        int n = run(parameter, isFlat(parameter) && isFlat(gradient));
        for (int r = 0; r < parameter.size() / n; r++) {
            GradientLoops.penalize(parameter.segment(), parameter.offset(r, 0), gradient.segment(), gradient.offset(r, 0), n,
                    l1,
                    l2);
        }
    }

    @Override
    protected void computeLimitColumns(Matrix weight, float limit) {
        long step = weight.leadingDimension() * 4L;
        int rest = weight.columns() % Lanes.LENGTH;
        int whole = weight.columns() - rest;
        for (int c = 0; c < whole; c += Lanes.LENGTH) {
            GradientLoops.limitColumns(weight.segment(), c * 4L, step, weight.rows(), limit);
        }
        if (rest > 0) {
            GradientLoops.limitColumnsTail(weight.segment(), whole * 4L, step, weight.rows(), rest, limit);
        }
    }
}
