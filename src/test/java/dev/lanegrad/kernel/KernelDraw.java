package dev.lanegrad.kernel;

import dev.lanegrad.loss.Huber;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.testing.Floats;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Where a test's values come from. */
record KernelDraw(long seed, Floats.Kind kind, SplittableRandom random) {
    /** Every second draw mixes kinds from array to array, the others use one kind alone. */
    static KernelDraw any(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Floats.Kind[] kinds = Floats.Kind.values();
        return new KernelDraw(seed, random.nextBoolean() ? null : kinds[random.nextInt(kinds.length)], random);
    }

    static KernelDraw plain(long seed) {
        return new KernelDraw(seed, Floats.Kind.PLAIN, new SplittableRandom(seed));
    }

    float[] floats(int count) {
        return kind == null ? Floats.any(random, count) : Floats.array(random, kind, count);
    }

    /** A delta of any size. */
    Loss huber() {
        float delta = Math.abs(floats(1)[0]);
        return new Huber(delta > 0 && delta < Float.POSITIVE_INFINITY ? delta : Float.MIN_VALUE);
    }

    /** One finite magnitude of any size. */
    float magnitude() {
        float magnitude = Math.abs(floats(1)[0]);
        return Float.isFinite(magnitude) ? magnitude : 1;
    }

    /** Finite magnitudes of any size. */
    Loss classWeights(int classes) {
        List<Float> weights = new ArrayList<>();
        for (float weight : floats(classes)) {
            weights.add(Float.isFinite(weight) ? Math.abs(weight) : 1);
        }
        return new SoftmaxCrossEntropy(weights);
    }

    @Override
    public String toString() {
        return (kind == null ? "mixed" : kind) + " values of seed " + seed;
    }
}
