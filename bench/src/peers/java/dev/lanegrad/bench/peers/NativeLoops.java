package dev.lanegrad.bench.peers;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/** Activations in place, as loops that C2 vectorises by itself where it can: for peers that have none of their own. */
final class NativeLoops {
    /** Beyond it the fraction is as near to 1 as its own error. */
    private static final float LIMIT = 6;

    private NativeLoops() {
    }

    static void relu(MemorySegment y, int count) {
        for (int i = 0; i < count; i++) {
            y.setAtIndex(JAVA_FLOAT, i, Math.max(0, y.getAtIndex(JAVA_FLOAT, i)));
        }
    }

    /** The ninth convergent of Lambert's continued fraction, within 1e-5: {@code Math.tanh} takes a float at a time. */
    static void tanh(MemorySegment y, int count) {
        for (int i = 0; i < count; i++) {
            float x = Math.min(LIMIT, Math.max(-LIMIT, y.getAtIndex(JAVA_FLOAT, i)));
            float s = x * x;
            float above = x * ((((s + 990) * s + 135_135) * s + 4_729_725) * s + 34_459_425);
            float below = (((45 * s + 13_860) * s + 945_945) * s + 16_216_200) * s + 34_459_425;
            y.setAtIndex(JAVA_FLOAT, i, above / below);
        }
    }

    static void softmax(MemorySegment y, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            int start = r * columns;
            float max = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < columns; c++) {
                max = Math.max(max, y.getAtIndex(JAVA_FLOAT, start + c));
            }
            float sum = 0;
            for (int c = 0; c < columns; c++) {
                float e = (float) Math.exp(y.getAtIndex(JAVA_FLOAT, start + c) - max);
                y.setAtIndex(JAVA_FLOAT, start + c, e);
                sum += e;
            }
            float scale = 1 / sum;
            for (int c = 0; c < columns; c++) {
                y.setAtIndex(JAVA_FLOAT, start + c, y.getAtIndex(JAVA_FLOAT, start + c) * scale);
            }
        }
    }
}
