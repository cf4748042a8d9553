package dev.lanegrad.train;

import dev.lanegrad.kernel.GradientKernels;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.optim.Clipping;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.UpdateStep;
import dev.lanegrad.optim.schedule.ReduceOnPlateau;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves a network's parameters as a {@link Descent} says; keeps the optimizers' state. The rate is a function of the step's
 * number and the plateau's state. A step allocates nothing.
 */
final class Updates {
    private final Descent descent;
    private final Kernels kernels;
    private final List<Parameter> parameters;
    private final List<Matrix> gradients;
    private final List<Matrix[]> states = new ArrayList<>();
    private final List<UpdateStep> numbers = new ArrayList<>();
    /** Which of the numbers each parameter moves by. */
    private final int[] groups;
    private final long stepsPerEpoch;
    private final int epochs;
    private ReduceOnPlateau.State plateau = ReduceOnPlateau.State.START;

    Updates(Descent descent, Network network, Workspace workspace, long stepsPerEpoch, int epochs) {
        this(descent, network, workspace, stepsPerEpoch, epochs, List.of());
    }

    /** As another one moves them, but for the description; its state is gone on with. */
    Updates(Descent descent, Network network, Workspace workspace, Updates before) {
        this(descent, network, workspace, before.stepsPerEpoch, before.epochs, before.states);
    }

    private Updates(Descent descent, Network network, Workspace workspace, long stepsPerEpoch, int epochs,
            List<Matrix[]> earlier) {
        this.descent = descent;
        this.stepsPerEpoch = stepsPerEpoch;
        this.epochs = epochs;
        kernels = workspace.kernels();
        parameters = network.parameters();
        gradients = workspace.gradients();
        groups = new int[parameters.size()];
        List<Optimizer> rules = new ArrayList<>();
        for (int i = 0; i < groups.length; i++) {
            Parameter parameter = parameters.get(i);
            Optimizer rule = descent.optimizerOf(parameter);
            if (!rules.contains(rule)) {
                rules.add(rule);
                numbers.add(new UpdateStep(rule));
            }
            groups[i] = rules.indexOf(rule);
            states.add(earlier.isEmpty() ? fresh(rule, parameter.value()) : earlier.get(i));
        }
    }

    private static Matrix[] fresh(Optimizer rule, Matrix parameter) {
        Matrix[] state = new Matrix[rule.stateCount()];
        for (int j = 0; j < state.length; j++) {
            state[j] = Matrix.create(parameter.rows(), parameter.columns());
            state[j].fill(rule.initialState());
        }
        return state;
    }

    /** The state of each parameter, in the order of the optimizer's names. */
    List<Matrix[]> states() {
        return states;
    }

    /** All that decides how it goes on. */
    void state(RunState state) {
        for (int i = 0; i < states.size(); i++) {
            for (int j = 0; j < states.get(i).length; j++) {
                state.array("optimizer." + i + "." + j, states.get(i)[j]);
            }
        }
        plateau = new ReduceOnPlateau.State(state.number("plateau.best", plateau.best()),
                (int) state.count("plateau.bad", plateau.bad()), (int) state.count("plateau.cooling", plateau.cooling()),
                state.number("plateau.share", plateau.share()));
    }

    /** The learning rate of a step, for parameters of no group. */
    double rate(long update) {
        return descent.optimizer().rate() * descent.share(update, stepsPerEpoch, epochs, plateau);
    }

    /** The step of this number, from 1. */
    void step(long update) {
        penalize();
        clip();
        double share = descent.share(update, stepsPerEpoch, epochs, plateau);
        for (int i = 0; i < numbers.size(); i++) {
            UpdateStep step = numbers.get(i);
            Optimizer rule = step.optimizer();
            step.set(rule, update, rule.rate() * share, descent.momentum(rule, update, stepsPerEpoch, epochs));
        }
        for (int i = 0; i < groups.length; i++) {
            kernels.update(numbers.get(groups[i]), parameters.get(i).value(), gradients.get(i), states.get(i));
        }
        if (descent.maxNorm() < Float.POSITIVE_INFINITY) {
            for (int i = 0; i < groups.length; i++) {
                if (parameters.get(i).isWeight()) {
                    kernels.gradients().limitColumns(parameters.get(i).value(), descent.maxNorm());
                }
            }
        }
    }

    private void penalize() {
        if (descent.l1() == 0 && descent.l2() == 0) {
            return;
        }
        for (int i = 0; i < groups.length; i++) {
            if (parameters.get(i).isWeight()) {
                kernels.gradients().penalize(parameters.get(i).value(), descent.l1(), descent.l2(), gradients.get(i));
            }
        }
    }

    private void clip() {
        if (descent.clipping().isEmpty()) {
            return;
        }
        Clipping clipping = descent.clipping().get();
        GradientKernels ops = kernels.gradients();
        double sum = 0;
        for (int i = 0; i < groups.length; i++) {
            switch (clipping) {
                case Clipping.ByValue c -> ops.clip(gradients.get(i), c.limit());
                case Clipping.ByNorm c -> scale(gradients.get(i), c.factor(ops.sumOfSquares(gradients.get(i))));
                case Clipping.ByGlobalNorm _ -> sum += ops.sumOfSquares(gradients.get(i));
            }
        }
        if (clipping instanceof Clipping.ByGlobalNorm c) {
            float factor = c.factor(sum);
            for (int i = 0; i < groups.length; i++) {
                scale(gradients.get(i), factor);
            }
        }
    }

    /** A factor of 1 changes nothing; one of NaN is left out: it would hide the gradient that the NaN is in. */
    private void scale(Matrix gradient, float factor) {
        if (factor != 1 && !Float.isNaN(factor)) {
            kernels.gradients().scale(gradient, factor);
        }
    }

    /** Tells how an epoch went. */
    void epochEnded(EpochReport report) {
        if (descent.plateau().isPresent()) {
            double loss = report.validation().isPresent() ? report.validation().get().loss() : report.loss();
            plateau = descent.plateau().get().after(plateau, loss, descent.optimizer().rate());
        }
    }
}
