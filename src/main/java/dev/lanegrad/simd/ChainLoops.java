package dev.lanegrad.simd;

import dev.lanegrad.spec.SummationOrder;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/**
 * The innermost loop of products with few columns, whose sums are cut into S chains: one or two rows of A as they stand,
 * against a panel of 8 / S vectors, so that eight sums a row are under way at once. A template, specialised by
 * {@link Chains}: S is a constant.
 *
 * <pre>
 *   sum q, 0 to 7: chain s(q) = q S / 8 of the vector of columns q mod (8 / S)
 *   a step: S terms, of each 8 / S vectors of the panel, eight vectors one after the other; term s goes to chain s
 * </pre>
 *
 * <p>Chain 0 starts from a vector on the heap, the others from +0; the tree of {@link SummationOrder} adds eight sums to
 * the first 8 / S in registers, or, where terms are left over, all eight go to the heap.
 */
final class ChainLoops {
    /** Sums of one row, and vectors of one step. */
    static final int SUMS = 8;

    /** Bytes of a step of the panel. */
    static final long STEP = SUMS * (Lanes.LENGTH * 4L);

    private static final int V = Lanes.LENGTH;

    private static final int S = Specializer.function(MethodHandles.lookup(), Chains.class).count();

    /** Bytes of a row of A that go to one sum, in a step. */
    private static final long SHARE = S * 4L / SUMS;

    /** Vectors of columns. */
    private static final int G = SUMS / S;

    private ChainLoops() {
    }

