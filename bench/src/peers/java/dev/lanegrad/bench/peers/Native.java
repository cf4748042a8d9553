package dev.lanegrad.bench.peers;

import dev.lanegrad.memory.Matrix;
import org.bytedeco.javacpp.Pointer;

/** The address of a matrix, as JavaCPP wants it. */
final class Native {
    private Native() {
    }

    /** Does not keep the memory alive: whoever computes holds the buffers anyway. */
    static Pointer pointer(Matrix matrix) {
        return new Pointer(matrix.segment().asByteBuffer());
    }
}
