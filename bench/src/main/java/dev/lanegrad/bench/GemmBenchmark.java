package dev.lanegrad.bench;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.kernel.FrozenDense;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.reference.ReferenceKernels;
import dev.lanegrad.simd.VectorSupport;
import dev.lanegrad.spec.CounterRandom;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The three products of a dense layer, one thread. The secondary result {@code gflop} is GFLOP/s (2 M K N operations a
 * product); {@link #peak} is what this core reaches when it does nothing but FMAs on registers, in the same run.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@State(Scope.Thread)
public class GemmBenchmark {
    /** M x K x N: batch, inputs, outputs of the forward product. */
    @Param({"512x512x512"})
    private String shape;

    /** Whose product it is. */
    @Param({"lanegrad", "reference"})
    private String impl;

    private Kernels kernels;
    private FrozenDense frozen;
    private Matrix x;
    private Matrix weight;
    private Matrix bias;
    private Matrix y;
    private Matrix dx;
    private Matrix dw;
    private double work;

    /** Floating-point operations, counted so that JMH prints them a second. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Operations {
        /** Billions of operations. */
        public double gflop;

        /** Starts an iteration. */
        @Setup(Level.Iteration)
        public void reset() {
            gflop = 0;
        }
    }

    /** Fills the matrices. */
    @Setup
    public void setUp() {
        String[] sizes = shape.split("x");
        int m = Integer.parseInt(sizes[0]);
        int k = Integer.parseInt(sizes[1]);
        int n = Integer.parseInt(sizes[2]);
        kernels = impl.equals("reference") ? new ReferenceKernels() : VectorSupport.kernels();
        x = random(m, k, 0);
        weight = random(k, n, 1);
        bias = random(1, n, 2);
        y = random(m, n, 3);
        dx = Matrix.create(m, k);
        dw = Matrix.create(k, n);
        frozen = kernels.freeze(weight, bias, Activation.IDENTITY);
        work = 2e-9 * m * k * n;
    }

    private static Matrix random(int rows, int columns, int stream) {
        Matrix matrix = Matrix.create(rows, columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                matrix.set(r, c, 2 * CounterRandom.uniform(1, stream, 0, r, c) - 1);
            }
        }
        return matrix;
    }

    /**
     * y = x W + b, packing W in each call.
     *
     * @param operations counts
     * @return y
     */
    @Benchmark
    public Matrix forward(Operations operations) {
        kernels.dense(x, weight, bias, y);
        operations.gflop += work;
        return y;
    }

    /**
     * y = x W + b, W packed beforehand.
     *
     * @param operations counts
     * @return y
     */
    @Benchmark
    public Matrix forwardPrepacked(Operations operations) {
        kernels.forward(frozen, x.segment(), 0, x.leadingDimension(), y.segment(), 0, y.leadingDimension(), x.rows());
        operations.gflop += work;
        return y;
    }

    /**
     * dx = dz W^T.
     *
     * @param operations counts
     * @return dx
     */
    @Benchmark
    public Matrix inputGradient(Operations operations) {
        kernels.inputGradient(y, weight, dx);
        operations.gflop += work;
        return dx;
    }

    /**
     * dw = x^T dz.
     *
     * @param operations counts
     * @return dw
     */
    @Benchmark
    public Matrix weightGradient(Operations operations) {
        kernels.weightGradient(x, y, dw, false);
        operations.gflop += work;
        return dw;
    }

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int PEAK_STEPS = 100_000;

    /**
     * Sixteen independent chains of FMAs on registers: the FMA peak of this core.
     *
     * @param operations counts
     * @return a value that depends on all chains
     */
    @Benchmark
    public float peak(Operations operations) {
        operations.gflop += 2e-9 * 16 * SPECIES.length() * PEAK_STEPS;
        return chains(PEAK_STEPS);
    }

    private static float chains(int steps) {
        FloatVector a = FloatVector.broadcast(SPECIES, 0.9999f);
        FloatVector b = FloatVector.broadcast(SPECIES, 0.0001f);
        FloatVector c0 = FloatVector.broadcast(SPECIES, 0f);
        FloatVector c1 = FloatVector.broadcast(SPECIES, 1f);
        FloatVector c2 = FloatVector.broadcast(SPECIES, 2f);
        FloatVector c3 = FloatVector.broadcast(SPECIES, 3f);
        FloatVector c4 = FloatVector.broadcast(SPECIES, 4f);
        FloatVector c5 = FloatVector.broadcast(SPECIES, 5f);
        FloatVector c6 = FloatVector.broadcast(SPECIES, 6f);
        FloatVector c7 = FloatVector.broadcast(SPECIES, 7f);
        FloatVector c8 = FloatVector.broadcast(SPECIES, 8f);
        FloatVector c9 = FloatVector.broadcast(SPECIES, 9f);
        FloatVector c10 = FloatVector.broadcast(SPECIES, 10f);
        FloatVector c11 = FloatVector.broadcast(SPECIES, 11f);
        FloatVector c12 = FloatVector.broadcast(SPECIES, 12f);
        FloatVector c13 = FloatVector.broadcast(SPECIES, 13f);
        FloatVector c14 = FloatVector.broadcast(SPECIES, 14f);
        FloatVector c15 = FloatVector.broadcast(SPECIES, 15f);
        for (int i = 0; i < steps; i++) {
            c0 = c0.fma(a, b);
            c1 = c1.fma(a, b);
            c2 = c2.fma(a, b);
            c3 = c3.fma(a, b);
            c4 = c4.fma(a, b);
            c5 = c5.fma(a, b);
            c6 = c6.fma(a, b);
            c7 = c7.fma(a, b);
            c8 = c8.fma(a, b);
            c9 = c9.fma(a, b);
            c10 = c10.fma(a, b);
            c11 = c11.fma(a, b);
            c12 = c12.fma(a, b);
            c13 = c13.fma(a, b);
            c14 = c14.fma(a, b);
            c15 = c15.fma(a, b);
        }
        FloatVector sum = c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7);
        sum = sum.add(c8).add(c9).add(c10).add(c11).add(c12).add(c13).add(c14).add(c15);
        return sum.lane(0);
    }
}
