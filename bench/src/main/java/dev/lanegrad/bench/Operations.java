package dev.lanegrad.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Floating-point operations, counted so that JMH prints them a second. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Operations {
    /** Billions of operations. */
    public double gflop;

    /** Starts an iteration. */
    @Setup(Level.Iteration)
    public void reset() {
        gflop = 0;
    }
}
