package dev.lanegrad.train;

import dev.lanegrad.data.Dataset;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.loss.Targets;
import dev.lanegrad.memory.MappedReads;
import dev.lanegrad.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Tells data apart whose shapes are equal: CRC-32C of little-endian floats, row by row. */
final class DataChecksum {
    private static final ValueLayout.OfFloat LITTLE_ENDIAN = ValueLayout.JAVA_FLOAT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat NATIVE = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.nativeOrder());

    private DataChecksum() {
    }

    /** Goes on with a matrix. */
    static void update(CRC32C crc, Matrix values) {
        byte[] row = new byte[values.columns() * Float.BYTES];
        MemorySegment bytes = MemorySegment.ofArray(row);
        for (int r = 0; r < values.rows(); r++) {
            MemorySegment.copy(values.segment(), NATIVE, values.offset(r, 0), bytes, LITTLE_ENDIAN, 0, values.columns());
            crc.update(row);
        }
    }

    /** Of center and factor. */
    static String of(Scaler scaler) {
        CRC32C crc = new CRC32C();
        update(crc, scaler.center());
        update(crc, scaler.factor());
        return Long.toHexString(crc.getValue());
    }

    /** Of features, targets and weights in their order. Allocation: one row. */
    static String of(Dataset data) {
        CRC32C crc = new CRC32C();
        Matrix row = Matrix.create(1, data.inputs());
        boolean complete = MappedReads.complete(() -> {
            for (int r = 0; r < data.rows(); r++) {
                data.copyFeatures(r, row, 0);
                update(crc, row);
            }
        });
        if (!complete) {
            throw new IllegalStateException("the features cannot be read: the file behind them was cut off");
        }
        switch (data.targets()) {
            case Targets.Values values -> update(crc, values.matrix());
            case Targets.Classes classes -> {
                ByteBuffer labels = ByteBuffer.allocate(data.rows() * Integer.BYTES);
                for (int r = 0; r < data.rows(); r++) {
                    labels.putInt(classes.labels()[r]);
                }
                crc.update(labels.flip());
            }
        }
        if (data.isWeighted()) {
            for (int r = 0; r < data.rows(); r++) {
                row.set(0, 0, data.weight(r));
                update(crc, row.columns(0, 1));
            }
        }
        return Long.toHexString(crc.getValue());
    }
}
