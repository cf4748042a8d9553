package dev.lanegrad.io.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.FeatureColumn;
import dev.lanegrad.data.Imputation;
import dev.lanegrad.data.Schema;
import dev.lanegrad.memory.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What a CSV file is refused for, and that the message says where. */
class CsvRefusalTest {
    private static final Schema SCHEMA = new Schema(List.of(new FeatureColumn.Numeric("a", Imputation.REFUSE),
            new FeatureColumn.Categorical("b", List.of("u", "v"))), List.of("k"));

    @TempDir
    Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("data.csv");
    }

    private CsvFile csv(String text) throws IOException {
        Files.writeString(file, text);
        return CsvFile.of(file);
    }

    private void assertRefused(Executable read, String message) {
        assertEquals(file + message, assertThrows(DataFileException.class, read).getMessage());
    }

    @Test
    void weights() throws IOException {
        CsvFile csv = csv("a,b,w,k\n1,2,0.5,x\n3,4,-1,y\n").withWeights("w");
        assertRefused(csv::readClasses, ", line 3: column 'w' is '-1', expected a weight of at least 0");
        assertRefused(() -> csv.withLabels("w").readClasses(),
                ": column 'w' has two roles: it cannot be both label and weight");
        assertRefused(() -> csv.ignoring("w").readClasses(),
                ": column 'w' has two roles: it cannot be both ignored and weight");
        assertRefused(() -> csv.withCategories("w").readClasses(),
                ": column 'w' has two roles: it cannot be both categorical and weight");
        assertRefused(() -> csv.withSchema(SCHEMA).withWeights("a").readClasses(),
                ": column 'a' has two roles: it cannot be both weight and feature");
        assertRefused(() -> csv.withWeights("v").readClasses(),
                ": there is no weight column 'v', the file has the 4 columns ['a', 'b', 'w', 'k']");
        assertRefused(() -> csv("a,k,w\n1,x,0\n2,y,0\n").withWeights("w").readClasses(),
                ": column 'w': all weights are 0, so nothing would be trained");
        assertRefused(() -> csv("a,k,w\n1,x,0\n2,y,\n").withWeights("w").readClasses(),
                ", line 3: column 'w' is empty, expected a number");
    }

    @Test
    void columnsThatAreNotThere() throws IOException {
        CsvFile csv = csv("a,b,k\n1,2,x\n");
        String rest = ", the file has the 3 columns ['a', 'b', 'k']";
        for (String reference : List.of("c", "0", "4", "-4", "-0", "01", "1.0", "", "999999999999")) {
            assertRefused(() -> csv.withLabels(reference).readClasses(), ": there is no label column '" + reference + "'"
                    + rest);
            assertRefused(() -> csv.ignoring(reference).readClasses(), ": there is no ignored column '" + reference + "'"
                    + rest);
            assertRefused(() -> csv.withCategories(reference).readClasses(),
                    ": there is no categorical column '" + reference + "'" + rest);
        }
        assertRefused(() -> csv("a,k\n1,x\n").withSchema(SCHEMA).readClasses(),
                ": there is no feature column 'b', the file has the 2 columns ['a', 'k']");
        assertRefused(() -> csv("a,b\n1,u\n").withSchema(SCHEMA).readClasses(),
                ": there is no label column 'k', the file has the 2 columns ['a', 'b']");
        assertThrows(IllegalArgumentException.class, () -> csv.withLabels());
    }

    @Test
    void columnsNamedTwice() throws IOException {
        CsvFile csv = csv("a,b,k\n1,2,x\n");
        assertRefused(() -> csv.withLabels("k", "-1").readValues(), ": the label column 'k' is named twice");
        assertRefused(() -> csv.ignoring("1", "a").readClasses(), ": the ignored column 'a' is named twice");
        assertRefused(() -> csv.withCategories("b", "2").readClasses(), ": the categorical column 'b' is named twice");
    }

    @Test
    void columnsOfTwoRoles() throws IOException {
        CsvFile csv = csv("a,b,k\n1,2,x\n").withLabels("k");
        assertRefused(() -> csv.ignoring("k").readClasses(),
                ": column 'k' has two roles: it cannot be both label and ignored");
        assertRefused(() -> csv.withCategories("-1").readClasses(),
                ": column 'k' has two roles: it cannot be both categorical and label");
        assertRefused(() -> csv.ignoring("a").withCategories("1").readClasses(),
                ": column 'a' has two roles: it cannot be both categorical and ignored");
        assertRefused(() -> csv("a,b,k\n1,u,x\n").withSchema(SCHEMA).withLabels("b").readClasses(),
                ": column 'b' has two roles: it cannot be both label and feature");
        assertRefused(() -> csv("1,u\n").withoutHeader().withSchema(new Schema(SCHEMA.features(), List.of()))
                .readClasses(), ": column '2' has two roles: it cannot be both label and feature");
    }

    @Test
    void nothingToLearnFrom() {
        assertRefused(() -> csv("").readClasses(), ": the file is empty, expected a header and at least one record");
        assertRefused(() -> csv("\n\n").withoutHeader().readClasses(), ": the file is empty, expected at least one record");
        assertRefused(() -> csv("a,k").readClasses(), ": there is no record after the header");
        assertRefused(() -> csv("a;k\n1;x\n").readClasses(),
                ": there is no feature column beside the label ['a;k']; is another separator than ',' in use?");
        assertRefused(() -> csv("a,k\n1,x\n").ignoring("a").readClasses(),
                ": there is no feature column beside the label ['k']; is another separator than ',' in use?");
        assertRefused(() -> csv("a,b\n1,2\n").ignoring("a", "-1").readClasses(),
                ": all columns are ignored, there is none for the label: ['a', 'b']");
    }

    @Test
    void raggedRecords() {
        assertRefused(() -> csv("a,b,k\n\n1,2,x\n1,2\n").readClasses(),
                ", line 4: the record has 2 fields, the header 3 columns");
        assertRefused(() -> csv("1,2,x\n1,2,x,\n").withoutHeader().readClasses(),
                ", line 2: the record has 4 fields, the first one 3 fields");
    }

    @Test
    void valuesThatAreMissing() throws IOException {
        assertRefused(() -> csv("a,k\n ,x\n").readClasses(), ", line 2: column 'a' is empty, expected a number");
        assertRefused(() -> csv("a,k\nu,x\n?,y\n").withCategories("a").readClasses(),
                ", line 3: column 'a' is '?', which stands for a value that is missing, expected a category");
        assertRefused(() -> csv("a,k\n1,\n").withMissing(Imputation.MEAN).readClasses(),
                ", line 2: column 'k' is empty, expected a label");
        assertRefused(() -> csv("a,k\n1,NA\n").readClasses(),
                ", line 2: column 'k' is 'NA', which stands for a value that is missing, expected a label");
        CsvFile words = csv("a,k\n1,2\n-999,-999\n").withMissingWords(List.of("-999"));
        String missing = "' is '-999', which stands for a value that is missing, expected a number";
        assertRefused(words::readValues, ", line 3: column 'a" + missing);
        assertRefused(() -> words.withMissing(Imputation.MEAN).readValues(), ", line 3: column 'k" + missing);
        assertRefused(() -> words.readFeatures(1), ", line 3: column 'a" + missing);
    }

    @Test
    void wordsThatAreNotKnown() throws IOException {
        assertRefused(() -> csv("a,b,k\n1,w,x\n").withSchema(SCHEMA).readClasses(),
                ", line 2: column 'b' is 'w', expected one of the categories ['u', 'v']");
        assertRefused(() -> csv("a,b\n1,\n").readFeatures(SCHEMA),
                ", line 2: column 'b' is '', expected one of the categories ['u', 'v']");
        assertRefused(() -> csv("a,k\n1,x\n2,y\n").readClasses(List.of("x")),
                ", line 3: column 'k' is 'y', expected one of the labels ['x']");
        List<String> known = List.of("NA", "x");
        assertEquals(known, csv("a,k\n1,x\n2,NA\n").readClasses(known).labelNames(), "a known label is one");
    }

    /** A category by the name of a word for missing values, where other words were said when the schema was made. */
    @Test
    void aKnownCategoryIsNotMissing() throws IOException {
        CsvFile csv = csv("country,k\nNA,1\nDE,2\n");
        Dataset data = csv.withCategories("country").withMissingWords(List.of()).readValues();
        assertArrayEquals(new float[] {0, 1, 1, 0}, data.features().toArray());
        assertArrayEquals(new float[] {0, 1, 1, 0}, csv.readFeatures(data.schema().orElseThrow()).toArray());
    }

    @Test
    void severalLabelsAreNoClasses() throws IOException {
        CsvFile csv = csv("a,k,m\nno number,2,3\n").withLabels("m", "k");
        String message = "classes stand in one label column, given ['m', 'k']; several label columns are target values";
        assertEquals(message, assertThrows(IllegalArgumentException.class, csv::readClasses).getMessage());
        assertEquals(message, assertThrows(IllegalArgumentException.class,
                () -> csv.readClasses(List.of("x"))).getMessage());
    }

    @Test
    void separatorsAndQuotesThatCannotBe() throws IOException {
        CsvFile csv = csv("a,k\n1,x\n");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> csv.withSeparator('"')).getMessage()
                .contains("separator and quote are both"));
        assertThrows(IllegalArgumentException.class, () -> csv.withQuote(','));
        for (char c : "\n\r\uD800\uFEFF".toCharArray()) {
            assertThrows(IllegalArgumentException.class, () -> csv.withSeparator(c));
            assertThrows(IllegalArgumentException.class, () -> csv.withQuote(c));
        }
    }

    @Test
    void widthsWithoutAHeader() throws IOException {
        CsvFile features = csv("1,u\n").withoutHeader();
        assertArrayEquals(new float[] {1, 1, 0}, features.readFeatures(SCHEMA).toArray(), "by position");
        assertRefused(() -> csv("1,u,x\n").withoutHeader().readFeatures(SCHEMA),
                ": there is no feature column 'a', the file has the 3 columns ['1', '2', '3']");
        assertRefused(() -> csv("a,c\n1,u\n").readFeatures(SCHEMA),
                ": there is no feature column 'b', the file has the 2 columns ['a', 'c']");
        assertRefused(() -> csv("1,2,3\n").withoutHeader().readFeatures(1),
                ": expected 1 feature column (or a label column more), found 3: ['1', '2', '3']");
    }

    @Test
    void schemasThatAreNotFitted() throws IOException {
        Schema mean = new Schema(List.of(new FeatureColumn.Numeric("a", Imputation.MEAN)), List.of());
        CsvFile csv = csv("a\n1\n");
        assertThrows(IllegalArgumentException.class, () -> csv.openFeatures(mean));
    }

    @Test
    void rowsThatWereClosed() throws IOException {
        FeatureRows rows = csv("a,b\n1,u\n").openFeatures(SCHEMA);
        try (rows) {
            assertThrows(IllegalArgumentException.class, () -> rows.next(Matrix.create(1, 2)));
        }
        assertThrows(IOException.class, () -> rows.next(Matrix.create(1, 3)));
    }

    /** FastCSV's buffer ends at 16 MiB, so that a quote that is never closed does not swallow the memory. */
    @Test
    void hugeFields() throws IOException {
        String huge = "x\n".repeat(1 << 19);
        assertEquals(List.of(huge), csv("a,k\n1,\"" + huge + "\"\n").readClasses().labelNames());
        DataFileException e = assertThrows(DataFileException.class,
                () -> csv("a,k\n1,\"" + huge.repeat(20) + "\"\n").readClasses());
        assertTrue(e.getMessage().startsWith(file + ": after line 1: "), e.getMessage());
    }
}
