package dev.lanegrad.io.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.Imputation;
import dev.lanegrad.data.FeatureColumn;
import dev.lanegrad.data.Schema;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Bits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whatever the table and its dialect: the data set is what the table's generator knows. */
class CsvTablePropertyTest {
    private Path file;

    @BeforeTry
    void createFile() throws IOException {
        file = Files.createTempFile("lanegrad", ".csv");
    }

    @AfterTry
    void deleteFile() throws IOException {
        Files.delete(file);
    }

    private CsvFile write(RandomTable table, List<RandomTable.Column> order) throws IOException {
        Files.writeString(file, table.csv(order));
        return table.describe(CsvFile.of(file));
    }

    private CsvFile write(RandomTable table) throws IOException {
        return write(table, table.columns).withCategories(table.references(RandomTable.Role.CATEGORY))
                .ignoring(table.references(RandomTable.Role.IGNORED));
    }

    private static List<String> names(List<RandomTable.Column> columns) {
        return columns.stream().map(RandomTable.Column::name).toList();
    }

    private static void assertFeatures(RandomTable table, Matrix features) {
        Bits.assertSame(table.toString(), features.columns(), table.features(), features.toArray());
    }

    /** The table's columns in another order and, where there are names, among foreign ones. */
    private static List<RandomTable.Column> shuffled(RandomTable table) {
        List<RandomTable.Column> order = new ArrayList<>(table.columns);
        if (table.header) {
            order.add(new RandomTable.Column("foreign", RandomTable.Role.IGNORED,
                    Collections.nCopies(table.rows, "not a number")));
            Collections.shuffle(order, table.random);
        }
        return order;
    }

    @Property(tries = 500)
    void classes(@ForAll Random random, @ForAll boolean header) throws IOException {
        RandomTable table = new RandomTable(random, header, 1, false);
        RandomTable.Column label = table.of(RandomTable.Role.LABEL).getFirst();
        CsvFile csv = write(table).withLabels(table.reference(label));
        Dataset data = csv.readClasses();
        assertFeatures(table, data.features());
        assertEquals(table.schema(List.of(label.name())), data.schema().orElseThrow());
        assertEquals(List.copyOf(new TreeSet<>(label.texts())), data.labelNames());
        int[] labels = ((Targets.Classes) data.targets()).labels();
        for (int r = 0; r < table.rows; r++) {
            assertEquals(label.texts().get(r), data.labelNames().get(labels[r]));
        }

        CsvFile other = write(table, shuffled(table)).withSchema(data.schema().orElseThrow());
        Dataset again = other.readClasses(data.labelNames());
        assertFeatures(table, again.features());
        assertEquals(data.schema(), again.schema());
        assertEquals(data.labelNames(), again.labelNames());
        Bits.assertSame("labels", floats(labels), floats(((Targets.Classes) again.targets()).labels()));
    }

    private static float[] floats(int[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }

    @Property(tries = 300)
    void values(@ForAll Random random, @ForAll boolean header, @ForAll @IntRange(min = 1, max = 3) int outputs)
            throws IOException {
        RandomTable table = new RandomTable(random, header, outputs, true);
        List<RandomTable.Column> labels = new ArrayList<>(table.of(RandomTable.Role.LABEL));
        Collections.shuffle(labels, random);
        Dataset data = write(table)
                .withLabels(labels.stream().map(table::reference).toArray(String[]::new)).readValues();
        assertFeatures(table, data.features());
        assertEquals(table.schema(names(labels)), data.schema().orElseThrow());
        assertTargets(labels, data);
        Dataset again = write(table, shuffled(table)).withSchema(data.schema().orElseThrow()).readValues();
        assertFeatures(table, again.features());
        assertTargets(labels, again);
    }

    private static void assertTargets(List<RandomTable.Column> labels, Dataset data) {
        Matrix values = ((Targets.Values) data.targets()).matrix();
        for (int r = 0; r < data.rows(); r++) {
            for (int c = 0; c < labels.size(); c++) {
                assertEquals(Float.parseFloat(labels.get(c).texts().get(r)), values.get(r, c));
            }
        }
    }

    /** Blocks of any size, and what is missing filled. */
    @Property(tries = 300)
    void streamsOfFeatures(@ForAll Random random, @ForAll boolean header) throws IOException {
        RandomTable table = new RandomTable(random, header, 1, false);
        Schema schema = constants(table.schema(List.of()));
        CsvFile csv = write(table, shuffled(table));
        Matrix expected = Matrix.create(table.rows, schema.inputs());
        expected.copyFrom(table.features());
        for (int r = 0; r < expected.rows(); r++) {
            for (int c = 0; c < expected.columns(); c++) {
                expected.set(r, c, Float.isNaN(expected.get(r, c)) ? 7 : expected.get(r, c));
            }
        }
        Bits.assertSame("at once", expected, csv.readFeatures(schema));
        int from = 0;
        try (FeatureRows rows = csv.openFeatures(schema)) {
            while (from <= table.rows) {
                Matrix block = Matrix.create(1 + random.nextInt(6), rows.columns());
                int count = rows.next(block);
                assertEquals(Math.min(block.rows(), table.rows - from), count);
                if (count == 0) {
                    break;
                }
                Bits.assertSame("from " + from, expected.rows(from, count), block.rows(0, count));
                from += count;
            }
        }
        assertEquals(table.rows, from);
    }

    private static Schema constants(Schema schema) {
        return new Schema(schema.features().stream()
                .map(column -> column instanceof FeatureColumn.Numeric numeric
                        && numeric.missing().equals(Imputation.MEAN)
                                ? new FeatureColumn.Numeric(numeric.name(), Imputation.constant(7))
                                : column)
                .toList(), schema.targets());
    }
}
