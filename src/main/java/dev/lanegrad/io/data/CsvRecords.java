package dev.lanegrad.io.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.lanegrad.text.Quoted;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The records of a CSV file, one after the other: the only class that needs FastCSV's reader. Not thread-safe. */
final class CsvRecords implements Closeable {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** FastCSV's own limit, 16,384, is below the width of real data. */
    private static final int MAX_COLUMNS = 1 << 22;

    private final Path file;
    private final boolean header;
    private final BufferedReader text;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> columns;
    private Optional<CsvRecord> pending = Optional.empty(); // the first record, read to count the columns
    private List<String> fields = List.of();
    private long line;
    private long rows;

    /**
     * Opens a file and reads its header.
     *
     * @throws DataFileException if the file is not UTF-8, not CSV or empty, or if a column has no name of its own
     * @throws IOException if reading fails
     */
    CsvRecords(Path file, CsvFormat format) throws IOException {
        this.file = file;
        header = format.header();
        if (Files.isDirectory(file)) {
            throw new DataFileException(file, "this is a directory, expected a CSV file");
        }
        // Not by FastCSV from the path: that would turn bytes that are not UTF-8 into replacement characters.
        text = Files.newBufferedReader(file);
        boolean opened = false;
        try {
            records = open(format);
            Optional<CsvRecord> first = read(0);
            if (first.isEmpty()) {
                throw new DataFileException(file, "the file is empty, expected "
                        + (format.header() ? "a header and " : "") + "at least one record");
            }
            if (format.header()) {
                columns = List.copyOf(first.get().getFields());
                checkNames();
            } else {
                columns = IntStream.rangeClosed(1, first.get().getFieldCount()).mapToObj(Integer::toString).toList();
                pending = first;
            }
            opened = true;
        } finally {
            if (!opened) {
                text.close();
            }
        }
    }

    private CloseableIterator<CsvRecord> open(CsvFormat format) throws IOException {
        try {
            text.mark(1);
            if (text.read() != BYTE_ORDER_MARK) {
                text.reset();
            }
        } catch (CharacterCodingException e) {
            throw notUtf8(e);
        }
        // Field counts and blank lines are checked here, with messages of our own. An unclosed quote would swallow the
        // rest of the file.
        return CsvReader.builder()
                .fieldSeparator(format.separator())
                .quoteCharacter(format.quote())
                .skipEmptyLines(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .build(CsvRecordHandler.of(handler -> handler.maxFields(MAX_COLUMNS).maxRecordSize(Integer.MAX_VALUE)), text)
                .iterator();
    }

    /** The columns' names: not blank and all different. */
    List<String> columns() {
        return columns;
    }

    /**
     * Goes to the next record.
     *
     * @return false at the end of the file
     * @throws DataFileException if the file is not UTF-8, not CSV or ragged, or if there is no record at all
     * @throws IOException if reading fails
     */
    boolean next() throws IOException {
        Optional<CsvRecord> next = pending.isPresent() ? pending : read(columns.size());
        pending = Optional.empty();
        if (next.isEmpty()) {
            if (rows == 0) {
                throw new DataFileException(file, "there is no record after the header");
            }
            return false;
        }
        fields = next.get().getFields();
        if (fields.size() != columns.size()) {
            throw new DataFileException(file, line, "the record has " + count(fields.size(), "field")
                    + (header ? ", the header " : ", the first one ") + count(columns.size(), header ? "column" : "field"));
        }
        rows++;
        return true;
    }

    /** The line on which the record begins, from 1. */
    long line() {
        return line;
    }

    /** The record's fields, as many as there are columns. */
    List<String> fields() {
        return fields;
    }

    /** A blank line is no record; where there is one column it may be a value that is missing. */
    private Optional<CsvRecord> read(int columns) throws IOException {
        try {
            while (records.hasNext()) {
                CsvRecord record = records.next();
                line = record.getStartingLineNumber();
                if (record.getFieldCount() > 1 || columns == 1 || !String.join("", record.getFields()).isBlank()) {
                    return Optional.of(record);
                }
            }
            return Optional.empty();
        } catch (CsvParseException e) {
            throw new DataFileException(file, "after line " + line + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw notUtf8(e);
            }
            throw e.getCause();
        }
    }

    private void checkNames() throws DataFileException {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < columns.size(); i++) {
            // A column without a name is most often a row index that an export has added, and no feature.
            if (columns.get(i).isBlank()) {
                throw new DataFileException(file, line, "column " + (i + 1) + " of the header has no name");
            }
            if (!seen.add(columns.get(i))) {
                throw new DataFileException(file, line, "the header has the column " + Quoted.text(columns.get(i))
                        + " twice; is this line a header?");
            }
        }
    }

    private DataFileException notUtf8(Exception cause) {
        return new DataFileException(file, "after line " + line + ": the file is not UTF-8 text", cause);
    }

    static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
