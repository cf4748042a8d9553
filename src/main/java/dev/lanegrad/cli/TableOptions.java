package dev.lanegrad.cli;

import dev.lanegrad.io.data.CsvFile;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How CSV files are written, and which of their columns count. */
final class TableOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--label", split = ",", paramLabel = "COLUMN",
            description = "label columns of a CSV file, by name or by number from 1 (-1 is the last one; so are columns"
                    + " whose name holds a comma); several are target values or one-hot classes (default: the last column)")
    private List<String> labels = List.of();

    @Option(names = "--separator", defaultValue = ",", paramLabel = "CHAR",
            description = "between fields, or 'tab' (default: a comma)")
    private String separator;

    @Option(names = "--quote", defaultValue = "\"", paramLabel = "CHAR",
            description = "around fields that hold separators (default: a double quote)")
    private String quote;

    @Option(names = "--no-header", description = "the first line is data; columns are called 1, 2 and so on")
    private boolean headless;

    @Option(names = "--ignore", split = ",", paramLabel = "COLUMN", description = "columns that are left out")
    private List<String> ignored = List.of();

    @Option(names = "--missing-words", split = ",", paramLabel = "WORD",
            description = "what a missing value is written as, beside an empty field (default: NA, N/A, NaN, null, ?)")
    private List<String> missingWords = List.of();

    /** The file with these settings. */
    CsvFile csv(Path file) {
        char between = character("--separator", separator);
        char around = character("--quote", quote);
        if (between == around) {
            throw Options.invalid(spec, between == ',' ? "--quote" : "--separator",
                    "separator and quote are both '" + between + "'");
        }
        // In the order in which no step meets two equal characters.
        CsvFile csv = CsvFile.of(file);
        CsvFile formed = around == ','
                ? withQuote(withSeparator(csv, between), around)
                : withSeparator(withQuote(csv, around), between);
        formed = formed.ignoring(ignored.toArray(String[]::new));
        if (!missingWords.isEmpty()) {
            formed = formed.withMissingWords(missingWords);
        }
        if (!labels.isEmpty()) {
            formed = formed.withLabels(labels.toArray(String[]::new));
        }
        return headless ? formed.withoutHeader() : formed;
    }

    private CsvFile withSeparator(CsvFile csv, char between) {
        return Options.checked(spec, "--separator", () -> csv.withSeparator(between));
    }

    private CsvFile withQuote(CsvFile csv, char around) {
        return Options.checked(spec, "--quote", () -> csv.withQuote(around));
    }

    private char character(String option, String text) {
        if (text.equals("tab") || text.equals("\\t")) {
            return '\t';
        }
        if (text.length() != 1) {
            throw Options.invalid(spec, option, "expected one character or 'tab', given '" + text + "'");
        }
        return text.charAt(0);
    }

    /** Whether several label columns were named. */
    boolean severalLabels() {
        return labels.size() > 1;
    }
}
