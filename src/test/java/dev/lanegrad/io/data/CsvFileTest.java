package dev.lanegrad.io.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFileTest {
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

    private static int[] labels(Dataset data) {
        return ((Targets.Classes) data.targets()).labels();
    }

    private void assertRefused(Executable read, String... messageParts) {
        DataFileException e = assertThrows(DataFileException.class, read);
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        for (String part : messageParts) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
    }

    @Test
    void wordsAreClassesInTheirOrder() throws IOException {
        Dataset data = csv("a,b,kind\n1,2,oak\n-3e2,.5,Ash\n+5,6.,oak\n").readClasses();
        assertEquals(List.of("Ash", "oak"), data.labelNames());
        assertArrayEquals(new int[] {1, 0, 1}, labels(data));
        assertArrayEquals(new float[] {1, 2, -300, 0.5f, 5, 6}, data.features().toArray());
    }

    @ParameterizedTest
    @CsvSource({"10 9 -1 +3, -1 +3 9 10", "01 1 0, 0 01 1", "10 9 1.5, 1.5 10 9", "10 9 x, 10 9 x",
        "1234567890123456789 9, 1234567890123456789 9", "b B a ä, B a b ä"})
    void integersAreInNumericOrder(String labels, String expected) throws IOException {
        Dataset data = csv("x,label\n0," + labels.replace(" ", "\n0,")).readClasses();
        assertEquals(List.of(expected.split(" ")), data.labelNames());
        List<String> names = data.labelNames();
        assertEquals(List.of(labels.split(" ")), IntStream.of(labels(data)).mapToObj(names::get).toList());
    }

    @Test
    void labelColumnByName() throws IOException {
        Dataset data = csv("kind,a,b\nx,1,2\ny,3,4\n").withLabels("kind").readClasses();
        assertArrayEquals(new float[] {1, 2, 3, 4}, data.features().toArray());
        assertArrayEquals(new int[] {0, 1}, labels(data));
        assertRefused(() -> CsvFile.of(file).withLabels("Kind").readClasses(), "no label column 'Kind'",
                "['kind', 'a', 'b']");
    }

    @Test
    void knownLabelNames() throws IOException {
        List<String> names = List.of("z", "a", "unused");
        Dataset data = csv("x,kind\n1,a\n2,z\n").readClasses(names);
        assertEquals(names, data.labelNames());
        assertArrayEquals(new int[] {1, 0}, labels(data));
        assertRefused(() -> csv("x,kind\n1,a\n2,b\n").readClasses(names), ", line 3: column 'kind' is 'b'",
                "['z', 'a', 'unused']");
        assertThrows(IllegalArgumentException.class, () -> CsvFile.of(file).readClasses(List.of("a", "b", "a")));
    }

    @Test
    void regression() throws IOException {
        Dataset data = csv("price,x\n1.5,1\n-2,2\n").withLabels("price").readValues();
        assertArrayEquals(new float[] {1.5f, -2}, ((Targets.Values) data.targets()).matrix().toArray());
        assertArrayEquals(new float[] {1, 2}, data.features().toArray());
        assertEquals(1, data.outputs());
        assertRefused(() -> csv("x,price\n1,cheap\n").readValues(), "line 2: column 'price' is 'cheap'");
    }

    @Test
    void featuresWithOrWithoutLabel() throws IOException {
        float[] expected = {1, 2, 3, 4};
        assertArrayEquals(expected, csv("a,b\n1,2\n3,4\n").readFeatures(2).toArray());
        assertArrayEquals(expected, csv("a,b,kind\n1,2,\n3,4,x\n").readFeatures(2).toArray());
        assertArrayEquals(expected, csv("a,kind,b\n1,x,2\n3,x,4\n").withLabels("kind").readFeatures(2).toArray());
        assertArrayEquals(expected, csv("a,b\n1,2\n3,4\n").withLabels("kind").readFeatures(2).toArray());
        assertRefused(() -> csv("a,b,c,d\n1,2,3,4\n").readFeatures(2),
                "expected 2 feature columns (or a label column more), found 4");
        assertRefused(() -> csv("a,b\n1,2\n").withLabels("b").readFeatures(2),
                "expected 2 feature columns, found 1 beside ['b']");
        assertRefused(() -> csv("a,b,c\n1,2,3\n").withLabels("kind").readFeatures(2), "expected 2 feature columns, found 3");
    }

    @Test
    void everyKindOfLineEndQuoteAndMark() throws IOException {
        float[] expected = {1, 2, 3, 4};
        for (String text : List.of(
                "a,b,k\r\n1,2,x\r\n3,4,y\r\n", "a,b,k\r1,2,x\r3,4,y", "\uFEFFa,b,k\n1,2,x\n3,4,y",
                "\uFEFF\"a\",\"b\",\"k\"\n\"1\",\"2\",\"x\"\n\"3\",\"4\",\"y\"\n",
                "\n \na,b,k\n\n1,2,x\n   \n3,4,y\n\n\n",
                "a,b,k\n 1,\t2,x\n3 , 4 ,y\n")) {
            Dataset data = csv(text).withLabels("k").readClasses();
            assertArrayEquals(expected, data.features().toArray(), text);
            assertEquals(List.of("x", "y"), data.labelNames(), text);
        }
        Dataset data = csv("a,größe\n1,\"x, \"\"y\"\"\nz\"\n2,数字\n3,\uD83D\uDC31\n4, x\n").withLabels("größe")
                .readClasses();
        assertEquals(List.of(" x", "x, \"y\"\nz", "数字", "\uD83D\uDC31"), data.labelNames());
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "nan", "Inf", "-Infinity", "infinity", "0x1p3", "1f", "2d", "1,5", "1 2", "--1",
        "e5", "1e", ".", "-", "1.2.3", "abc", "１", "∞", "1_000", "1e39", "-1e999"})
    void notANumber(String text) {
        assertRefused(() -> csv("a,b,kind\n1,2,x\n3,\"" + text + "\",x\n").readClasses(),
                ", line 3: column 'b' is '" + text + "', " + (text.contains("e39") || text.contains("e999")
                        ? "too large for a float"
                        : "expected a finite number"));
    }

    @Test
    void tinyNumbersRoundToZero() throws IOException {
        assertArrayEquals(new float[] {0, -0f, 1.4e-45f},
                csv("a,b,c\n1e-99,-1e-99,1.4e-45\n").readFeatures(3).toArray());
    }

    @Test
    void emptyFields() {
        assertRefused(() -> csv("a,b,kind\n1,,x\n").readClasses(), ", line 2: column 'b' is empty, expected a number");
        assertRefused(() -> csv("a,b,kind\n1,2, \n").readClasses(),
                ", line 2: column 'kind' is empty, expected a label");
        assertRefused(() -> csv("a,kind\n,\n").readClasses(), ", line 2: column 'a' is empty");
        assertRefused(() -> csv("a\n1\n\n2\n").readFeatures(1), ", line 3: column 'a' is empty");
    }

    @Test
    void raggedRecords() {
        assertRefused(() -> csv("a,b,k\n1,2,x\n1,2\n").readClasses(),
                ", line 3: the record has 2 fields, the header 3");
        assertRefused(() -> csv("a,b,k\n1,2,x,\n").readClasses(), ", line 2: the record has 4 fields");
        assertRefused(() -> csv("a,b,k\n1,2,\"x\ny\"\n1\n").readClasses(), ", line 4: the record has 1 field,");
    }

    @Test
    void brokenFiles() throws IOException {
        assertRefused(() -> csv("").readClasses(), "the file is empty");
        assertRefused(() -> csv("\uFEFF\n\n").readClasses(), "the file is empty");
        assertRefused(() -> csv("a,kind\n").readClasses(), "no record after the header");
        assertRefused(() -> csv("a,kind\n1,\"x\n2,y\n").readClasses(), "Unclosed quoted field");
        assertRefused(() -> csv("a,kind\n1,\"x\"y\n").readClasses(), "after closing quote");
        assertRefused(() -> csv("kind\nx\n").readClasses(), "no feature column beside the label ['kind']");
        for (Charset charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16)) {
            Files.write(file, "a,kind\n1,größe\n".getBytes(charset));
            assertRefused(() -> CsvFile.of(file).readClasses(), "not UTF-8");
        }
        assertThrows(NoSuchFileException.class, () -> CsvFile.of(directory.resolve("missing.csv")).readClasses());
        assertThrows(DataFileException.class, () -> CsvFile.of(directory).readClasses());
    }

    @Test
    void headersThatAreNone() throws IOException {
        assertRefused(() -> csv(",a,kind\n0,1,x\n").readClasses(), "column 1 of the header has no name");
        assertRefused(() -> csv("a,a,kind\n0,1,x\n").readClasses(), "the column 'a' twice");
        assertRefused(() -> csv("5.1,3.5,setosa\n4.9,3.0,setosa\n").readClasses(),
                "the first line looks like data");
        assertEquals(2, csv("0,1,label\n5,6,x\n").readClasses().inputs(), "numbered columns are names");
    }

    /** More columns than FastCSV's own limit, and more values than one piece of the buffer. */
    @Test
    void wideAndLongFiles() throws IOException {
        int columns = 20_000;
        String header = IntStream.range(0, columns).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        String row = IntStream.range(0, columns).mapToObj(Integer::toString).collect(Collectors.joining(","));
        Matrix matrix = csv(header + ("\n" + row).repeat(7)).readFeatures(columns);
        assertEquals("7 x 20000", matrix.shape());
        for (int r = 0; r < 7; r++) {
            assertEquals(12_345, matrix.get(r, 12_345));
        }
        Dataset data = csv("x,y\n" + "1,a\n2,b\n".repeat(2_500)).readClasses();
        assertEquals(5_000, data.rows());
        assertEquals(1, labels(data)[4_999]);
        assertEquals(2, data.features().get(4_999, 0));
    }

    @Test
    void aHostileFieldMakesAShortMessage() {
        assertRefused(() -> csv("a,k\n" + "x".repeat(100_000) + ",y\n").readClasses(), "x'..., expected");
    }

    /** The last column that has no other role is the label; a file to predict from needs no weights. */
    @Test
    void weights() throws IOException {
        Path weighted = directory.resolve("weighted.csv");
        Files.writeString(weighted, "a,k,w\n1,x,0.5\n2,y,2\n");
        CsvFile csv = CsvFile.of(weighted).withWeights("w");
        Dataset classes = csv.readClasses();
        assertEquals(List.of("x", "y"), classes.labelNames());
        assertEquals(1, classes.inputs());
        assertTrue(classes.isWeighted());
        assertEquals(0.5f, classes.weight(0));
        assertEquals(2f, classes.weight(1));
        Dataset values = CsvFile.of(weighted).withCategories("k").withLabels("a").withWeights("w").readValues();
        assertEquals(2, values.inputs());
        assertEquals(2f, values.weight(1));
        assertEquals(2, csv.withSchema(classes.schema().orElseThrow()).readClasses(List.of("x", "y")).weight(1));
        assertEquals(2, csv.readFeatures(classes.schema().orElseThrow()).get(1, 0));
    }
}
