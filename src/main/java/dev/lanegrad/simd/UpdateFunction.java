package dev.lanegrad.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The arithmetic of an optimizer's step, for {@link UpdateLoop}; coefficients as {@link UpdateKernel#run} passes them. */
enum UpdateFunction {
    /** p = fma(step, g, p); step is -rate. */
    SGD(0) {
        @Override
        FloatVector move(FloatVector p, FloatVector g, FloatVector first, FloatVector second, float step,
                float correction, float epsilon) {
            return g.fma(g.broadcast(step), p);
        }
    },
    /** v = fma(decay, v, g); p = fma(step, v, p). */
    MOMENTUM(1) {
        @Override
        FloatVector first(FloatVector state, FloatVector g, float decay, float gain) {
            return state.fma(state.broadcast(decay), g);
        }

        @Override
        FloatVector move(FloatVector p, FloatVector g, FloatVector first, FloatVector second, float step,
                float correction, float epsilon) {
            return first.fma(first.broadcast(step), p);
        }
    },
    /** Adam's two moments, and p = fma(step, m / fma(sqrt(v), correction, epsilon), p). */
    ADAM(2) {
        @Override
        FloatVector first(FloatVector state, FloatVector g, float decay, float gain) {
            return state.fma(state.broadcast(decay), g.mul(gain));
        }

        @Override
        FloatVector second(FloatVector state, FloatVector g, float decay, float gain) {
            return state.fma(state.broadcast(decay), g.mul(gain).mul(g));
        }

        @Override
        FloatVector move(FloatVector p, FloatVector g, FloatVector first, FloatVector second, float step,
                float correction, float epsilon) {
            FloatVector root = second.lanewise(VectorOperators.SQRT);
            FloatVector denominator = root.fma(root.broadcast(correction), root.broadcast(epsilon));
            return first.div(denominator).fma(first.broadcast(step), p);
        }
    };

    private final int states;

    UpdateFunction(int states) {
        this.states = states;
    }

    /** How many state arrays are read and written. */
    int states() {
        return states;
    }

    FloatVector first(FloatVector state, FloatVector g, float decay, float gain) {
        return state;
    }

    FloatVector second(FloatVector state, FloatVector g, float decay, float gain) {
        return state;
    }

    abstract FloatVector move(FloatVector p, FloatVector g, FloatVector first, FloatVector second, float step,
            float correction, float epsilon);
}
