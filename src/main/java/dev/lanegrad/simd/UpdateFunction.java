package dev.lanegrad.simd;

import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.UpdateStep;
import dev.lanegrad.spec.MomentSpec;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * What the parameters of an optimizer move along, for {@link UpdateLoop}. A direction reads and writes the states that its
 * optimizer keeps, in the order of {@link Optimizer#stateNames()}, at offsets in bytes.
 */
enum UpdateFunction {
    SGD {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            return g;
        }
    },
    SGD_MOMENTUM {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            return mean(g, first, at1, n.firstDecay(), n.firstGain());
        }
    },
    SGD_NESTEROV {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            FloatVector v = mean(g, first, at1, n.firstDecay(), n.firstGain());
            return v.fma(v.broadcast(n.firstDecay()), g);
        }
    },
    ADAGRAD {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            FloatVector s = keep(g.fma(g, load(first, at1)), first, at1);
            return g.div(root(s).add(n.epsilon()));
        }
    },
    ADADELTA {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            FloatVector v = meanSquare(g, first, at1, n);
            FloatVector u = load(second, at2);
            FloatVector d = root(u.add(n.epsilon()).div(v.add(n.epsilon()))).mul(g);
            keepMean(u.fma(u.broadcast(n.secondDecay()), d.mul(n.secondGain()).mul(d)), second, at2);
            return d;
        }
    },
    RMSPROP {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            return g.div(root(meanSquare(g, first, at1, n)).add(n.epsilon()));
        }
    },
    RMSPROP_MOMENTUM {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            FloatVector q = g.div(root(meanSquare(g, first, at1, n)).add(n.epsilon()));
            FloatVector b = load(second, at2);
            return keepMean(b.fma(b.broadcast(n.firstDecay()), q), second, at2);
        }
    },
    RMSPROP_CENTERED {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            FloatVector v = meanSquare(g, first, at1, n);
            FloatVector a = mean(g, second, at2, n.secondDecay(), n.secondGain());
            return g.div(root(variance(v, a)).add(n.epsilon()));
        }
    },
    RMSPROP_CENTERED_MOMENTUM {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            FloatVector v = meanSquare(g, first, at1, n);
            FloatVector a = mean(g, second, at2, n.secondDecay(), n.secondGain());
            return g.div(root(variance(v, a)).add(n.epsilon()));
        }

        @Override
        FloatVector last(FloatVector q, MemorySegment first, MemorySegment third, long at1, long at3, UpdateStep n) {
            FloatVector b = load(third, at3);
            return keepMean(b.fma(b.broadcast(n.firstDecay()), q), third, at3);
        }
    },
    ADAM {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            FloatVector m = mean(g, first, at1, n.firstDecay(), n.firstGain());
            return m.div(denominator(meanSquare(g, second, at2, n), n));
        }
    },
    ADAM_AMSGRAD {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            mean(g, first, at1, n.firstDecay(), n.firstGain());
            return meanSquare(g, second, at2, n);
        }

        @Override
        FloatVector last(FloatVector v, MemorySegment first, MemorySegment third, long at1, long at3, UpdateStep n) {
            FloatVector largest = keep(larger(v, load(third, at3)), third, at3);
            return load(first, at1).div(denominator(largest, n));
        }
    },
    NADAM {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            FloatVector m = mean(g, first, at1, n.firstDecay(), n.firstGain());
            FloatVector ahead = g.fma(g.broadcast(n.gradientShare()), m.mul(n.momentShare()));
            return ahead.div(denominator(meanSquare(g, second, at2, n), n));
        }
    },
    ADAMAX {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            FloatVector m = mean(g, first, at1, n.firstDecay(), n.firstGain());
            FloatVector u = larger(g.abs().add(n.epsilon()), load(second, at2).mul(n.secondDecay()));
            return m.div(keep(u, second, at2));
        }
    },
    /** RAdam's first steps: both moments, of which one is used. */
    RADAM_FIRST {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            meanSquare(g, second, at2, n);
            return mean(g, first, at1, n.firstDecay(), n.firstGain());
        }
    },
    LION {
        @Override
        FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
                long at2, long at3, UpdateStep n) {
            FloatVector m = load(first, at1);
            FloatVector d = m.fma(m.broadcast(n.firstDecay()), g.mul(n.firstGain()));
            keepMean(m.fma(m.broadcast(n.secondDecay()), g.mul(n.secondGain())), first, at1);
            VectorMask<Float> above = d.compare(VectorOperators.GT, 0);
            VectorMask<Float> below = d.compare(VectorOperators.LT, 0);
            return d.blend(1, above).blend(-1, below);
        }
    };

    /** The direction for a vector of gradients; what it does with the states stands in the reference, too. */
    abstract FloatVector direction(FloatVector g, MemorySegment first, MemorySegment second, MemorySegment third, long at1,
            long at2, long at3, UpdateStep n);

    /**
     * The direction after what {@link #direction} made, for optimizers with three states: in one method they are more code
     * than C2 inlines.
     */
    FloatVector last(FloatVector d, MemorySegment first, MemorySegment third, long at1, long at3, UpdateStep n) {
        return d;
    }

    static FloatVector load(MemorySegment segment, long at) {
        return FloatVector.fromMemorySegment(Lanes.FLOAT, segment, at, Lanes.ORDER);
    }

    static FloatVector keep(FloatVector value, MemorySegment segment, long at) {
        value.intoMemorySegment(segment, at, Lanes.ORDER);
        return value;
    }

    /** A mean that decays: never a subnormal number. */
    static FloatVector keepMean(FloatVector value, MemorySegment segment, long at) {
        return keep(value.blend(0, value.abs().compare(VectorOperators.LT, MomentSpec.SMALLEST)), segment, at);
    }

    /** fma(decay, state, gain * g), kept. */
    static FloatVector mean(FloatVector g, MemorySegment state, long at, float decay, float gain) {
        FloatVector old = load(state, at);
        return keepMean(old.fma(old.broadcast(decay), g.mul(gain)), state, at);
    }

    /** fma(decay, state, (gain * g) * g), kept. */
    static FloatVector meanSquare(FloatVector g, MemorySegment state, long at, UpdateStep n) {
        FloatVector old = load(state, at);
        return keepMean(old.fma(old.broadcast(n.secondDecay()), g.mul(n.secondGain()).mul(g)), state, at);
    }

    static FloatVector root(FloatVector x) {
        return x.lanewise(VectorOperators.SQRT);
    }

    /** fma(sqrt(v), correction, epsilon). */
    static FloatVector denominator(FloatVector v, UpdateStep n) {
        FloatVector root = root(v);
        return root.fma(root.broadcast(n.correction()), root.broadcast(n.epsilon()));
    }

    /** v - a^2, or 0 where rounding made this negative. */
    static FloatVector variance(FloatVector v, FloatVector a) {
        FloatVector variance = a.neg().fma(a, v);
        return variance.blend(0, variance.compare(VectorOperators.LT, 0));
    }

    /** The new value, unless it is at most the old one. */
    static FloatVector larger(FloatVector value, FloatVector old) {
        return value.blend(old, value.compare(VectorOperators.LE, old));
    }
}
