package dev.lanegrad.reference;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.optim.AdaDelta;
import dev.lanegrad.optim.AdaGrad;
import dev.lanegrad.optim.Adam;
import dev.lanegrad.optim.AdamW;
import dev.lanegrad.optim.Adamax;
import dev.lanegrad.optim.Lion;
import dev.lanegrad.optim.NAdam;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.RAdam;
import dev.lanegrad.optim.RmsProp;
import dev.lanegrad.optim.Sgd;
import dev.lanegrad.optim.UpdateStep;
import dev.lanegrad.spec.MomentSpec;

/** One step of an optimizer, element by element. Thread-safe. */
final class ScalarOptimizers {
    private ScalarOptimizers() {
    }

    static void update(UpdateStep n, Matrix parameter, Matrix gradient, Matrix[] state) {
        for (int r = 0; r < parameter.rows(); r++) {
            for (int c = 0; c < parameter.columns(); c++) {
                float p = parameter.get(r, c);
                float g = Math.fma(n.penalty(), p, gradient.get(r, c));
                parameter.set(r, c, Math.fma(n.step(), direction(n, g, state, r, c), n.keep() * p));
            }
        }
    }

    /** What the parameter moves along, and the new state on the way. */
    private static float direction(UpdateStep n, float g, Matrix[] state, int r, int c) {
        return switch (n.optimizer()) {
            case Sgd o -> {
                if (o.momentum() == 0) {
                    yield g;
                }
                float v = firstMoment(n, g, state[0], r, c);
                yield o.nesterov() ? Math.fma(n.firstDecay(), v, g) : v;
            }
            case AdaGrad _ -> {
                float s = keep(state[0], r, c, Math.fma(g, g, state[0].get(r, c)));
                yield g / (root(s) + n.epsilon());
            }
            case AdaDelta _ -> {
                float v = keepMean(state[0], r, c, meanSquare(n, g, state[0].get(r, c)));
                float u = state[1].get(r, c);
                float d = root((u + n.epsilon()) / (v + n.epsilon())) * g;
                keepMean(state[1], r, c, meanSquare(n, d, u));
                yield d;
            }
            case RmsProp o -> {
                float v = keepMean(state[0], r, c, meanSquare(n, g, state[0].get(r, c)));
                if (o.centered()) {
                    float a = keepMean(state[1], r, c, Math.fma(n.secondDecay(), state[1].get(r, c), n.secondGain() * g));
                    v = Math.fma(-a, a, v);
                    v = v < 0 ? 0 : v;
                }
                float q = g / (root(v) + n.epsilon());
                Matrix velocity = state[state.length - 1];
                yield o.momentum() == 0
                        ? q
                        : keepMean(velocity, r, c, Math.fma(n.firstDecay(), velocity.get(r, c), q));
            }
            case Adam o -> adam(n, g, o.amsgrad(), state, r, c);
            case AdamW o -> adam(n, g, o.amsgrad(), state, r, c);
            case NAdam _ -> {
                float m = firstMoment(n, g, state[0], r, c);
                float v = keepMean(state[1], r, c, meanSquare(n, g, state[1].get(r, c)));
                yield Math.fma(n.gradientShare(), g, n.momentShare() * m)
                        / Math.fma(root(v), n.correction(), n.epsilon());
            }
            case Adamax _ -> {
                float m = firstMoment(n, g, state[0], r, c);
                float size = Math.abs(g) + n.epsilon();
                float old = n.secondDecay() * state[1].get(r, c);
                yield m / keep(state[1], r, c, size <= old ? old : size);
            }
            case RAdam _ -> {
                if (n.rectified()) {
                    yield adam(n, g, false, state, r, c);
                }
                keepMean(state[1], r, c, meanSquare(n, g, state[1].get(r, c)));
                yield firstMoment(n, g, state[0], r, c);
            }
            case Lion _ -> {
                float m = state[0].get(r, c);
                float d = Math.fma(n.firstDecay(), m, n.firstGain() * g);
                keepMean(state[0], r, c, Math.fma(n.secondDecay(), m, n.secondGain() * g));
                yield Math.signum(d);
            }
        };
    }

    private static float adam(UpdateStep n, float g, boolean amsgrad, Matrix[] state, int r, int c) {
        float m = firstMoment(n, g, state[0], r, c);
        float v = keepMean(state[1], r, c, meanSquare(n, g, state[1].get(r, c)));
        if (amsgrad) {
            float largest = state[2].get(r, c);
            v = keep(state[2], r, c, v <= largest ? largest : v);
        }
        return m / Math.fma(root(v), n.correction(), n.epsilon());
    }

    private static float firstMoment(UpdateStep n, float g, Matrix state, int r, int c) {
        return keepMean(state, r, c, Math.fma(n.firstDecay(), state.get(r, c), n.firstGain() * g));
    }

    private static float meanSquare(UpdateStep n, float x, float old) {
        return Math.fma(n.secondDecay(), old, (n.secondGain() * x) * x);
    }

    private static float root(float x) {
        return (float) Math.sqrt(x);
    }

    /** A mean that decays: never a subnormal number. */
    private static float keepMean(Matrix state, int r, int c, float value) {
        return keep(state, r, c, Math.abs(value) < MomentSpec.SMALLEST ? 0 : value);
    }

    private static float keep(Matrix state, int r, int c, float value) {
        state.set(r, c, value);
        return value;
    }
}
