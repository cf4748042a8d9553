package dev.lanegrad.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Nothing but FMAs on registers, in sixteen independent chains, at the preferred width: what the cores could do at most. The
 * same loop for every product.
 */
final class Peak implements Products {
    static final String NAME = "peak";
    /** As wide as Lanegrad's. */
    private static final VectorSpecies<Float> SPECIES = VectorSpecies.of(float.class, VectorShape.forBitSize(
            Integer.getInteger("lanegrad.vectorBits", FloatVector.SPECIES_PREFERRED.vectorBitSize())));
    private static final int CHAINS = 16;
    /** About half a millisecond on one thread; with more threads long enough to hide how they are started. */
    private static final int STEPS = 100_000;
    private static final int STEPS_OF_THREADS = 2_000_000;

    /** What the chains end with, kept so that they are computed. */
    private float kept;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean can(Task task) {
        return !task.prepacked();
    }

    @Override
    public boolean hasResult() {
        return false;
    }

    @Override
    public Work prepare(Task task, Operands operands) {
        int threads = task.threads();
        int steps = threads == 1 ? STEPS : STEPS_OF_THREADS;
        Runnable run = threads == 1 ? () -> kept = chains(STEPS) : () -> together(threads);
        return new Work(run, 2e-9 * CHAINS * SPECIES.length() * steps * threads, () -> {
        });
    }

    private void together(int threads) {
        CountDownLatch done = new CountDownLatch(threads - 1);
        AtomicInteger bits = new AtomicInteger();
        for (int t = 1; t < threads; t++) {
            Thread.ofPlatform().daemon().start(() -> {
                bits.set(Float.floatToIntBits(chains(STEPS_OF_THREADS)));
                done.countDown();
            });
        }
        float own = chains(STEPS_OF_THREADS);
        try {
            done.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        kept = own + Float.intBitsToFloat(bits.get());
    }

    private static float chains(int steps) {
        FloatVector a = FloatVector.broadcast(SPECIES, 0.9999f);
        FloatVector b = FloatVector.broadcast(SPECIES, 0.0001f);
        FloatVector c0 = FloatVector.broadcast(SPECIES, 0);
        FloatVector c1 = FloatVector.broadcast(SPECIES, 1);
        FloatVector c2 = FloatVector.broadcast(SPECIES, 2);
        FloatVector c3 = FloatVector.broadcast(SPECIES, 3);
        FloatVector c4 = FloatVector.broadcast(SPECIES, 4);
        FloatVector c5 = FloatVector.broadcast(SPECIES, 5);
        FloatVector c6 = FloatVector.broadcast(SPECIES, 6);
        FloatVector c7 = FloatVector.broadcast(SPECIES, 7);
        FloatVector c8 = FloatVector.broadcast(SPECIES, 8);
        FloatVector c9 = FloatVector.broadcast(SPECIES, 9);
        FloatVector c10 = FloatVector.broadcast(SPECIES, 10);
        FloatVector c11 = FloatVector.broadcast(SPECIES, 11);
        FloatVector c12 = FloatVector.broadcast(SPECIES, 12);
        FloatVector c13 = FloatVector.broadcast(SPECIES, 13);
        FloatVector c14 = FloatVector.broadcast(SPECIES, 14);
        FloatVector c15 = FloatVector.broadcast(SPECIES, 15);
        // The chain is what is added to: C2 overwrites the addend, and would copy a constant one for each FMA.
        for (int i = 0; i < steps; i++) {
            c0 = a.fma(b, c0);
            c1 = a.fma(b, c1);
            c2 = a.fma(b, c2);
            c3 = a.fma(b, c3);
            c4 = a.fma(b, c4);
            c5 = a.fma(b, c5);
            c6 = a.fma(b, c6);
            c7 = a.fma(b, c7);
            c8 = a.fma(b, c8);
            c9 = a.fma(b, c9);
            c10 = a.fma(b, c10);
            c11 = a.fma(b, c11);
            c12 = a.fma(b, c12);
            c13 = a.fma(b, c13);
            c14 = a.fma(b, c14);
            c15 = a.fma(b, c15);
        }
        FloatVector sum = c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7);
        sum = sum.add(c8).add(c9).add(c10).add(c11).add(c12).add(c13).add(c14).add(c15);
        return sum.lane(0);
    }
}
