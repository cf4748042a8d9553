package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/**
 * The sums of a small dense layer for a block of {@link BlockStage#ROWS} rows at once, with lanes over rows: each float of the weights goes
 * into all lanes and meets two vectors of rows. Rows and sums stay transposed on the heap from layer to layer, so that between
 * layers nothing is copied, no lane is empty however few the outputs are, and what is written is whole vectors. A template,
 * specialised by {@link Chains}: S is a constant.
 *
 * <pre>
 *   x: input by input, ROWS floats each       y: output by output, ROWS floats each
 *   a group: J = 8 / S outputs, whose sums are S chains each, so that eight pairs of sums are under way
 *   sum q, 0 to 7: chain s(q) = q S / 8 of the output q mod J of the group
 *   w: group by group, step by step, the weights of the eight sums; a step is S terms, term s goes to chain s;
 *      terms left over after the last step are one more, not full
 * </pre>
 *
 * <p>Chain 0 starts from what {@code start} holds, the others from +0; the tree of {@link SummationOrder} adds them.
 */
final class BlockLoops {
    /** Weights of one step. */
    static final int SUMS = 8;

    private static final int V = Lanes.LENGTH;

    private static final int ROWS = BlockStage.ROWS;

    private static final int S = Specializer.function(MethodHandles.lookup(), Chains.class).count();

    /** Outputs of a group. */
    private static final int J = SUMS / S;

    private BlockLoops() {
    }

