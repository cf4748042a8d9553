package dev.lanegrad.simd;

/** Where the matmul cuts its operands, for tests that go beyond. */
public final class ProductBlocks {
    /** The most terms of one block. */
    public static final int TERMS = TileKernels.KC;

    /** The most rows of one block. */
    public static final int ROWS = Gemm.MC;

    /** The most floats of a right-hand matrix that is read as it stands. */
    public static final int IN_PLACE = Gemm.IN_PLACE;

    private ProductBlocks() {
    }
}
