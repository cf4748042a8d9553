package dev.lanegrad.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A row-major matrix of {@code float} in native memory: element (r, c) stands {@code r * leadingDimension + c} floats
 * after the first one.
 *
 * <p>A batch is a matrix with one row a sample; a vector (a bias, a row of means) is a matrix with one row. The memory
 * belongs to an automatic arena, freed by the garbage collector once neither the matrix nor a view of it is reachable,
 * unless the caller gives an {@link Arena} to close; using a matrix after that throws {@link IllegalStateException}.
 * Views ({@link #rows(int, int)}, {@link #columns(int, int)}) share memory with their owner and keep it alive.
 *
 * <p>Thread-safety: none beyond that of plain memory. Any number of threads may read at once.
 */
public final class Matrix {
    /** Alignment of the first element of every matrix that this class allocates, in bytes: one cache line. */
    public static final int ALIGNMENT = 64;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.nativeOrder());

    private final MemorySegment segment;
    private final int rows;
    private final int columns;
    private final int leadingDimension;

    private Matrix(MemorySegment segment, int rows, int columns, int leadingDimension) {
        this.segment = segment;
        this.rows = rows;
        this.columns = columns;
        this.leadingDimension = leadingDimension;
    }

    /**
     * Allocates a matrix of zeros, freed by the garbage collector.
     *
     * @param rows number of rows, at least 1
     * @param columns number of columns, at least 1; also the leading dimension
     * @return the matrix
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Matrix create(int rows, int columns) {
        return create(rows, columns, Arena.ofAuto());
    }

    /**
     * Allocates a matrix of zeros in the given arena.
     *
     * @param rows number of rows, at least 1
     * @param columns number of columns, at least 1; also the leading dimension
     * @param arena decides how long the memory lives and which threads may use it
     * @return the matrix
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Matrix create(int rows, int columns, Arena arena) {
        return create(rows, columns, columns, arena);
    }

    /**
     * Allocates a matrix of zeros whose rows start {@code leadingDimension} floats apart.
     *
     * @param rows number of rows, at least 1
     * @param columns number of columns, at least 1
     * @param leadingDimension distance between the starts of two rows in floats, at least {@code columns}
     * @param arena decides how long the memory lives and which threads may use it
     * @return the matrix
     * @throws IllegalArgumentException if a size is out of range
     */
    public static Matrix create(int rows, int columns, int leadingDimension, Arena arena) {
        checkShape(rows, columns, leadingDimension);
        return new Matrix(arena.allocate(bytes(rows, columns, leadingDimension), ALIGNMENT), rows, columns,
                leadingDimension);
    }

    /**
     * Allocates a matrix and fills it row by row.
     *
     * @param rows number of rows, at least 1
     * @param columns number of columns, at least 1
     * @param values {@code rows * columns} values, row-major
     * @return the matrix
     * @throws IllegalArgumentException if the number of values is not {@code rows * columns}
     */
    public static Matrix of(int rows, int columns, float... values) {
        Matrix matrix = create(rows, columns);
        matrix.copyFrom(values);
        return matrix;
    }

    /**
     * Copies rows of equal length into a new matrix.
     *
     * @param values at least one row, each with the same number of values
     * @return the matrix
     * @throws IllegalArgumentException if there is no row, no column or rows differ in length
     */
    public static Matrix of(float[][] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a matrix needs at least one row, none was given");
        }
        Matrix matrix = create(values.length, values[0].length);
        for (int r = 0; r < values.length; r++) {
            if (values[r].length != matrix.columns) {
                throw new IllegalArgumentException("row " + r + " has " + values[r].length + " values, row 0 has "
                        + matrix.columns);
            }
            MemorySegment.copy(values[r], 0, matrix.segment, FLOAT, matrix.offset(r, 0), matrix.columns);
        }
        return matrix;
    }

    /**
     * Sees native memory that the caller owns as a matrix, without copying it. The segment may be read-only, and then the
     * matrix and its views are, too; it may be a mapped file, which must keep its size while vector code reads it.
     *
     * @param segment native memory; the first element is at its start, which need not be aligned
     * @param rows number of rows, at least 1
     * @param columns number of columns, at least 1
     * @param leadingDimension distance between the starts of two rows in floats, at least {@code columns}
     * @return a view of the segment
     * @throws IllegalArgumentException if the segment is on the heap or too small, or a size is out of range
     */
    public static Matrix wrap(MemorySegment segment, int rows, int columns, int leadingDimension) {
        checkShape(rows, columns, leadingDimension);
        if (!segment.isNative()) {
            throw new IllegalArgumentException("a matrix needs native memory, the segment given is on the heap;"
                    + " copy it into Matrix.create(...)");
        }
        long needed = bytes(rows, columns, leadingDimension);
        if (segment.byteSize() < needed) {
            throw new IllegalArgumentException("a " + rows + " x " + columns + " matrix with leading dimension "
                    + leadingDimension + " needs " + needed + " bytes, the segment has " + segment.byteSize());
        }
        return new Matrix(segment.asSlice(0, needed), rows, columns, leadingDimension);
    }

    private static void checkShape(int rows, int columns, int leadingDimension) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("a matrix needs at least one row and one column, given "
                    + rows + " x " + columns);
        }
        if (leadingDimension < columns) {
            throw new IllegalArgumentException("leading dimension " + leadingDimension + " is below the number of columns "
                    + columns);
        }
        if ((rows - 1L) * leadingDimension + columns > Long.MAX_VALUE / Float.BYTES) {
            throw new IllegalArgumentException("a " + rows + " x " + columns + " matrix with leading dimension "
                    + leadingDimension + " needs more bytes than a long can count");
        }
    }

    /** The last row ends with its last column, so a view never reaches past its owner. */
    private static long bytes(int rows, int columns, int leadingDimension) {
        return ((rows - 1L) * leadingDimension + columns) * Float.BYTES;
    }

    /**
     * Number of rows.
     *
     * @return the number of rows, at least 1
     */
    public int rows() {
        return rows;
    }

    /**
     * Number of columns.
     *
     * @return the number of columns, at least 1
     */
    public int columns() {
        return columns;
    }

    /**
     * Distance between the starts of two rows.
     *
     * @return the leading dimension in floats, at least {@link #columns()}
     */
    public int leadingDimension() {
        return leadingDimension;
    }

    /**
     * The memory behind this matrix, from its first to its last element.
     *
     * @return a native segment, read-only if the matrix is; writing to it writes to the matrix
     */
    public MemorySegment segment() {
        return segment;
    }

    /**
     * Number of elements.
     *
     * @return {@code rows * columns}
     */
    public long size() {
        return (long) rows * columns;
    }

    /**
     * Whether the rows follow each other without a gap.
     *
     * @return true if the matrix can be read as one run of {@link #size()} floats
     */
    public boolean isContiguous() {
        return leadingDimension == columns || rows == 1;
    }

    /**
     * Where an element stands in {@link #segment()}.
     *
     * @param row row, not checked
     * @param column column, not checked
     * @return the offset in bytes
     */
    public long offset(int row, int column) {
        return ((long) row * leadingDimension + column) * Float.BYTES;
    }

    /**
     * Reads one element.
     *
     * @param row row, 0 to {@code rows - 1}
     * @param column column, 0 to {@code columns - 1}
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public float get(int row, int column) {
        Objects.checkIndex(row, rows);
        Objects.checkIndex(column, columns);
        return segment.get(FLOAT, offset(row, column));
    }

    /**
     * Writes one element.
     *
     * @param row row, 0 to {@code rows - 1}
     * @param column column, 0 to {@code columns - 1}
     * @param value the new value
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalArgumentException if the memory is read-only
     */
    public void set(int row, int column, float value) {
        Objects.checkIndex(row, rows);
        Objects.checkIndex(column, columns);
        segment.set(FLOAT, offset(row, column), value);
    }

    /**
     * A view of consecutive rows.
     *
     * @param from first row
     * @param count number of rows, at least 1
     * @return a view that shares this matrix's memory
     * @throws IndexOutOfBoundsException if the rows are not all there
     */
    public Matrix rows(int from, int count) {
        Objects.checkFromIndexSize(from, count, rows);
        checkShape(count, columns, leadingDimension);
        return new Matrix(segment.asSlice(offset(from, 0), bytes(count, columns, leadingDimension)), count, columns,
                leadingDimension);
    }

    /**
     * A view of consecutive columns; its leading dimension is that of this matrix.
     *
     * @param from first column
     * @param count number of columns, at least 1
     * @return a view that shares this matrix's memory
     * @throws IndexOutOfBoundsException if the columns are not all there
     */
    public Matrix columns(int from, int count) {
        Objects.checkFromIndexSize(from, count, columns);
        checkShape(rows, count, leadingDimension);
        return new Matrix(segment.asSlice(offset(0, from), bytes(rows, count, leadingDimension)), rows, count,
                leadingDimension);
    }

    /**
     * Copies all values in, row by row.
     *
     * @param values {@code rows * columns} values
     * @throws IllegalArgumentException if the number of values is another, or the memory is read-only
     */
    public void copyFrom(float[] values) {
        if (values.length != size()) {
            throw new IllegalArgumentException(rows + " x " + columns + " values are needed, " + values.length
                    + " were given");
        }
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(values, r * columns, segment, FLOAT, offset(r, 0), columns);
        }
    }

    /**
     * Copies all values of a matrix of the same shape in.
     *
     * @param source matrix with as many rows and columns
     * @throws IllegalArgumentException if the shapes differ, or the memory is read-only
     */
    public void copyFrom(Matrix source) {
        if (source.rows != rows || source.columns != columns) {
            throw new IllegalArgumentException("the source is " + source.shape() + ", expected " + shape());
        }
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(source.segment, source.offset(r, 0), segment, offset(r, 0), (long) columns * Float.BYTES);
        }
    }

    /**
     * Copies the values out.
     *
     * @return a new array of {@code rows * columns} values, row-major
     * @throws ArithmeticException if they are more than an array can hold
     */
    public float[] toArray() {
        float[] values = new float[Math.toIntExact(size())];
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(segment, FLOAT, offset(r, 0), values, r * columns, columns);
        }
        return values;
    }

    /**
     * A copy in memory of its own, without gaps between the rows.
     *
     * @return the copy, freed by the garbage collector
     */
    public Matrix copy() {
        Matrix copy = create(rows, columns);
        copy.copyFrom(this);
        return copy;
    }

    /**
     * Sets every element to one value.
     *
     * @param value the value
     * @throws IllegalArgumentException if the memory is read-only
     */
    public void fill(float value) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                segment.set(FLOAT, offset(r, c), value);
            }
        }
    }

    /**
     * Whether any byte of this matrix, gaps between rows included, is also one of the other.
     *
     * @param other another matrix
     * @return true if the two ranges of memory meet
     */
    public boolean overlaps(Matrix other) {
        long start = segment.address();
        long otherStart = other.segment.address();
        return start < otherStart + other.segment.byteSize() && otherStart < start + segment.byteSize();
    }

    /**
     * Whether both are the same elements at the same places, as an in-place operation needs it.
     *
     * @param other another matrix
     * @return true if start, shape and leading dimension are equal
     */
    public boolean sameElements(Matrix other) {
        return segment.address() == other.segment.address() && rows == other.rows && columns == other.columns
                && (leadingDimension == other.leadingDimension || rows == 1);
    }

    /**
     * The shape in words, as error messages use it.
     *
     * @return {@code "rows x columns"}
     */
    public String shape() {
        return rows + " x " + columns;
    }

    /** Shape and leading dimension; the values are not printed. */
    @Override
    public String toString() {
        return "Matrix " + shape() + (isContiguous() ? "" : " (leading dimension " + leadingDimension + ")");
    }
}
