package dev.lanegrad.gate.planted.data;

/** Sound: something for others to see. StrictMath and exact methods of Math are allowed. */
public final class Data {
    @Override
    public String toString() {
        return String.valueOf(StrictMath.exp(1) + Math.sqrt(2) + Math.fma(1f, 2f, 3f));
    }
}
