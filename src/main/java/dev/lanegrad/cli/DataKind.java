package dev.lanegrad.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kinds of data files, told apart by their first bytes. */
enum DataKind {
    CSV, IDX, NPY;

    static DataKind of(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return CSV; // whose reader says what is wrong; a pipe has text, and nothing of it may be lost
        }
        byte[] first;
        try (InputStream in = Files.newInputStream(file)) {
            first = in.readNBytes(6);
        }
        boolean gzip = first.length > 1 && first[0] == 0x1F && (first[1] & 0xFF) == 0x8B;
        boolean idx = first.length > 3 && first[0] == 0 && first[1] == 0;
        boolean npy = first.length > 5 && (first[0] & 0xFF) == 0x93 && first[1] == 'N' && first[2] == 'U' && first[3] == 'M'
                && first[4] == 'P' && first[5] == 'Y';
        return gzip || idx ? IDX : npy ? NPY : CSV;
    }

    @Override
    public String toString() {
        return switch (this) {
            case CSV -> "a CSV file";
            case IDX -> "an IDX file";
            case NPY -> "a NumPy file";
        };
    }
}
