package dev.lanegrad.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The kinds of data files, told apart by their first bytes. */
enum DataKind {
    CSV, IDX, NPY;

    static DataKind of(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return CSV; // whose reader says what is wrong; a pipe has text, and nothing of it may be lost
        }
        byte[] first = first(file, false);
        boolean gzip = first.length > 1 && first[0] == 0x1F && (first[1] & 0xFF) == 0x8B;
        if (gzip && !isIdx(first(file, true))) {
            throw new IOException(file + ": this is a gzip file that holds no IDX file; unpack it first");
        }
        boolean npy = first.length > 5 && (first[0] & 0xFF) == 0x93 && first[1] == 'N' && first[2] == 'U' && first[3] == 'M'
                && first[4] == 'P' && first[5] == 'Y';
        return gzip || isIdx(first) ? IDX : npy ? NPY : CSV;
    }

    private static byte[] first(Path file, boolean packed) throws IOException {
        try (InputStream in = Files.newInputStream(file); InputStream stream = packed ? new GZIPInputStream(in) : in) {
            return stream.readNBytes(6);
        } catch (EOFException | ZipException e) {
            throw new IOException(file + ": this gzip file is damaged or cut off", e);
        }
    }

    private static boolean isIdx(byte[] first) {
        return first.length > 3 && first[0] == 0 && first[1] == 0;
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
