package dev.lanegrad.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.spec.WeightFormat;
import dev.lanegrad.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a description says of memory, against what was allocated. {@link NativeLeftoversTest} asks the JVM, too. */
class PredictorMemoryTest {
    private static final int INPUTS = 12;

    private static final Pattern UNITS = Pattern.compile("(\\d+) of at most (\\d+) kept work units of up to (\\d+) bytes");
    private static final Pattern TOTALS = Pattern.compile(
            "native memory: (\\d+) bytes now, at most (\\d+) with all kept work units; weights on the heap: (\\d+) bytes");

    /** Every kind of layer, wide and narrow ones. */
    private static Model model() {
        Network network = Network.input(INPUTS).dense(70).batchNormalization().parametricRelu().batchNormalization()
                .layerNormalization().rmsNormalization().residual(b -> b.dense(70, Activation.RELU)).dense(9).build(1);
        Matrix one = Samples.uniform(1, INPUTS, 3);
        return new Model(network, Optional.of(new Scaler(one, one)), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
    }

    private static Matcher find(Pattern pattern, Predictor predictor) {
        Matcher matcher = pattern.matcher(predictor.describe());
        assertTrue(matcher.find(), predictor::describe);
        return matcher;
    }

    private static long number(Pattern pattern, int group, Predictor predictor) {
        return Long.parseLong(find(pattern, predictor).group(group));
    }

    private static void predict(Predictor predictor, int rows) {
        predictor.predict(Samples.uniform(rows, predictor.inputs(), 1), Matrix.create(rows, predictor.outputs()));
    }

    /** What the layers say that they take is what the arena gave them. */
    @ParameterizedTest
    @EnumSource
    void weights(WeightFormat format) {
        PredictorOptions options = PredictorOptions.defaults().withWeights(format);
        for (PredictorOptions each : List.of(options, options.withKernels(ReferenceKernels::new))) {
            try (Predictor predictor = Predictor.of(model(), each)) {
                FrozenNetwork network = predictor.open().network();
                assertEquals(network.bytes() - network.heapBytes(), number(TOTALS, 1, predictor), predictor::describe);
                assertEquals(network.heapBytes(), number(TOTALS, 3, predictor));
                assertTrue(predictor.describe().contains(format.name().toLowerCase(Locale.ROOT) + " weights"));
            }
        }
    }

    /** One work unit that has seen single rows, some, and many has the memory that is given as the most, and no more. */
    @ParameterizedTest
    @EnumSource
    void workingMemory(WeightFormat format) {
        Network network = Network.input(INPUTS).dense(70, Activation.RELU).dense(9).build(1);
        Model plain = new Model(network, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
        try (Predictor predictor = Predictor.of(plain, PredictorOptions.defaults().withWeights(format))) {
            long weights = number(TOTALS, 1, predictor);
            long unit = number(UNITS, 3, predictor);
            assertEquals(weights + number(UNITS, 2, predictor) * unit, number(TOTALS, 2, predictor));
            predict(predictor, 1);
            long first = number(TOTALS, 1, predictor) - weights;
            assertTrue(first > 0 && first < unit, predictor::describe);
            predict(predictor, WorkUnit.FEW_ROWS);
            predict(predictor, WorkUnit.FEW_ROWS + 1);
            predict(predictor, 3 * WorkUnit.ROWS + 1);
            assertEquals(1, number(UNITS, 1, predictor));
            assertEquals(unit, number(TOTALS, 1, predictor) - weights, predictor::describe);
        }
    }

    /** A network of every kind of layer stays within the bound. */
    @ParameterizedTest
    @EnumSource
    void theBoundHolds(WeightFormat format) {
        try (Predictor predictor = Predictor.of(model(), PredictorOptions.defaults().withWeights(format))) {
            long weights = number(TOTALS, 1, predictor);
            for (int rows : new int[] {1, 3, WorkUnit.FEW_ROWS, WorkUnit.ROWS, 2, 1}) {
                predict(predictor, rows);
                assertTrue(number(TOTALS, 1, predictor) - weights <= number(UNITS, 3, predictor), predictor::describe);
            }
        }
    }

    /** Temporary units count while there are any. */
    @Test
    void temporaryUnits() {
        try (Predictor predictor = Predictor.of(model())) {
            ServedModel served = predictor.open();
            List<WorkUnit> units = new ArrayList<>();
            do {
                units.add(served.acquire());
            } while (units.getLast().slot() >= 0);
            long with = number(TOTALS, 1, predictor);
            served.release(units.removeLast());
            long without = number(TOTALS, 1, predictor);
            long buffers = (with - without) * units.size();
            assertEquals(number(TOTALS, 1, predictor) - served.network().bytes() + served.network().heapBytes(), buffers);
            units.forEach(served::release);
            assertEquals(without, number(TOTALS, 1, predictor), "what is kept");
        }
    }
}
