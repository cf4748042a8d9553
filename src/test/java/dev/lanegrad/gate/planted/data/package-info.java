/** Planted faults for {@code ArchitectureTest}. */
package dev.lanegrad.gate.planted.data;
