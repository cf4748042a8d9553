package dev.lanegrad.gate.planted.data;

import java.util.Random;

/** Draws in the order of calls. */
final class UsesRandom {
    float value(Random random) {
        return random.nextFloat();
    }
}