    /**
     * All outputs, group by group.
     *
     * @param groups how many; the last may have outputs that nobody asks for
     * @param steps steps of S terms
     * @param rest terms left over, below S
     * @param x the inputs
     * @param w the weights
     * @param start what chain 0 of each output starts from
     * @param y where the sums go
     */
    static void layer(int groups, int steps, int rest, float[] x, float[] w, float[] start, float[] y) {
        int t = 0;
        for (int g = 0; g < groups; g++) {
            int o = g * J;
            FloatVector p0a = FloatVector.broadcast(Lanes.FLOAT, start[o]);
            FloatVector p1a = 1 < J ? FloatVector.broadcast(Lanes.FLOAT, start[o + 1]) : FloatVector.zero(Lanes.FLOAT);
            FloatVector p2a = S == 1 ? FloatVector.broadcast(Lanes.FLOAT, start[o + 2]) : FloatVector.zero(Lanes.FLOAT);
            FloatVector p3a = S == 1 ? FloatVector.broadcast(Lanes.FLOAT, start[o + 3]) : FloatVector.zero(Lanes.FLOAT);
            FloatVector p4a = S == 1 ? FloatVector.broadcast(Lanes.FLOAT, start[o + 4]) : FloatVector.zero(Lanes.FLOAT);
            FloatVector p5a = S == 1 ? FloatVector.broadcast(Lanes.FLOAT, start[o + 5]) : FloatVector.zero(Lanes.FLOAT);
            FloatVector p6a = S == 1 ? FloatVector.broadcast(Lanes.FLOAT, start[o + 6]) : FloatVector.zero(Lanes.FLOAT);
            FloatVector p7a = S == 1 ? FloatVector.broadcast(Lanes.FLOAT, start[o + 7]) : FloatVector.zero(Lanes.FLOAT);
            FloatVector p0b = p0a;
            FloatVector p1b = p1a;
            FloatVector p2b = p2a;
            FloatVector p3b = p3a;
            FloatVector p4b = p4a;
            FloatVector p5b = p5a;
            FloatVector p6b = p6a;
            FloatVector p7b = p7a;
            int p = 0;
            for (int k = 0; k < steps; k++) {
                FloatVector x0 = FloatVector.fromArray(Lanes.FLOAT, x, p);
                FloatVector y0 = FloatVector.fromArray(Lanes.FLOAT, x, p + V);
                FloatVector u = FloatVector.broadcast(Lanes.FLOAT, w[t]);
                p0a = u.fma(x0, p0a);
                p0b = u.fma(y0, p0b);
                FloatVector x1 = S == 8 ? FloatVector.fromArray(Lanes.FLOAT, x, p + 1 * S / 8 * ROWS) : x0;
                FloatVector y1 = S == 8 ? FloatVector.fromArray(Lanes.FLOAT, x, p + 1 * S / 8 * ROWS + V) : y0;
                u = FloatVector.broadcast(Lanes.FLOAT, w[t + 1]);
                p1a = u.fma(x1, p1a);
                p1b = u.fma(y1, p1b);
                FloatVector x2 = S > 1 ? FloatVector.fromArray(Lanes.FLOAT, x, p + 2 * S / 8 * ROWS) : x1;
                FloatVector y2 = S > 1 ? FloatVector.fromArray(Lanes.FLOAT, x, p + 2 * S / 8 * ROWS + V) : y1;
                u = FloatVector.broadcast(Lanes.FLOAT, w[t + 2]);
                p2a = u.fma(x2, p2a);
                p2b = u.fma(y2, p2b);
                FloatVector x3 = S == 8 ? FloatVector.fromArray(Lanes.FLOAT, x, p + 3 * S / 8 * ROWS) : x2;
                FloatVector y3 = S == 8 ? FloatVector.fromArray(Lanes.FLOAT, x, p + 3 * S / 8 * ROWS + V) : y2;
                u = FloatVector.broadcast(Lanes.FLOAT, w[t + 3]);
                p3a = u.fma(x3, p3a);
                p3b = u.fma(y3, p3b);
                FloatVector x4 = S > 1 ? FloatVector.fromArray(Lanes.FLOAT, x, p + 4 * S / 8 * ROWS) : x3;
                FloatVector y4 = S > 1 ? FloatVector.fromArray(Lanes.FLOAT, x, p + 4 * S / 8 * ROWS + V) : y3;
                u = FloatVector.broadcast(Lanes.FLOAT, w[t + 4]);
                p4a = u.fma(x4, p4a);
                p4b = u.fma(y4, p4b);
                FloatVector x5 = S == 8 ? FloatVector.fromArray(Lanes.FLOAT, x, p + 5 * S / 8 * ROWS) : x4;
                FloatVector y5 = S == 8 ? FloatVector.fromArray(Lanes.FLOAT, x, p + 5 * S / 8 * ROWS + V) : y4;
                u = FloatVector.broadcast(Lanes.FLOAT, w[t + 5]);
                p5a = u.fma(x5, p5a);
                p5b = u.fma(y5, p5b);
                FloatVector x6 = S > 1 ? FloatVector.fromArray(Lanes.FLOAT, x, p + 6 * S / 8 * ROWS) : x5;
                FloatVector y6 = S > 1 ? FloatVector.fromArray(Lanes.FLOAT, x, p + 6 * S / 8 * ROWS + V) : y5;
                u = FloatVector.broadcast(Lanes.FLOAT, w[t + 6]);
                p6a = u.fma(x6, p6a);
                p6b = u.fma(y6, p6b);
                FloatVector x7 = S == 8 ? FloatVector.fromArray(Lanes.FLOAT, x, p + 7 * S / 8 * ROWS) : x6;
                FloatVector y7 = S == 8 ? FloatVector.fromArray(Lanes.FLOAT, x, p + 7 * S / 8 * ROWS + V) : y6;
                u = FloatVector.broadcast(Lanes.FLOAT, w[t + 7]);
                p7a = u.fma(x7, p7a);
                p7b = u.fma(y7, p7b);
                p += S * ROWS;
                t += SUMS;
            }
            if (rest > 0) {
                FloatVector u = FloatVector.broadcast(Lanes.FLOAT, w[t]);
                p0a = u.fma(FloatVector.fromArray(Lanes.FLOAT, x, p), p0a);
                p0b = u.fma(FloatVector.fromArray(Lanes.FLOAT, x, p + V), p0b);
            }
            if (rest > 1 * S / 8) {
                FloatVector u = FloatVector.broadcast(Lanes.FLOAT, w[t + 1]);
                p1a = u.fma(FloatVector.fromArray(Lanes.FLOAT, x, p + 1 * S / 8 * ROWS), p1a);
                p1b = u.fma(FloatVector.fromArray(Lanes.FLOAT, x, p + 1 * S / 8 * ROWS + V), p1b);
            }
            if (rest > 2 * S / 8) {
                FloatVector u = FloatVector.broadcast(Lanes.FLOAT, w[t + 2]);
                p2a = u.fma(FloatVector.fromArray(Lanes.FLOAT, x, p + 2 * S / 8 * ROWS), p2a);
                p2b = u.fma(FloatVector.fromArray(Lanes.FLOAT, x, p + 2 * S / 8 * ROWS + V), p2b);
            }
            if (rest > 3 * S / 8) {
                FloatVector u = FloatVector.broadcast(Lanes.FLOAT, w[t + 3]);
                p3a = u.fma(FloatVector.fromArray(Lanes.FLOAT, x, p + 3 * S / 8 * ROWS), p3a);
                p3b = u.fma(FloatVector.fromArray(Lanes.FLOAT, x, p + 3 * S / 8 * ROWS + V), p3b);
            }
            if (rest > 4 * S / 8) {
                FloatVector u = FloatVector.broadcast(Lanes.FLOAT, w[t + 4]);
                p4a = u.fma(FloatVector.fromArray(Lanes.FLOAT, x, p + 4 * S / 8 * ROWS), p4a);
                p4b = u.fma(FloatVector.fromArray(Lanes.FLOAT, x, p + 4 * S / 8 * ROWS + V), p4b);
            }
            if (rest > 5 * S / 8) {
                FloatVector u = FloatVector.broadcast(Lanes.FLOAT, w[t + 5]);
                p5a = u.fma(FloatVector.fromArray(Lanes.FLOAT, x, p + 5 * S / 8 * ROWS), p5a);
                p5b = u.fma(FloatVector.fromArray(Lanes.FLOAT, x, p + 5 * S / 8 * ROWS + V), p5b);
            }
            if (rest > 6 * S / 8) {
                FloatVector u = FloatVector.broadcast(Lanes.FLOAT, w[t + 6]);
                p6a = u.fma(FloatVector.fromArray(Lanes.FLOAT, x, p + 6 * S / 8 * ROWS), p6a);
                p6b = u.fma(FloatVector.fromArray(Lanes.FLOAT, x, p + 6 * S / 8 * ROWS + V), p6b);
            }
            if (rest > 0) {
                t += SUMS;
            }
            if (S > 1) {
                p0a = p0a.add(p4a);
                p0b = p0b.add(p4b);
                p1a = p1a.add(p5a);
                p1b = p1b.add(p5b);
                p2a = p2a.add(p6a);
                p2b = p2b.add(p6b);
                p3a = p3a.add(p7a);
                p3b = p3b.add(p7b);
                p0a = p0a.add(p2a);
                p0b = p0b.add(p2b);
                p1a = p1a.add(p3a);
                p1b = p1b.add(p3b);
            }
            if (S == 8) {
                p0a = p0a.add(p1a);
                p0b = p0b.add(p1b);
            }
            int c = o * ROWS;
            p0a.intoArray(y, c);
            p0b.intoArray(y, c + V);
            if (S < 8) {
                p1a.intoArray(y, c + ROWS);
                p1b.intoArray(y, c + ROWS + V);
            }
            if (S == 1) {
                p2a.intoArray(y, c + 2 * ROWS);
                p2b.intoArray(y, c + 2 * ROWS + V);
                p3a.intoArray(y, c + 3 * ROWS);
                p3b.intoArray(y, c + 3 * ROWS + V);
                p4a.intoArray(y, c + 4 * ROWS);
                p4b.intoArray(y, c + 4 * ROWS + V);
                p5a.intoArray(y, c + 5 * ROWS);
                p5b.intoArray(y, c + 5 * ROWS + V);
                p6a.intoArray(y, c + 6 * ROWS);
                p6b.intoArray(y, c + 6 * ROWS + V);
                p7a.intoArray(y, c + 7 * ROWS);
                p7b.intoArray(y, c + 7 * ROWS + V);
            }
        }
    }
}
