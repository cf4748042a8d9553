package dev.lanegrad.bench;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.Reduction;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.nn.Pass;
import dev.lanegrad.nn.Workspace;
import dev.lanegrad.optim.Optimizer;
import dev.lanegrad.optim.UpdateStep;
import java.util.Arrays;
import java.util.List;

/**
 * Lanegrad itself, vectorised or scalar, through the methods from which its trainer is made.
 *
 * @param own the implementation
 */
record OwnTrainingSteps(OwnKernels own) implements TrainingSteps {
    @Override
    public String name() {
        return own.name();
    }

    @Override
    public boolean can(Task task) {
        return task.threads() <= own.maxThreads();
    }

    @Override
    public Training prepare(Task task, Optimizer optimizer) {
        Kernels kernels = own.kernels(task.threads());
        Network network = task.create();
        Workspace workspace = new Workspace(network, task.batch(), kernels);
        List<Matrix> gradients = workspace.gradients();
        List<Matrix> parameters = network.parameters().stream().map(Parameter::value).toList();
        List<Matrix[]> states = parameters.stream().map(p -> OwnOptimizerSteps.state(optimizer, p)).toList();
        Matrix samples = task.samples();
        List<Targets> targets = Arrays.stream(task.labels())
                .map(labels -> (Targets) new Targets.Classes(labels, task.batch())).toList();
        Matrix rowLoss = Matrix.create(1, task.batch());
        float scale = Reduction.MEAN.scale(Loss.SOFTMAX_CROSS_ENTROPY, network.outputs(), task.batch());
        Pass pass = Pass.training(1, 1);
        UpdateStep numbers = new UpdateStep(optimizer);
        return new Training() {
            private long step;

            @Override
            public void step() {
                Matrix prediction = workspace.forward(samples, pass);
                kernels.loss(Loss.SOFTMAX_CROSS_ENTROPY, prediction, current(), scale, rowLoss, workspace.outputGradient());
                workspace.backward(false);
                numbers.set(optimizer, step + 1);
                for (int i = 0; i < parameters.size(); i++) {
                    kernels.update(numbers, parameters.get(i), gradients.get(i), states.get(i));
                }
                step++;
            }

            private Targets current() {
                return targets.get((int) (step % targets.size()));
            }

            @Override
            public float loss() {
                return (float) Reduction.MEAN.of(Loss.SOFTMAX_CROSS_ENTROPY, network.outputs(), targets.getFirst(), rowLoss);
            }
        };
    }
}
