/**
 * Dense neural networks on the CPU in pure Java, with the same bits at any vector width, equal to a scalar reference.
 *
 * <p>Start at {@link dev.lanegrad.nn.Network}, {@link dev.lanegrad.train.Trainer} and
 * {@link dev.lanegrad.infer.Predictor}. No exported signature mentions the incubating Vector API.
 */
module dev.lanegrad {
    requires jdk.incubator.vector;
    requires tools.jackson.core;
    // Whether the CPU has what vector code needs is asked there; without it, images made by jlink could not ask.
    requires jdk.management;

    // What only CSV files and the command line need is optional; a missing one is named in the error.
    requires static de.siegmar.fastcsv;
    requires static info.picocli;
    requires static me.tongfei.progressbar;
    // Events of calls, where the JVM has it.
    requires static jdk.jfr;
    // What may be null: annotations, for the compiler only.
    requires static org.jspecify;

    exports dev.lanegrad.memory;
    exports dev.lanegrad.parallel;
    exports dev.lanegrad.spec;
    exports dev.lanegrad.activation;
    exports dev.lanegrad.loss;
    exports dev.lanegrad.optim;
    exports dev.lanegrad.optim.schedule;
    exports dev.lanegrad.kernel;
    exports dev.lanegrad.reference;
    exports dev.lanegrad.data;
    exports dev.lanegrad.metric;
    exports dev.lanegrad.nn;
    exports dev.lanegrad.io;
    exports dev.lanegrad.io.data;
    exports dev.lanegrad.train;
    exports dev.lanegrad.infer;

    opens dev.lanegrad.cli to
            info.picocli;
}
