package dev.lanegrad.cli;

import dev.lanegrad.infer.Predictor;
import dev.lanegrad.io.data.FeatureRows;
import dev.lanegrad.memory.Matrix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** What a predictor says of a file's rows, block by block; several threads predict a block each. */
final class Predictions implements AutoCloseable {
    /** Rows of a block of few columns, and the most bytes of one of many. */
    private static final int ROWS = 1024;

    private static final long BYTES = 1 << 24;

    private final Predictor predictor;
    private final ExecutorService pool;
    private final List<Matrix> inputs = new ArrayList<>();
    private final List<Matrix> outputs = new ArrayList<>();

    Predictions(Predictor predictor, int threads) {
        this.predictor = predictor;
        pool = Workers.pool("predict", threads);
        int rows = blockRows(predictor);
        for (int i = 0; i < threads; i++) {
            inputs.add(Matrix.create(rows, predictor.inputs()));
            outputs.add(Matrix.create(rows, predictor.outputs()));
        }
    }

    /** How many rows are predicted at once. */
    static int blockRows(Predictor predictor) {
        return Math.clamp(BYTES / (4L * (predictor.inputs() + predictor.outputs())), 1, ROWS);
    }

    /** Takes a block of outputs; whether more is wanted. */
    interface Sink {
        boolean accept(Matrix outputs) throws IOException;
    }

    /** Predicts all rows, in the file's order. */
    void forEach(FeatureRows rows, Sink sink) throws IOException {
        boolean more = true;
        while (more) {
            List<Future<Matrix>> running = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                int count = rows.next(inputs.get(i));
                if (count > 0) {
                    Matrix in = inputs.get(i).rows(0, count);
                    Matrix out = outputs.get(i).rows(0, count);
                    running.add(pool.submit(() -> {
                        predictor.predict(in, out);
                        return out;
                    }));
                }
            }
            more = running.size() == inputs.size();
            for (Future<Matrix> block : running) {
                more &= sink.accept(get(block));
            }
        }
    }

    private static Matrix get(Future<Matrix> block) {
        try {
            return block.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while predicting", e);
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
