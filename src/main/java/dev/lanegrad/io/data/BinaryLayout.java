package dev.lanegrad.io.data;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/**
 * What the header of a binary file promises: numbers of one type from a byte on, row-major, one row an element of the
 * first dimension. It is checked for sense here, against the file in {@link BinaryInput#requireSize}.
 *
 * @param shape at least one dimension, each at least 1
 * @param columns product of all dimensions but the first
 * @param start first byte of the numbers
 * @param end first byte after them
 */
record BinaryLayout(NumberType type, ByteOrder order, List<Integer> shape, int columns, long start, long end) {
    /**
     * Checks a header's dimensions, and that all sizes can be counted.
     *
     * @throws DataFileException if a dimension is not from 1 to {@link Integer#MAX_VALUE}, or there is none
     */
    static BinaryLayout of(Path file, NumberType type, ByteOrder order, List<Long> shape, long start)
            throws DataFileException {
        if (shape.isEmpty()) {
            throw new DataFileException(file, "the header has no dimensions, expected at least one");
        }
        for (int d = 0; d < shape.size(); d++) {
            if (shape.get(d) < 1 || shape.get(d) > Integer.MAX_VALUE) {
                throw new DataFileException(file, "dimension " + d + " is " + shape.get(d) + ", expected 1 to "
                        + Integer.MAX_VALUE);
            }
        }
        long columns = 1;
        for (long dimension : shape.subList(1, shape.size())) {
            columns *= dimension; // of two numbers below 2^31
            if (columns > Integer.MAX_VALUE) {
                throw new DataFileException(file, "a row of shape " + shape.subList(1, shape.size()) + " has more than "
                        + Integer.MAX_VALUE + " values");
            }
        }
        long values = shape.getFirst() * columns;
        if (values > (Long.MAX_VALUE - start) / type.bytes()) {
            throw new DataFileException(file, "the header promises " + values + " values of " + type.bytes()
                    + " bytes, more than any file can have");
        }
        return new BinaryLayout(type, order, shape.stream().map(Long::intValue).toList(), (int) columns, start,
                start + values * type.bytes());
    }

    int rows() {
        return shape.getFirst();
    }
}
