package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of products with few columns, whose sums are cut into S chains: rows of A against a panel of 8 / S
 * vectors, so that eight sums a row are under way at once. A template, specialised by {@link Chains}: S is a constant.
 *
 * <pre>
 *   sum q, 0 to 7: chain s(q) = q S / 8 of the vector of columns q mod (8 / S)
 *   a step: S terms, of each 8 / S vectors of the panel, eight vectors one after the other; term s goes to chain s
 *   terms left over after the last step: one for each of the first chains
 * </pre>
 *
 * <p>Chain 0 starts from what {@code start} holds, the others from +0; the tree of {@link SummationOrder} adds the eight
 * sums to the first 8 / S.
 *
 * <p>All operands are scratch memory on the heap, and the loop over rows is in here: a loop over native memory first splits
 * its checks into a nest of loops, which costs up to 200 ns before the first multiplication, more than a short row takes.
 */
final class ChainLoops {
    /** Sums of one row, and vectors of one step. */
    static final int SUMS = 8;

    private static final int V = Lanes.LENGTH;

    private static final int S = Specializer.function(MethodHandles.lookup(), Chains.class).count();

    /** Vectors of columns. */
    private static final int G = SUMS / S;

    private ChainLoops() {
    }

    /**
     * Rows one by one.
     *
     * @param from first row
     * @param to last row, exclusive
     * @param steps steps of S terms
     * @param rest terms left over, below S
     * @param a row i is at i * terms
     * @param terms floats of a row
     * @param b the panel, from b0 on
     * @param start 8 / S vectors, from s0 on
     * @param c row i, 8 / S vectors, is at c0 + i * 8 / S vectors
     */
    static void oneByOne(int from, int to, int steps, int rest, float[] a, int terms, float[] b, int b0, float[] start,
            int s0, float[] c, int c0) {
        for (int i = from; i < to; i++) {
            FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, start, s0);
            FloatVector p1 = 1 < G ? FloatVector.fromArray(Lanes.FLOAT, start, s0 + V) : FloatVector.zero(Lanes.FLOAT);
            FloatVector p2 = FloatVector.zero(Lanes.FLOAT);
            FloatVector p3 = FloatVector.zero(Lanes.FLOAT);
            FloatVector p4 = FloatVector.zero(Lanes.FLOAT);
            FloatVector p5 = FloatVector.zero(Lanes.FLOAT);
            FloatVector p6 = FloatVector.zero(Lanes.FLOAT);
            FloatVector p7 = FloatVector.zero(Lanes.FLOAT);
            int p = i * terms;
            int w = b0;
            for (int k = 0; k < steps; k++) {
                FloatVector u0 = FloatVector.broadcast(Lanes.FLOAT, a[p]);
                p0 = u0.fma(FloatVector.fromArray(Lanes.FLOAT, b, w), p0);
                FloatVector u1 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, a[p + 1 * S / 8]) : u0;
                p1 = u1.fma(FloatVector.fromArray(Lanes.FLOAT, b, w + V), p1);
                FloatVector u2 = FloatVector.broadcast(Lanes.FLOAT, a[p + 2 * S / 8]);
                p2 = u2.fma(FloatVector.fromArray(Lanes.FLOAT, b, w + 2 * V), p2);
                FloatVector u3 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, a[p + 3 * S / 8]) : u2;
                p3 = u3.fma(FloatVector.fromArray(Lanes.FLOAT, b, w + 3 * V), p3);
                FloatVector u4 = FloatVector.broadcast(Lanes.FLOAT, a[p + 4 * S / 8]);
                p4 = u4.fma(FloatVector.fromArray(Lanes.FLOAT, b, w + 4 * V), p4);
                FloatVector u5 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, a[p + 5 * S / 8]) : u4;
                p5 = u5.fma(FloatVector.fromArray(Lanes.FLOAT, b, w + 5 * V), p5);
                FloatVector u6 = FloatVector.broadcast(Lanes.FLOAT, a[p + 6 * S / 8]);
                p6 = u6.fma(FloatVector.fromArray(Lanes.FLOAT, b, w + 6 * V), p6);
                FloatVector u7 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, a[p + 7 * S / 8]) : u6;
                p7 = u7.fma(FloatVector.fromArray(Lanes.FLOAT, b, w + 7 * V), p7);
                p += S;
                w += SUMS * V;
            }
            if (rest > 0) {
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w);
                p0 = FloatVector.broadcast(Lanes.FLOAT, a[p]).fma(t, p0);
            }
            if (rest > 1 * S / 8) {
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w + V);
                p1 = FloatVector.broadcast(Lanes.FLOAT, a[p + 1 * S / 8]).fma(t, p1);
            }
            if (rest > 2 * S / 8) {
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w + 2 * V);
                p2 = FloatVector.broadcast(Lanes.FLOAT, a[p + 2 * S / 8]).fma(t, p2);
            }
            if (rest > 3 * S / 8) {
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w + 3 * V);
                p3 = FloatVector.broadcast(Lanes.FLOAT, a[p + 3 * S / 8]).fma(t, p3);
            }
            if (rest > 4 * S / 8) {
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w + 4 * V);
                p4 = FloatVector.broadcast(Lanes.FLOAT, a[p + 4 * S / 8]).fma(t, p4);
            }
            if (rest > 5 * S / 8) {
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w + 5 * V);
                p5 = FloatVector.broadcast(Lanes.FLOAT, a[p + 5 * S / 8]).fma(t, p5);
            }
            if (rest > 6 * S / 8) {
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w + 6 * V);
                p6 = FloatVector.broadcast(Lanes.FLOAT, a[p + 6 * S / 8]).fma(t, p6);
            }
            p0 = p0.add(p4);
            p1 = p1.add(p5);
            p2 = p2.add(p6);
            p3 = p3.add(p7);
            p0 = p0.add(p2);
            p1 = p1.add(p3);
            if (S == 8) {
                p0 = p0.add(p1);
            }
            int t = c0 + i * (G * V);
            p0.intoArray(c, t);
            if (S == 4) {
                p1.intoArray(c, t + V);
            }
        }
    }

    /**
     * Rows two by two: each vector of the panel is used twice, and sixteen sums hide the latency of an FMA.
     *
     * @param from first row
     * @param to last row, exclusive; an even number of rows further on
     * @param steps steps of S terms
     * @param rest terms left over, below S
     * @param a row i is at i * terms
     * @param terms floats of a row
     * @param b the panel, from b0 on
     * @param start 8 / S vectors
     * @param c row i, 8 / S vectors, is at i * 8 / S vectors
     */
    static void twoByTwo(int from, int to, int steps, int rest, float[] a, int terms, float[] b, int b0, float[] start,
            float[] c) {
        for (int i = from; i < to; i += 2) {
            FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, start, 0);
            FloatVector p1 = 1 < G ? FloatVector.fromArray(Lanes.FLOAT, start, V) : FloatVector.zero(Lanes.FLOAT);
            FloatVector p2 = FloatVector.zero(Lanes.FLOAT);
            FloatVector p3 = FloatVector.zero(Lanes.FLOAT);
            FloatVector p4 = FloatVector.zero(Lanes.FLOAT);
            FloatVector p5 = FloatVector.zero(Lanes.FLOAT);
            FloatVector p6 = FloatVector.zero(Lanes.FLOAT);
            FloatVector p7 = FloatVector.zero(Lanes.FLOAT);
            FloatVector r0 = FloatVector.fromArray(Lanes.FLOAT, start, 0);
            FloatVector r1 = 1 < G ? FloatVector.fromArray(Lanes.FLOAT, start, V) : FloatVector.zero(Lanes.FLOAT);
            FloatVector r2 = FloatVector.zero(Lanes.FLOAT);
            FloatVector r3 = FloatVector.zero(Lanes.FLOAT);
            FloatVector r4 = FloatVector.zero(Lanes.FLOAT);
            FloatVector r5 = FloatVector.zero(Lanes.FLOAT);
            FloatVector r6 = FloatVector.zero(Lanes.FLOAT);
            FloatVector r7 = FloatVector.zero(Lanes.FLOAT);
            int p = i * terms;
            int r = p + terms;
            int w = b0;
            for (int k = 0; k < steps; k++) {
                FloatVector u0 = FloatVector.broadcast(Lanes.FLOAT, a[p]);
                FloatVector v0 = FloatVector.broadcast(Lanes.FLOAT, a[r]);
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w);
                p0 = u0.fma(t, p0);
                r0 = v0.fma(t, r0);
                FloatVector u1 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, a[p + 1 * S / 8]) : u0;
                FloatVector v1 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, a[r + 1 * S / 8]) : v0;
                t = FloatVector.fromArray(Lanes.FLOAT, b, w + V);
                p1 = u1.fma(t, p1);
                r1 = v1.fma(t, r1);
                FloatVector u2 = FloatVector.broadcast(Lanes.FLOAT, a[p + 2 * S / 8]);
                FloatVector v2 = FloatVector.broadcast(Lanes.FLOAT, a[r + 2 * S / 8]);
                t = FloatVector.fromArray(Lanes.FLOAT, b, w + 2 * V);
                p2 = u2.fma(t, p2);
                r2 = v2.fma(t, r2);
                FloatVector u3 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, a[p + 3 * S / 8]) : u2;
                FloatVector v3 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, a[r + 3 * S / 8]) : v2;
                t = FloatVector.fromArray(Lanes.FLOAT, b, w + 3 * V);
                p3 = u3.fma(t, p3);
                r3 = v3.fma(t, r3);
                FloatVector u4 = FloatVector.broadcast(Lanes.FLOAT, a[p + 4 * S / 8]);
                FloatVector v4 = FloatVector.broadcast(Lanes.FLOAT, a[r + 4 * S / 8]);
                t = FloatVector.fromArray(Lanes.FLOAT, b, w + 4 * V);
                p4 = u4.fma(t, p4);
                r4 = v4.fma(t, r4);
                FloatVector u5 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, a[p + 5 * S / 8]) : u4;
                FloatVector v5 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, a[r + 5 * S / 8]) : v4;
                t = FloatVector.fromArray(Lanes.FLOAT, b, w + 5 * V);
                p5 = u5.fma(t, p5);
                r5 = v5.fma(t, r5);
                FloatVector u6 = FloatVector.broadcast(Lanes.FLOAT, a[p + 6 * S / 8]);
                FloatVector v6 = FloatVector.broadcast(Lanes.FLOAT, a[r + 6 * S / 8]);
                t = FloatVector.fromArray(Lanes.FLOAT, b, w + 6 * V);
                p6 = u6.fma(t, p6);
                r6 = v6.fma(t, r6);
                FloatVector u7 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, a[p + 7 * S / 8]) : u6;
                FloatVector v7 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, a[r + 7 * S / 8]) : v6;
                t = FloatVector.fromArray(Lanes.FLOAT, b, w + 7 * V);
                p7 = u7.fma(t, p7);
                r7 = v7.fma(t, r7);
                p += S;
                r += S;
                w += SUMS * V;
            }
            if (rest > 0) {
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w);
                p0 = FloatVector.broadcast(Lanes.FLOAT, a[p]).fma(t, p0);
                r0 = FloatVector.broadcast(Lanes.FLOAT, a[r]).fma(t, r0);
            }
            if (rest > 1 * S / 8) {
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w + V);
                p1 = FloatVector.broadcast(Lanes.FLOAT, a[p + 1 * S / 8]).fma(t, p1);
                r1 = FloatVector.broadcast(Lanes.FLOAT, a[r + 1 * S / 8]).fma(t, r1);
            }
            if (rest > 2 * S / 8) {
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w + 2 * V);
                p2 = FloatVector.broadcast(Lanes.FLOAT, a[p + 2 * S / 8]).fma(t, p2);
                r2 = FloatVector.broadcast(Lanes.FLOAT, a[r + 2 * S / 8]).fma(t, r2);
            }
            if (rest > 3 * S / 8) {
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w + 3 * V);
                p3 = FloatVector.broadcast(Lanes.FLOAT, a[p + 3 * S / 8]).fma(t, p3);
                r3 = FloatVector.broadcast(Lanes.FLOAT, a[r + 3 * S / 8]).fma(t, r3);
            }
            if (rest > 4 * S / 8) {
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w + 4 * V);
                p4 = FloatVector.broadcast(Lanes.FLOAT, a[p + 4 * S / 8]).fma(t, p4);
                r4 = FloatVector.broadcast(Lanes.FLOAT, a[r + 4 * S / 8]).fma(t, r4);
            }
            if (rest > 5 * S / 8) {
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w + 5 * V);
                p5 = FloatVector.broadcast(Lanes.FLOAT, a[p + 5 * S / 8]).fma(t, p5);
                r5 = FloatVector.broadcast(Lanes.FLOAT, a[r + 5 * S / 8]).fma(t, r5);
            }
            if (rest > 6 * S / 8) {
                FloatVector t = FloatVector.fromArray(Lanes.FLOAT, b, w + 6 * V);
                p6 = FloatVector.broadcast(Lanes.FLOAT, a[p + 6 * S / 8]).fma(t, p6);
                r6 = FloatVector.broadcast(Lanes.FLOAT, a[r + 6 * S / 8]).fma(t, r6);
            }
            p0 = p0.add(p4);
            p1 = p1.add(p5);
            p2 = p2.add(p6);
            p3 = p3.add(p7);
            p0 = p0.add(p2);
            p1 = p1.add(p3);
            if (S == 8) {
                p0 = p0.add(p1);
            }
            int c0 = i * (G * V);
            p0.intoArray(c, c0);
            if (S == 4) {
                p1.intoArray(c, c0 + V);
            }
            r0 = r0.add(r4);
            r1 = r1.add(r5);
            r2 = r2.add(r6);
            r3 = r3.add(r7);
            r0 = r0.add(r2);
            r1 = r1.add(r3);
            if (S == 8) {
                r0 = r0.add(r1);
            }
            int c1 = (i + 1) * (G * V);
            r0.intoArray(c, c1);
            if (S == 4) {
                r1.intoArray(c, c1 + V);
            }
        }
    }
}
