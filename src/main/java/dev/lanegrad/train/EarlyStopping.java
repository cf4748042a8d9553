package dev.lanegrad.train;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import java.util.List;
import java.util.Optional;

/** Keeps the weights and running statistics of the epoch with the smallest validation loss, and says when to give up. */
final class EarlyStopping {
    private final List<Matrix> tensors;
    private final List<Matrix> bestValues;
    private final List<String> names;
    private final int patience;
    private Optional<EpochReport> best = Optional.empty();

    EarlyStopping(Network network, int patience) {
        tensors = network.tensors().values().stream().map(Parameter::value).toList();
        names = List.copyOf(network.tensors().keySet());
        bestValues = tensors.stream().map(p -> Matrix.create(p.rows(), p.columns())).toList();
        this.patience = patience;
    }

    private static double loss(EpochReport report) {
        return report.validation().orElseThrow().loss();
    }

    /** Looks at the weights that an epoch left. */
    void epochEnded(EpochReport report) {
        if (best.isEmpty() || loss(report) < loss(best.get())) {
            best = Optional.of(report);
            copy(tensors, bestValues);
        }
    }

    /** Whether training ends after this epoch. */
    boolean stops(int epoch) {
        return best.isPresent() && epoch - best.get().epoch() >= patience;
    }

    /** All of it, for a checkpoint. */
    void state(RunState state, List<String> labels) {
        best = ReportState.exchange(state, "best", best, labels);
        for (int i = 0; i < names.size(); i++) {
            state.array("best." + names.get(i), bestValues.get(i));
        }
    }

    /** Gives the network the best weights; the epoch they are from. */
    EpochReport restore() {
        copy(bestValues, tensors);
        return best.orElseThrow();
    }

    private static void copy(List<Matrix> from, List<Matrix> to) {
        for (int i = 0; i < from.size(); i++) {
            to.get(i).copyFrom(from.get(i));
        }
    }
}
