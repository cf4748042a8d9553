package dev.lanegrad.infer;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.reference.ReferenceKernels;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the forks of {@link PredictorJvmTest} run: predictors are made, described, warmed and asked. */
public final class PredictorJvmMain {
    private static final int INPUTS = 12;

    private PredictorJvmMain() {
    }

    /** Takes the kernels, and the seconds that warming up takes at most. */
    public static void main(String[] arguments) {
        Network network = Network.input(INPUTS).dense(40, Activation.TANH).dense(9).build(1);
        Model model = new Model(network, Optional.empty(), List.of(), OutputForm.LOGITS, Activation.IDENTITY);
        PredictorOptions options = PredictorOptions.defaults();
        if (arguments[0].equals("reference")) {
            options = options.withKernels(ReferenceKernels::new);
        }
        float[] row = new float[INPUTS];
        Arrays.fill(row, 0.7f);
        try (Predictor predictor = Predictor.of(model, options)) {
            System.out.println("outputs " + Arrays.hashCode(predictor.predict(row)));
            System.out.println(predictor.describe().replace("\n", "\nbefore "));
            WarmUp found = predictor.warmUp(Duration.ofSeconds(Long.parseLong(arguments[1])), 1);
            System.out.println("steady " + found.steady());
            System.out.println("allocates " + (found.bytesPerCall() >= 1));
            System.out.println(predictor.describe().replace("\n", "\nafter "));
            // A warning comes with the first one only.
            predictor.swap(Predictor.of(model, options));
            System.out.println("swapped " + Arrays.hashCode(predictor.predict(row)));
        }
    }
}
