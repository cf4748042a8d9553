package dev.lanegrad.bench.peers;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDResource;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import dev.lanegrad.bench.TrainingSteps;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.Network;
import dev.lanegrad.optim.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A training step of DJL with its engine PyTorch, as its users write it: blocks, its {@code Trainer}, loss and Adam. */
public final class DjlTraining implements TrainingSteps {
    /** For the service loader. */
    public DjlTraining() {
    }

    @Override
    public String name() {
        return "djl";
    }

    @Override
    public boolean can(Task task) {
        return true;
    }

    @Override
    public Training prepare(Task task, Optimizer optimizer) {
        NDManager manager = Djl.manager(task.threads());
        Network network = task.create();
        List<Dense> layers = network.layers().stream().map(Dense.class::cast).toList();
        SequentialBlock block = new SequentialBlock();
        List<Linear> linear = new ArrayList<>();
        for (Dense layer : layers) {
            if (!linear.isEmpty()) {
                block.add(Activation.reluBlock());
            }
            linear.add(Linear.builder().setUnits(layer.outputs()).build());
            block.add(linear.getLast());
        }
        Model model = Model.newInstance("step", Djl.ENGINE);
        model.setBlock(block);
        Adam adam = ai.djl.training.optimizer.Optimizer.adam()
                .optLearningRateTracker(Tracker.fixed(optimizer.rate())).build();
        Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optDevices(new Device[] {Device.cpu()}).optOptimizer(adam));
        for (int i = 0; i < layers.size(); i++) {
            Dense layer = layers.get(i);
            linear.get(i).setInitializer((to, shape, type) -> Djl.weights(to, layer.weight().value()), "weight");
            linear.get(i).setInitializer((to, shape, type) -> Djl.biases(to, layer.bias().value()), "bias");
        }
        trainer.initialize(new Shape(task.batch(), network.inputs()));
        NDArray view = Djl.view(manager, task.samples());
        // Memory of its own, which nobody has to keep alive.
        NDArray samples = view.duplicate();
        NDArray[] labels = Arrays.stream(task.labels())
                .map(turn -> manager.create(Arrays.stream(turn).asLongStream().toArray())).toArray(NDArray[]::new);
        return new Steps(trainer, manager, samples, labels);
    }

    /** Results belong to the manager of what they are made from: the operands are lent to one that is closed. */
    private static final class Steps implements Training {
        private final Trainer trainer;
        private final NDManager manager;
        private final NDArray samples;
        private final NDArray[] labels;
        private int turn;
        private NDArray loss;

        Steps(Trainer trainer, NDManager manager, NDArray samples, NDArray[] labels) {
            this.trainer = trainer;
            this.manager = manager;
            this.samples = samples;
            this.labels = labels;
            this.loss = manager.create(Float.NaN);
        }

        @Override
        public void step() {
            loss.close();
            NDArray classes = labels[turn];
            turn = (turn + 1) % labels.length;
            try (NDManager scope = manager.newSubManager()) {
                scope.tempAttachAll(new NDResource[] {samples, classes});
                try (GradientCollector collector = trainer.newGradientCollector()) {
                    NDList prediction = trainer.forward(new NDList(samples));
                    loss = trainer.getLoss().evaluate(new NDList(classes), prediction);
                    collector.backward(loss);
                }
                loss.attach(manager);
            }
            trainer.step();
        }

        @Override
        public float loss() {
            return loss.getFloat();
        }
    }
}
