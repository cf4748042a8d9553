/**
 * The vector implementation of every kernel, written with the incubating Vector API. Not exported: its types appear in
 * no public signature.
 *
 * <p>{@link dev.lanegrad.simd.Lanes} picks the width, {@link dev.lanegrad.simd.VectorMath} holds the elementary
 * functions and {@code VectorUnits} the activations built on them,
 * the {@code *Loop} templates run a {@code *Function} over rows, called through a {@code *Kernel} and specialised by
 * {@link dev.lanegrad.simd.Specializer}; {@link dev.lanegrad.simd.Products} shares a product out to threads,
 * {@link dev.lanegrad.simd.Gemm} cuts it into blocks, {@code Panels} and {@code Transposer} pack, {@code TileKernels},
 * {@code WideTileKernels}, {@code RowKernels}, {@code AxpyKernels} and {@code ChainLoops} are the innermost loops;
 * {@code VectorSequences} takes single rows ({@code RowPass}, {@code RowStage}) and blocks of rows ({@code BlockPass},
 * {@code BlockStage}, {@code BlockLoops})
 * through several layers, {@code NarrowRows} has the exponentials of few classes, {@code SoftmaxRows} the softmax of many,
 * {@code Scratch} the arrays of one thread. {@link dev.lanegrad.simd.VectorSupport} is the way in.
 *
 * <p>Every result has the bits of {@code reference}, which shares constants ({@code spec}) with this package and
 * nothing else. Rules that keep C2 from boxing vectors: flat methods, few accesses of native memory in each, species and
 * functions as {@code static final} constants, masks at tails only.
 *
 * <p>Not here: checks of arguments ({@code kernel}), orders and coefficients ({@code spec}).
 */
@NullMarked
package dev.lanegrad.simd;

import org.jspecify.annotations.NullMarked;
