package dev.lanegrad.kernel;

import dev.lanegrad.loss.BinaryCrossEntropy;
import dev.lanegrad.loss.Loss;
import dev.lanegrad.loss.SmoothL1;
import dev.lanegrad.loss.SoftmaxCrossEntropy;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Canaries;
import dev.lanegrad.testing.Twins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** What {@link KernelBitsTest} is to the other kernels: losses and their gradients have the reference's bits. */
@Tag("bits")
class LossBitsTest {
    @Provide
    Arbitrary<KernelShape> batches() {
        return KernelShape.ofBatches();
    }

    @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
    void losses(@ForAll("batches") KernelShape shape, @ForAll long seed) {
        KernelDraw draw = KernelDraw.any(seed);
        int rows = shape.rows();
        int columns = shape.out();
        float[] prediction = draw.floats(rows * columns);
        float scale = draw.random().nextInt(4) == 0 ? draw.floats(1)[0] : 1f / rows;
        List<Loss> losses = new ArrayList<>(Twins.losses(columns));
        losses.add(draw.huber());
        losses.add(draw.classWeights(columns));
        losses.add(new SmoothL1(draw.magnitude()));
        losses.add(new BinaryCrossEntropy(List.of(draw.magnitude())));
        for (Loss loss : losses) {
            for (TargetForm form : TargetForm.values()) {
                if (form == TargetForm.CLASSES && !loss.allowsClasses()) {
                    continue;
                }
                int[] labels = draw.random().ints(rows + 2, 0, columns).toArray();
                if (loss instanceof Loss.OfClasses f && draw.random().nextBoolean()) {
                    labels[draw.random().nextInt(rows)] = f.ignoreIndex();
                }
                float[] values = form.values(draw, rows, columns);
                String what = loss.text() + " " + form + " scale " + scale + " " + draw;
                Twins.compare(what, seed, (kernels, memory) -> kernels.loss(loss,
                        memory.input(rows, columns, prediction), form.targets(memory, rows, columns, values, labels),
                        scale, memory.output("loss", 1, rows), memory.output("gradient", rows, columns)));
                Twins.compare(what + " in place", seed, (kernels, memory) -> {
                    Matrix gradient = memory.inOut("gradient", rows, columns, prediction);
                    kernels.loss(loss, gradient, form.targets(memory, rows, columns, values, labels), scale,
                            memory.output("loss", 1, rows), gradient);
                });
            }
        }
    }

    /** What targets look like; all but CLASSES are matrices. */
    private enum TargetForm {
        ANY, ONE_HOT, SOFT, CLASSES;

        float[] values(KernelDraw draw, int rows, int columns) {
            float[] values = this == ANY ? draw.floats(rows * columns) : new float[rows * columns];
            for (int r = 0; r < rows && this != ANY; r++) {
                int hot = draw.random().nextInt(columns);
                values[r * columns + hot] = this == SOFT ? 0.75f : 1f;
                values[r * columns + (hot + 1) % columns] += this == SOFT ? 0.25f : 0f;
            }
            return values;
        }

        Targets targets(Canaries memory, int rows, int columns, float[] values, int[] labels) {
            return this == CLASSES
                    ? new Targets.Classes(labels, rows)
                    : new Targets.Values(memory.input(rows, columns, values));
        }
    }

    /** The class index has its own path through the vector code. */
    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void aClassIndexHasTheBitsOfItsOneHotRow(@ForAll("batches") KernelShape shape, @ForAll long seed) {
        KernelDraw draw = KernelDraw.any(seed);
        int rows = shape.rows();
        int columns = shape.out();
        float[] prediction = draw.floats(rows * columns);
        int[] labels = draw.random().ints(rows, 0, columns).toArray();
        float[] oneHot = new float[rows * columns];
        for (int r = 0; r < rows; r++) {
            oneHot[r * columns + labels[r]] = 1;
        }
        List<Loss> losses = new ArrayList<>(Twins.losses(columns));
        losses.add(draw.classWeights(columns));
        losses.removeIf(f -> !f.allowsClasses() || Arrays.stream(labels).anyMatch(f::ignores));
        for (Loss loss : losses) {
            BiConsumer<Kernels, Canaries> byIndex = (k, memory) -> k.loss(loss,
                    memory.input(rows, columns, prediction), new Targets.Classes(labels, rows), 1f / rows,
                    memory.output("loss", 1, rows), memory.output("gradient", rows, columns));
            BiConsumer<Kernels, Canaries> byRow = (k, memory) -> k.loss(loss,
                    memory.input(rows, columns, prediction), new Targets.Values(memory.input(rows, columns, oneHot)),
                    1f / rows, memory.output("loss", 1, rows), memory.output("gradient", rows, columns));
            for (Kernels kernels : new Kernels[] {Twins.REFERENCE, Twins.VECTOR}) {
                Twins.compare(kernels.description() + " " + loss.text() + " " + draw, kernels, byRow, kernels, byIndex,
                        seed);
            }
            Twins.compare(loss.text() + " " + draw, seed, byIndex);
        }
    }

    /** Class weights of 1 are none; the sum of soft targets is rounded, so only their loss must stay as it is. */
    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void weightsOfOneHaveTheBitsOfNone(@ForAll("batches") KernelShape shape, @ForAll long seed) {
        KernelDraw draw = KernelDraw.any(seed);
        int rows = shape.rows();
        int columns = shape.out();
        float[] prediction = draw.floats(rows * columns);
        int[] labels = draw.random().ints(rows, 0, columns).toArray();
        float[] soft = TargetForm.SOFT.values(draw, rows, columns);
        Twins.compare("weights of 1, " + draw,
                Twins.REFERENCE, (k, memory) -> ones(k, memory, Loss.SOFTMAX_CROSS_ENTROPY, prediction, labels, soft),
                Twins.VECTOR, (k, memory) -> ones(k, memory, new SoftmaxCrossEntropy(Collections.nCopies(columns, 1f)),
                        prediction, labels, soft),
                seed);
    }

    private static void ones(Kernels kernels, Canaries memory, Loss loss, float[] prediction, int[] labels, float[] soft) {
        int rows = labels.length;
        int columns = prediction.length / rows;
        kernels.loss(loss, memory.input(rows, columns, prediction), new Targets.Classes(labels, rows), 1f / rows,
                memory.output("loss", 1, rows), memory.output("gradient", rows, columns));
        kernels.loss(loss, memory.input(rows, columns, prediction), new Targets.Values(memory.input(rows, columns, soft)),
                1f / rows, memory.output("loss of soft targets", 1, rows), memory.place(rows, columns));
    }
}
