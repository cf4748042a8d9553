package dev.lanegrad.gate.planted.attic;

/** Its room is on no floor; and its package says nothing. */
final class Unplanned {
}
