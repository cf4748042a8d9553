package dev.lanegrad.io.data;

import dev.lanegrad.data.FeatureColumn;
import dev.lanegrad.data.Imputation;
import dev.lanegrad.data.Schema;
import dev.lanegrad.text.Quoted;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns records into rows of inputs, as a schema says. Missing numbers become NaN where the schema allows them. */
final class CsvEncoder {
    private final Path file;
    private final Schema schema;
    private final int[] positions; // of each feature column in a record
    private final MissingText missing;
    private final List<Map<String, Integer>> categories;

    CsvEncoder(Path file, Schema schema, int[] positions, MissingText missing) {
        this.file = file;
        this.schema = schema;
        this.positions = positions;
        this.missing = missing;
        categories = schema.features().stream().map(CsvEncoder::indices).toList();
    }

    private static Map<String, Integer> indices(FeatureColumn column) {
        Map<String, Integer> indices = new HashMap<>();
        if (column instanceof FeatureColumn.Categorical categorical) {
            for (String category : categorical.categories()) {
                indices.put(category, indices.size());
            }
        }
        return indices;
    }

    /** Overwrites the row: one value an input. */
    void encode(long line, List<String> fields, float[] row) throws DataFileException {
        int input = 0;
        for (int i = 0; i < positions.length; i++) {
            FeatureColumn column = schema.features().get(i);
            String text = fields.get(positions[i]);
            switch (column) {
                case FeatureColumn.Numeric numeric -> row[input] = number(line, numeric, text);
                case FeatureColumn.Categorical categorical -> {
                    int category = category(line, categorical, text, categories.get(i));
                    for (int c = 0; c < categorical.width(); c++) {
                        row[input + c] = c == category ? 1 : 0;
                    }
                }
            }
            input += column.width();
        }
    }

    private float number(long line, FeatureColumn.Numeric column, String text) throws DataFileException {
        return column.missing().rule() != Imputation.Rule.REFUSE && missing.is(text)
                ? Float.NaN
                : missing.number(file, line, column.name(), text);
    }

    private int category(long line, FeatureColumn.Categorical column, String text, Map<String, Integer> indices)
            throws DataFileException {
        // A category that is known is one, whatever word for a missing value it may be elsewhere.
        Integer index = indices.get(indices.containsKey(text) || !missing.is(text) ? text : "");
        if (index == null) {
            throw new DataFileException(file, line, column.name(), "is " + Quoted.text(text)
                    + ", expected one of the categories " + Quoted.list(column.categories()));
        }
        return index;
    }
}
