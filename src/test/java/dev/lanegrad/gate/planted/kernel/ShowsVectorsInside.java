package dev.lanegrad.gate.planted.kernel;

import java.util.List;
import jdk.incubator.vector.VectorMask;

/** Mentions vectors in a type argument. */
public interface ShowsVectorsInside {
    /** A result. */
    List<? extends VectorMask<Float>> masks();
}
