package dev.lanegrad.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * What {@link GemmReport} measured.
 *
 * @param results the file
 */
record GemmResults(Results results) {
    static final String OWN = "lanegrad";
    /** The libraries to compare with. */
    static final List<String> PEERS = List.of("openblas", "mkl", "onednn", "pytorch", "netlib", "ejml");
    /** Those that can pack weights beforehand. */
    static final List<String> PACKERS = List.of("mkl", "onednn");

    static GemmResults read(Path file) throws IOException {
        return new GemmResults(Results.read(file));
    }

    /** Median GFLOP/s; NaN where nothing was measured. */
    double median(String shape, String impl, boolean prepacked) {
        return results.median(Map.of("shape", shape, "impl", impl, "prepacked", String.valueOf(prepacked)));
    }

    /** The peak beside this shape. */
    double peak(String shape) {
        return median(shape, Peak.NAME, false);
    }

    /** The peak of all iterations beside all shapes: what the cores did at their best. */
    double peak() {
        return results.largest(Map.of("impl", Peak.NAME));
    }

    /** The fastest peer; where weights may be packed beforehand, it may do as it likes. */
    double bestPeer(String shape, boolean prepacked) {
        DoubleStream packing = PEERS.stream().mapToDouble(peer -> median(shape, peer, false));
        return Results.best(prepacked
                ? DoubleStream.concat(packing, PEERS.stream().mapToDouble(peer -> median(shape, peer, true)))
                : packing);
    }

    /** What Lanegrad reaches of the fastest peer. */
    double ratio(String shape, boolean prepacked) {
        return median(shape, OWN, prepacked) / bestPeer(shape, prepacked);
    }
}