    /** One row: the finished sums, 8 / S vectors. */
    static void one(int steps, MemorySegment x, long x0, MemorySegment b, long b0, float[] start, float[] c,
            int c0) {
        FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector p1 = 1 < G ? FloatVector.fromArray(Lanes.FLOAT, start, V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector p2 = 2 < G ? FloatVector.fromArray(Lanes.FLOAT, start, 2 * V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector p3 = 3 < G ? FloatVector.fromArray(Lanes.FLOAT, start, 3 * V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector p4 = FloatVector.zero(Lanes.FLOAT);
        FloatVector p5 = FloatVector.zero(Lanes.FLOAT);
        FloatVector p6 = FloatVector.zero(Lanes.FLOAT);
        FloatVector p7 = FloatVector.zero(Lanes.FLOAT);
        for (int k = 0; k < steps; k++) {
            long bk = b0 + k * STEP;
            long uk = x0 + k * (S * 4L);
            FloatVector u0 = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk));
            p0 = u0.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk, Lanes.ORDER), p0);
            FloatVector u1 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + SHARE)) : u0;
            p1 = u1.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + V * 4L, Lanes.ORDER), p1);
            FloatVector u2 = S >= 4 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 2 * SHARE)) : u1;
            p2 = u2.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 2 * (V * 4L), Lanes.ORDER), p2);
            FloatVector u3 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 3 * SHARE)) : u2;
            p3 = u3.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 3 * (V * 4L), Lanes.ORDER), p3);
            FloatVector u4 = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 4 * SHARE));
            p4 = u4.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 4 * (V * 4L), Lanes.ORDER), p4);
            FloatVector u5 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 5 * SHARE)) : u4;
            p5 = u5.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 5 * (V * 4L), Lanes.ORDER), p5);
            FloatVector u6 = S >= 4 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 6 * SHARE)) : u5;
            p6 = u6.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 6 * (V * 4L), Lanes.ORDER), p6);
            FloatVector u7 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 7 * SHARE)) : u6;
            p7 = u7.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 7 * (V * 4L), Lanes.ORDER), p7);
        }
        p0 = p0.add(p4);
        p1 = p1.add(p5);
        p2 = p2.add(p6);
        p3 = p3.add(p7);
        if (S >= 4) {
            p0 = p0.add(p2);
            p1 = p1.add(p3);
        }
        if (S == 8) {
            p0 = p0.add(p1);
        }
        p0.intoArray(c, c0);
        if (S <= 4) {
            p1.intoArray(c, c0 + V);
        }
        if (S == 2) {
            p2.intoArray(c, c0 + 2 * V);
            p3.intoArray(c, c0 + 3 * V);
        }
    }

    /** Two rows: the finished sums, 8 / S vectors each. */
    static void two(int steps, MemorySegment x, long x0, long x1, MemorySegment b, long b0, float[] start, float[] c,
            int c0) {
        FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector p1 = 1 < G ? FloatVector.fromArray(Lanes.FLOAT, start, V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector p2 = 2 < G ? FloatVector.fromArray(Lanes.FLOAT, start, 2 * V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector p3 = 3 < G ? FloatVector.fromArray(Lanes.FLOAT, start, 3 * V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector p4 = FloatVector.zero(Lanes.FLOAT);
        FloatVector p5 = FloatVector.zero(Lanes.FLOAT);
        FloatVector p6 = FloatVector.zero(Lanes.FLOAT);
        FloatVector p7 = FloatVector.zero(Lanes.FLOAT);
        FloatVector r0 = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector r1 = 1 < G ? FloatVector.fromArray(Lanes.FLOAT, start, V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector r2 = 2 < G ? FloatVector.fromArray(Lanes.FLOAT, start, 2 * V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector r3 = 3 < G ? FloatVector.fromArray(Lanes.FLOAT, start, 3 * V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector r4 = FloatVector.zero(Lanes.FLOAT);
        FloatVector r5 = FloatVector.zero(Lanes.FLOAT);
        FloatVector r6 = FloatVector.zero(Lanes.FLOAT);
        FloatVector r7 = FloatVector.zero(Lanes.FLOAT);
        for (int k = 0; k < steps; k++) {
            long bk = b0 + k * STEP;
            long uk = x0 + k * (S * 4L);
            long vk = x1 + k * (S * 4L);
            FloatVector u0 = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk));
            FloatVector v0 = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk));
            FloatVector w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk, Lanes.ORDER);
            p0 = u0.fma(w, p0);
            r0 = v0.fma(w, r0);
            FloatVector u1 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + SHARE)) : u0;
            FloatVector v1 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk + SHARE)) : v0;
            w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + V * 4L, Lanes.ORDER);
            p1 = u1.fma(w, p1);
            r1 = v1.fma(w, r1);
            FloatVector u2 = S >= 4 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 2 * SHARE)) : u1;
            FloatVector v2 = S >= 4 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk + 2 * SHARE)) : v1;
            w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 2 * (V * 4L), Lanes.ORDER);
            p2 = u2.fma(w, p2);
            r2 = v2.fma(w, r2);
            FloatVector u3 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 3 * SHARE)) : u2;
            FloatVector v3 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk + 3 * SHARE)) : v2;
            w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 3 * (V * 4L), Lanes.ORDER);
            p3 = u3.fma(w, p3);
            r3 = v3.fma(w, r3);
            FloatVector u4 = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 4 * SHARE));
            FloatVector v4 = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk + 4 * SHARE));
            w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 4 * (V * 4L), Lanes.ORDER);
            p4 = u4.fma(w, p4);
            r4 = v4.fma(w, r4);
            FloatVector u5 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 5 * SHARE)) : u4;
            FloatVector v5 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk + 5 * SHARE)) : v4;
            w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 5 * (V * 4L), Lanes.ORDER);
            p5 = u5.fma(w, p5);
            r5 = v5.fma(w, r5);
            FloatVector u6 = S >= 4 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 6 * SHARE)) : u5;
            FloatVector v6 = S >= 4 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk + 6 * SHARE)) : v5;
            w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 6 * (V * 4L), Lanes.ORDER);
            p6 = u6.fma(w, p6);
            r6 = v6.fma(w, r6);
            FloatVector u7 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 7 * SHARE)) : u6;
            FloatVector v7 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk + 7 * SHARE)) : v6;
            w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 7 * (V * 4L), Lanes.ORDER);
            p7 = u7.fma(w, p7);
            r7 = v7.fma(w, r7);
        }
        p0 = p0.add(p4);
        p1 = p1.add(p5);
        p2 = p2.add(p6);
        p3 = p3.add(p7);
        if (S >= 4) {
            p0 = p0.add(p2);
            p1 = p1.add(p3);
        }
        if (S == 8) {
            p0 = p0.add(p1);
        }
        p0.intoArray(c, c0);
        if (S <= 4) {
            p1.intoArray(c, c0 + V);
        }
        if (S == 2) {
            p2.intoArray(c, c0 + 2 * V);
            p3.intoArray(c, c0 + 3 * V);
        }
        r0 = r0.add(r4);
        r1 = r1.add(r5);
        r2 = r2.add(r6);
        r3 = r3.add(r7);
        if (S >= 4) {
            r0 = r0.add(r2);
            r1 = r1.add(r3);
        }
        if (S == 8) {
            r0 = r0.add(r1);
        }
        r0.intoArray(c, c0 + G * V);
        if (S <= 4) {
            r1.intoArray(c, c0 + G * V + V);
        }
        if (S == 2) {
            r2.intoArray(c, c0 + G * V + 2 * V);
            r3.intoArray(c, c0 + G * V + 3 * V);
        }
    }

    /** One row: all eight sums. */
    static void oneParts(int steps, MemorySegment x, long x0, MemorySegment b, long b0, float[] start, float[] c,
            int c0) {
        FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector p1 = 1 < G ? FloatVector.fromArray(Lanes.FLOAT, start, V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector p2 = 2 < G ? FloatVector.fromArray(Lanes.FLOAT, start, 2 * V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector p3 = 3 < G ? FloatVector.fromArray(Lanes.FLOAT, start, 3 * V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector p4 = FloatVector.zero(Lanes.FLOAT);
        FloatVector p5 = FloatVector.zero(Lanes.FLOAT);
        FloatVector p6 = FloatVector.zero(Lanes.FLOAT);
        FloatVector p7 = FloatVector.zero(Lanes.FLOAT);
        for (int k = 0; k < steps; k++) {
            long bk = b0 + k * STEP;
            long uk = x0 + k * (S * 4L);
            FloatVector u0 = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk));
            p0 = u0.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk, Lanes.ORDER), p0);
            FloatVector u1 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + SHARE)) : u0;
            p1 = u1.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + V * 4L, Lanes.ORDER), p1);
            FloatVector u2 = S >= 4 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 2 * SHARE)) : u1;
            p2 = u2.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 2 * (V * 4L), Lanes.ORDER), p2);
            FloatVector u3 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 3 * SHARE)) : u2;
            p3 = u3.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 3 * (V * 4L), Lanes.ORDER), p3);
            FloatVector u4 = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 4 * SHARE));
            p4 = u4.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 4 * (V * 4L), Lanes.ORDER), p4);
            FloatVector u5 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 5 * SHARE)) : u4;
            p5 = u5.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 5 * (V * 4L), Lanes.ORDER), p5);
            FloatVector u6 = S >= 4 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 6 * SHARE)) : u5;
            p6 = u6.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 6 * (V * 4L), Lanes.ORDER), p6);
            FloatVector u7 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 7 * SHARE)) : u6;
            p7 = u7.fma(FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 7 * (V * 4L), Lanes.ORDER), p7);
        }
        p0.intoArray(c, c0);
        p1.intoArray(c, c0 + V);
        p2.intoArray(c, c0 + 2 * V);
        p3.intoArray(c, c0 + 3 * V);
        p4.intoArray(c, c0 + 4 * V);
        p5.intoArray(c, c0 + 5 * V);
        p6.intoArray(c, c0 + 6 * V);
        p7.intoArray(c, c0 + 7 * V);
    }

    /** Two rows: all eight sums of each. */
    static void twoParts(int steps, MemorySegment x, long x0, long x1, MemorySegment b, long b0, float[] start, float[] c,
            int c0) {
        FloatVector p0 = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector p1 = 1 < G ? FloatVector.fromArray(Lanes.FLOAT, start, V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector p2 = 2 < G ? FloatVector.fromArray(Lanes.FLOAT, start, 2 * V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector p3 = 3 < G ? FloatVector.fromArray(Lanes.FLOAT, start, 3 * V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector p4 = FloatVector.zero(Lanes.FLOAT);
        FloatVector p5 = FloatVector.zero(Lanes.FLOAT);
        FloatVector p6 = FloatVector.zero(Lanes.FLOAT);
        FloatVector p7 = FloatVector.zero(Lanes.FLOAT);
        FloatVector r0 = FloatVector.fromArray(Lanes.FLOAT, start, 0);
        FloatVector r1 = 1 < G ? FloatVector.fromArray(Lanes.FLOAT, start, V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector r2 = 2 < G ? FloatVector.fromArray(Lanes.FLOAT, start, 2 * V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector r3 = 3 < G ? FloatVector.fromArray(Lanes.FLOAT, start, 3 * V) : FloatVector.zero(Lanes.FLOAT);
        FloatVector r4 = FloatVector.zero(Lanes.FLOAT);
        FloatVector r5 = FloatVector.zero(Lanes.FLOAT);
        FloatVector r6 = FloatVector.zero(Lanes.FLOAT);
        FloatVector r7 = FloatVector.zero(Lanes.FLOAT);
        for (int k = 0; k < steps; k++) {
            long bk = b0 + k * STEP;
            long uk = x0 + k * (S * 4L);
            long vk = x1 + k * (S * 4L);
            FloatVector u0 = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk));
            FloatVector v0 = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk));
            FloatVector w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk, Lanes.ORDER);
            p0 = u0.fma(w, p0);
            r0 = v0.fma(w, r0);
            FloatVector u1 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + SHARE)) : u0;
            FloatVector v1 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk + SHARE)) : v0;
            w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + V * 4L, Lanes.ORDER);
            p1 = u1.fma(w, p1);
            r1 = v1.fma(w, r1);
            FloatVector u2 = S >= 4 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 2 * SHARE)) : u1;
            FloatVector v2 = S >= 4 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk + 2 * SHARE)) : v1;
            w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 2 * (V * 4L), Lanes.ORDER);
            p2 = u2.fma(w, p2);
            r2 = v2.fma(w, r2);
            FloatVector u3 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 3 * SHARE)) : u2;
            FloatVector v3 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk + 3 * SHARE)) : v2;
            w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 3 * (V * 4L), Lanes.ORDER);
            p3 = u3.fma(w, p3);
            r3 = v3.fma(w, r3);
            FloatVector u4 = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 4 * SHARE));
            FloatVector v4 = FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk + 4 * SHARE));
            w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 4 * (V * 4L), Lanes.ORDER);
            p4 = u4.fma(w, p4);
            r4 = v4.fma(w, r4);
            FloatVector u5 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 5 * SHARE)) : u4;
            FloatVector v5 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk + 5 * SHARE)) : v4;
            w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 5 * (V * 4L), Lanes.ORDER);
            p5 = u5.fma(w, p5);
            r5 = v5.fma(w, r5);
            FloatVector u6 = S >= 4 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 6 * SHARE)) : u5;
            FloatVector v6 = S >= 4 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk + 6 * SHARE)) : v5;
            w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 6 * (V * 4L), Lanes.ORDER);
            p6 = u6.fma(w, p6);
            r6 = v6.fma(w, r6);
            FloatVector u7 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, uk + 7 * SHARE)) : u6;
            FloatVector v7 = S == 8 ? FloatVector.broadcast(Lanes.FLOAT, x.get(Lanes.SCALAR, vk + 7 * SHARE)) : v6;
            w = FloatVector.fromMemorySegment(Lanes.FLOAT, b, bk + 7 * (V * 4L), Lanes.ORDER);
            p7 = u7.fma(w, p7);
            r7 = v7.fma(w, r7);
        }
        p0.intoArray(c, c0);
        p1.intoArray(c, c0 + V);
        p2.intoArray(c, c0 + 2 * V);
        p3.intoArray(c, c0 + 3 * V);
        p4.intoArray(c, c0 + 4 * V);
        p5.intoArray(c, c0 + 5 * V);
        p6.intoArray(c, c0 + 6 * V);
        p7.intoArray(c, c0 + 7 * V);
        r0.intoArray(c, c0 + 8 * V);
        r1.intoArray(c, c0 + 9 * V);
        r2.intoArray(c, c0 + 10 * V);
        r3.intoArray(c, c0 + 11 * V);
        r4.intoArray(c, c0 + 12 * V);
        r5.intoArray(c, c0 + 13 * V);
        r6.intoArray(c, c0 + 14 * V);
        r7.intoArray(c, c0 + 15 * V);
    }
}
