package dev.lanegrad.kernel;

import dev.lanegrad.simd.ProductBlocks;
import dev.lanegrad.testing.Twins;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** What {@link KernelBitsTest} is to the other kernels: products and sums of layers have the reference's bits. */
@Tag("bits")
class ProductBitsTest {
    /** The most terms of one block of the matmul. */
    private static final int BLOCK = ProductBlocks.TERMS;

    /** Rows of one block of the matmul. */
    private static final int BLOCK_ROWS = ProductBlocks.ROWS;

    @Provide
    Arbitrary<KernelShape> shapes() {
        return KernelShape.ofLayers();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void dense(@ForAll("shapes") KernelShape shape, @ForAll long seed) {
        dense(shape, KernelDraw.any(seed));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void inputGradient(@ForAll("shapes") KernelShape shape, @ForAll long seed) {
        inputGradient(shape, KernelDraw.any(seed));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void weightGradient(@ForAll("shapes") KernelShape shape, @ForAll long seed) {
        weightGradient(shape, KernelDraw.any(seed));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void biasGradient(@ForAll("shapes") KernelShape shape, @ForAll long seed) {
        KernelDraw draw = KernelDraw.any(seed);
        float[] dz = draw.floats(shape.rows() * shape.out());
        float[] db = draw.floats(shape.out());
        Twins.compare("overwriting", seed, (kernels, memory) -> kernels.biasGradient(
                memory.input(shape.rows(), shape.out(), dz), memory.output("db", 1, shape.out()), false));
        Twins.compare("accumulating", seed, (kernels, memory) -> kernels.biasGradient(
                memory.input(shape.rows(), shape.out(), dz), memory.inOut("db", 1, shape.out(), db), true));
    }

    /** Where the number of chains changes, and where they differ in length. */
    @Example
    void chains() {
        int[] rows = {1, 3, 4, 5, 8, 9, 13};
        for (int out : new int[] {1, 2, 10, 16, 17, 32, 33, 64, 65}) {
            for (int in : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 34, 63, 65, 255, 257, 1000,
                1031}) {
                KernelShape shape = new KernelShape(rows[(in + out) % rows.length], in, out);
                dense(shape, KernelDraw.plain(in));
                inputGradient(new KernelShape(shape.rows(), out, in), KernelDraw.plain(in));
                weightGradient(new KernelShape(in, shape.rows(), out), KernelDraw.plain(in));
            }
        }
    }

    /** One row, or two, times a matrix as it stands: rows of it that are short and long, with each kind of columns left over. */
    @Example
    void rowsTimesMatrix() {
        for (int rows = 1; rows <= 3; rows++) {
            for (int out : new int[] {63, 64, 65, 128, 255, 256, 259, 300, 511, 512, 513, 1040}) {
                dense(new KernelShape(rows, 21, out), KernelDraw.plain(out));
                inputGradient(new KernelShape(rows, out, 37), KernelDraw.plain(out));
            }
        }
    }

    /** Whole squares and edges of transposed matrices. */
    @Example
    void transposed() {
        for (int in : new int[] {15, 16, 17, 31, 32, 47, 48, 50}) {
            for (int out : new int[] {33, 47, 48, 64, 65}) {
                inputGradient(new KernelShape(13, in, out), KernelDraw.plain(in + out));
                weightGradient(new KernelShape(in, 34, out), KernelDraw.plain(in + out));
                weightGradient(new KernelShape(in, 48, out), KernelDraw.plain(in + out));
            }
        }
    }

    /** More rows than one block has, with each height of tiles left over, packed before and on the way. */
    @Example
    void tilesOfEveryHeight() {
        for (int rest = 0; rest <= 12; rest++) {
            KernelShape shape = new KernelShape(BLOCK_ROWS + rest, 9, 70 + rest);
            dense(shape, KernelDraw.plain(rest));
            inputGradient(new KernelShape(shape.rows(), shape.out(), 70), KernelDraw.plain(rest));
            weightGradient(new KernelShape(9, shape.rows(), shape.out()), KernelDraw.plain(rest));
            dense(new KernelShape(1 + rest, 2 * BLOCK + 9, 70 + rest), KernelDraw.plain(rest));
        }
    }

    /** Sums that go on from one block of terms to the next, with each number of rows left over. */
    @Example
    void blocksOfTerms() {
        for (int terms : new int[] {BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 1}) {
            for (int rows : new int[] {1, 4, 5, 8, 15, 21}) {
                for (int out : new int[] {65, 70, 96}) {
                    dense(new KernelShape(rows, terms, out), KernelDraw.plain(terms));
                    inputGradient(new KernelShape(rows, out, terms), KernelDraw.plain(terms));
                    weightGradient(new KernelShape(terms, rows, out), KernelDraw.plain(terms));
                    weightGradient(new KernelShape(terms, rows, 3), KernelDraw.plain(terms));
                }
            }
        }
    }

    /** More rows than one block of packed rows. */
    @Example
    void blocksOfRows() {
        for (int rows : new int[] {BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1, BLOCK_ROWS + 8, BLOCK_ROWS + 13,
            2 * BLOCK_ROWS + 5}) {
            dense(new KernelShape(rows, 20, 33), KernelDraw.plain(rows));
            dense(new KernelShape(rows, 9, 66), KernelDraw.plain(rows));
            inputGradient(new KernelShape(rows, 7, 40), KernelDraw.plain(rows));
            weightGradient(new KernelShape(30, rows, 17), KernelDraw.plain(rows));
        }
        dense(new KernelShape(BLOCK_ROWS + 3, BLOCK + 4, 67), KernelDraw.plain(1));
        weightGradient(new KernelShape(BLOCK + 4, BLOCK_ROWS + 3, 66), KernelDraw.plain(1));
    }

    /** A right-hand matrix that is too large to be read as it stands. */
    @Example
    void largeMatrix() {
        int out = ProductBlocks.IN_PLACE / BLOCK + 1;
        dense(new KernelShape(5, BLOCK + 1, out), KernelDraw.plain(1));
        dense(new KernelShape(BLOCK_ROWS + 1, BLOCK + 1, out), KernelDraw.plain(2));
    }

    private static void dense(KernelShape shape, KernelDraw draw) {
        float[] x = draw.floats(shape.rows() * shape.in());
        float[] weight = draw.floats(shape.in() * shape.out());
        float[] bias = draw.floats(shape.out());
        Twins.compare("dense " + shape + " " + draw, draw.seed(), (kernels, memory) -> kernels.dense(
                memory.input(shape.rows(), shape.in(), x), memory.input(shape.in(), shape.out(), weight),
                memory.input(1, shape.out(), bias), memory.output("y", shape.rows(), shape.out())));
    }

    private static void inputGradient(KernelShape shape, KernelDraw draw) {
        float[] dz = draw.floats(shape.rows() * shape.out());
        float[] weight = draw.floats(shape.in() * shape.out());
        Twins.compare("input gradient " + shape + " " + draw, draw.seed(), (kernels, memory) -> kernels.inputGradient(
                memory.input(shape.rows(), shape.out(), dz), memory.input(shape.in(), shape.out(), weight),
                memory.output("dx", shape.rows(), shape.in())));
    }

    private static void weightGradient(KernelShape shape, KernelDraw draw) {
        float[] x = draw.floats(shape.rows() * shape.in());
        float[] dz = draw.floats(shape.rows() * shape.out());
        float[] dw = draw.floats(shape.in() * shape.out());
        String what = "weight gradient " + shape + " " + draw;
        // Overwriting starts from a matrix of NaN, which must leave no trace.
        Twins.compare(what, draw.seed(), (kernels, memory) -> kernels.weightGradient(
                memory.input(shape.rows(), shape.in(), x), memory.input(shape.rows(), shape.out(), dz),
                memory.output("dw", shape.in(), shape.out()), false));
        Twins.compare(what + " accumulating", draw.seed(), (kernels, memory) -> kernels.weightGradient(
                memory.input(shape.rows(), shape.in(), x), memory.input(shape.rows(), shape.out(), dz),
                memory.inOut("dw", shape.in(), shape.out(), dw), true));
    }
}
