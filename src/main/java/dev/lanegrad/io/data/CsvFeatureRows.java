package dev.lanegrad.io.data;

import dev.lanegrad.data.Schema;
import dev.lanegrad.memory.Matrix;
import java.io.IOException;

/** The features of a CSV file as a schema says, block by block; missing numbers are filled. */
final class CsvFeatureRows implements FeatureRows {
    private final CsvRecords records;
    private final Schema schema;
    private final CsvEncoder encoder;
    private final float[] row;
    private boolean closed;

    CsvFeatureRows(CsvRecords records, Schema schema, CsvEncoder encoder) {
        this.records = records;
        this.schema = schema;
        this.encoder = encoder;
        row = new float[schema.inputs()];
    }

    @Override
    public int columns() {
        return row.length;
    }

    @Override
    public int next(Matrix block) throws IOException {
        if (closed) {
            throw new IOException("the file's rows were closed");
        }
        if (block.columns() != row.length) {
            throw new IllegalArgumentException("the block is " + block.shape() + ", expected " + row.length + " columns");
        }
        int count = 0;
        while (count < block.rows() && records.next()) {
            encoder.encode(records.line(), records.fields(), row);
            block.rows(count++, 1).copyFrom(row);
        }
        if (count > 0) {
            schema.fill(block.rows(0, count));
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        records.close();
    }
}
