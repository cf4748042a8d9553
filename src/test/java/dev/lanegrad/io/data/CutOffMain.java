package dev.lanegrad.io.data;

import dev.lanegrad.memory.Matrix;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;

/**
 * What the fork of {@link MappedMatrixTest} runs: a mapped file is cut off while compiled code copies its rows. The JVM
 * throws where it next looks for news, which may be after the copy's own try block, as an {@link InternalError}.
 */
public final class CutOffMain {
    private static final int ROWS = 50_000;
    private static final int COLUMNS = 100;
    private static final int COPIES = 60_000;
    private static final int COUNT = 2;

    private static volatile boolean compiled;

    private CutOffMain() {
    }

    /** Cuts off the file that is the first argument, several times. */
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0]);
        Matrix target = Matrix.create(COUNT, COLUMNS);
        for (int repetition = 0; repetition < 12; repetition++) {
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength((long) ROWS * COLUMNS * Float.BYTES);
                MappedMatrix mapped = FloatFile.raw(path, COLUMNS).map();
                refusals(mapped, target);
                compiled = false;
                FutureTask<Void> cut = new FutureTask<>(() -> {
                    while (!compiled) {
                        Thread.onSpinWait();
                    }
                    file.setLength(4096);
                    return null;
                });
                Thread.ofPlatform().daemon().start(cut);
                compiled = true;
                int refused = 0;
                while (refused == 0) {
                    refused = refusals(mapped, target);
                }
                cut.get();
            }
        }
        System.out.println("every fault was a DataFileException");
    }

    /** How many of so many copies fail as they should. */
    private static int refusals(MappedMatrix mapped, Matrix target) throws IOException {
        int refused = 0;
        for (int i = 0; i < COPIES; i++) {
            try {
                mapped.copyRows(i * 31 % (ROWS - COUNT), COUNT, target);
            } catch (DataFileException e) {
                refused++;
            }
        }
        return refused;
    }
}
