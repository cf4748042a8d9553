package dev.lanegrad.io.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.loss.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Files written here by simple rules are read back value by value. */
class CsvFilePropertyTest {
    private Path file;

    @BeforeTry
    void createFile() throws IOException {
        file = Files.createTempFile("lanegrad", ".csv");
    }

    @AfterTry
    void deleteFile() throws IOException {
        Files.delete(file);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private static float finite(Random random) {
        float value;
        do {
            value = Float.intBitsToFloat(random.nextInt());
        } while (!Float.isFinite(value));
        return value;
    }

    /** Words of letters of any script, with what CSV has to quote; not blank, and never integers only. */
    @Provide
    Arbitrary<List<String>> labels() {
        Arbitrary<String> label = Arbitraries.strings()
                .withChars("abcZ ,\"\n\r;'äß漢\u2028").withCharRange('\uAC00', '\uAC10').ofMinLength(1).ofMaxLength(8)
                .filter(text -> !text.isBlank());
        return label.list().uniqueElements().ofMinSize(1).ofMaxSize(6);
    }

    @Property(tries = 300)
    void readsWhatWasWritten(@ForAll("labels") List<String> labels, @ForAll @IntRange(min = 1, max = 5) int inputs,
            @ForAll @IntRange(min = 1, max = 30) int rows, @ForAll boolean mark, @ForAll boolean carriageReturn,
            @ForAll @IntRange(max = 5) int labelColumn, @ForAll Random random) throws IOException {
        int labelAt = Math.min(labelColumn, inputs);
        String end = carriageReturn ? "\r\n" : "\n";
        StringBuilder text = new StringBuilder(mark ? "\uFEFF" : "");
        float[] features = new float[rows * inputs];
        List<String> written = new ArrayList<>();
        for (int row = -1; row < rows; row++) {
            int feature = 0;
            for (int column = 0; column <= inputs; column++) {
                text.append(column == 0 ? "" : ",");
                if (row < 0) {
                    text.append(column == labelAt ? "label" : quoted("x " + column));
                } else if (column == labelAt) {
                    written.add(labels.get(random.nextInt(labels.size())));
                    text.append(quoted(written.getLast()));
                } else {
                    float value = finite(random);
                    features[row * inputs + feature++] = value;
                    text.append(random.nextBoolean() ? Float.toString(value) : quoted(" " + value));
                }
            }
            text.append(row == rows - 1 && random.nextBoolean() ? "" : end);
        }
        Files.writeString(file, text);

        CsvFile csv = CsvFile.of(file).withLabels("label");
        Dataset data = csv.readClasses();
        assertArrayEquals(features, data.features().toArray());
        assertEquals(List.copyOf(new TreeSet<>(written)), data.labelNames());
        int[] indices = ((Targets.Classes) data.targets()).labels();
        for (int row = 0; row < rows; row++) {
            assertEquals(written.get(row), data.labelNames().get(indices[row]));
        }
        assertArrayEquals(features, csv.readFeatures(inputs).toArray());
        assertArrayEquals(features, csv.readClasses(labels).features().toArray());
    }

    /** Whatever the text: a data set or a {@link DataFileException}, never anything else. */
    @Property(tries = 1000)
    void anyText(@ForAll Random random, @ForAll @IntRange(max = 60) int length) throws IOException {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "a,b\n1,x\n" : "");
        for (int i = 0; i < length; i++) {
            text.append("01.-eExab,,,\"\n\n\r \uFEFFä\u0000".charAt(random.nextInt(19)));
        }
        Files.writeString(file, text);
        try {
            assertTrue(CsvFile.of(file).readClasses().rows() > 0);
        } catch (DataFileException e) {
            assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        }
    }
}
