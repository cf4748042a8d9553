package dev.lanegrad.io.data;

import dev.lanegrad.text.Quoted;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The records of a CSV file, one after the other: the only class that needs FastCSV. */
final class CsvRecords {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** FastCSV's own limit, 16,384, is below the width of real data. */
    private static final int MAX_COLUMNS = 1 << 22;

    private CsvRecords() {
    }

    /** Takes what is read, in the file's order. */
    interface Sink {
        /** The header: names that are not blank and all different. */
        void header(long line, List<String> columns) throws DataFileException;

        /** A record, with as many fields as the header. */
        void record(long line, List<String> fields) throws DataFileException;
    }

    /**
     * Reads a file: a header, and at least one record.
     *
     * @throws DataFileException if the file is not UTF-8, not CSV, or ragged, if a column has no name of its own, if
     * there
     *     is no record, or from the sink
     * @throws IOException if reading fails
     */
    static void read(Path file, Sink sink) throws IOException {
        if (Files.isDirectory(file)) {
            throw new DataFileException(file, "this is a directory, expected a CSV file");
        }
        long line = 0;
        // Not by FastCSV from the path: that would turn bytes that are not UTF-8 into replacement characters.
        try (BufferedReader text = Files.newBufferedReader(file)) {
            skipByteOrderMark(text);
            int columns = 0;
            long rows = 0;
            try (CloseableIterator<CsvRecord> records = reader(text).iterator()) {
                while (records.hasNext()) {
                    CsvRecord next = records.next();
                    line = next.getStartingLineNumber();
                    List<String> fields = next.getFields();
                    // A blank line is no record; where there is one column it may be a value that is missing.
                    if (fields.size() <= 1 && columns != 1 && String.join("", fields).isBlank()) {
                        continue;
                    }
                    if (columns == 0) {
                        columns = fields.size();
                        checkNames(file, line, fields);
                        sink.header(line, fields);
                    } else if (fields.size() != columns) {
                        throw new DataFileException(file, line, "the record has " + count(fields.size(), "field")
                                + ", the header " + count(columns, "column"));
                    } else {
                        sink.record(line, fields);
                        rows++;
                    }
                }
            }
            if (rows == 0) {
                throw new DataFileException(file, columns == 0
                        ? "the file is empty, expected a header and at least one record"
                        : "there is no record after the header");
            }
        } catch (CsvParseException e) {
            throw new DataFileException(file, "after line " + line + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw notUtf8(file, line, e);
            }
            throw e.getCause();
        } catch (CharacterCodingException e) {
            throw notUtf8(file, line, e);
        }
    }

    private static CsvReader<CsvRecord> reader(BufferedReader text) {
        // Field counts and blank lines are checked here, with messages of our own. An unclosed quote would swallow the
        // rest of the file.
        return CsvReader.builder()
                .skipEmptyLines(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .build(CsvRecordHandler.of(handler -> handler.maxFields(MAX_COLUMNS).maxRecordSize(Integer.MAX_VALUE)),
                        text);
    }

    private static void skipByteOrderMark(BufferedReader text) throws IOException {
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
    }

    private static void checkNames(Path file, long line, List<String> names) throws DataFileException {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            // A column without a name is most often a row index that an export has added, and no feature.
            if (names.get(i).isBlank()) {
                throw new DataFileException(file, line, "column " + (i + 1) + " of the header has no name");
            }
            if (!seen.add(names.get(i))) {
                throw new DataFileException(file, line, "the header has the column " + Quoted.text(names.get(i))
                        + " twice; is this line a header?");
            }
        }
    }

    private static DataFileException notUtf8(Path file, long line, Exception cause) {
        return new DataFileException(file, "after line " + line + ": the file is not UTF-8 text", cause);
    }

    static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
