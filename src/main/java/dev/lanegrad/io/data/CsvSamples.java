package dev.lanegrad.io.data;

import dev.lanegrad.data.Schema;
import dev.lanegrad.memory.Matrix;
import java.util.List;

/** Collects the features of a CSV file, record by record. */
interface CsvSamples {
    /** Adds a record. */
    void add(long line, List<String> fields) throws DataFileException;

    /** What the columns mean; asked for at the end of the file. */
    Schema schema(List<String> targets);

    /** All features, as that schema says: rows x inputs. */
    Matrix features(Schema schema);

    /** For a schema that is known before: encodes at once. */
    static CsvSamples of(Schema known, CsvEncoder encoder) {
        FloatList values = new FloatList();
        float[] row = new float[known.inputs()];
        return new CsvSamples() {
            @Override
            public void add(long line, List<String> fields) throws DataFileException {
                encoder.encode(line, fields, row);
                for (float value : row) {
                    values.add(value);
                }
            }

            @Override
            public Schema schema(List<String> targets) {
                return new Schema(known.features(), targets);
            }

            @Override
            public Matrix features(Schema schema) {
                return values.toMatrix((int) (values.size() / row.length), row.length);
            }
        };
    }
}
