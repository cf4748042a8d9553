package dev.lanegrad.infer;

import dev.lanegrad.activation.Identity;
import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.nn.ActivationLayer;
import dev.lanegrad.nn.Layer;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.OutputForm;
import dev.lanegrad.spec.WeightFormat;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a predictor serves at a time: a model frozen in native memory of its own, and the working memory for it. All of it
 * is freed once it is retired and the last call on it is done, or when nobody refers to it any more. Thread-safe.
 */
final class ServedModel {
    private final FrozenNetwork network;
    private final List<String> labels;
    private final OutputForm form;
    private final NanPolicy nan;
    private final String kernels;
    private final WorkUnitPool pool;
    private final long nativeBytes;
    private final WeightFormat weights;
    private volatile Optional<Precision> precision = Optional.empty();
    private volatile @Nullable WarmUp warmUp;

    @SuppressWarnings("MustBeClosedChecker") // The pool closes it, with the last call or through its cleaner.
    ServedModel(Model model, PredictorOptions options) {
        form = options.output().orElse(model.output());
        if (form == OutputForm.PROBABILITIES && !model.hasProbabilities()) {
            throw new IllegalArgumentException("the model's outputs are no logits, so there are no probabilities");
        }
        labels = model.labels();
        weights = options.weights();
        nan = options.nan();
        Arena arena = Arena.ofShared();
        // Shared, too: kernels for one thread only would prepare other steps than those for several.
        try (Arena temporary = Arena.ofShared()) {
            CountedArena scratch = new CountedArena(temporary);
            Kernels packer = options.kernels().apply(scratch);
            kernels = packer.description();
            long kernelBytes = scratch.bytes();
            CountedArena counted = new CountedArena(arena);
            network = new FrozenNetwork(linked(model, form), model.scaler(), packer, options.weights(), counted, temporary);
            nativeBytes = counted.bytes();
            pool = new WorkUnitPool(options.kernels(), network, arena, kernelBytes);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** The network, and the link where predictions are probabilities. */
    private static Network linked(Model model, OutputForm form) {
        if (form != OutputForm.PROBABILITIES || model.link() instanceof Identity) {
            return model.network();
        }
        List<Layer> layers = new ArrayList<>(model.network().layers());
        layers.add(new ActivationLayer(model.network().outputs(), model.link()));
        return Network.of(layers);
    }

    FrozenNetwork network() {
        return network;
    }

    List<String> labels() {
        return labels;
    }

    OutputForm form() {
        return form;
    }

    NanPolicy nan() {
        return nan;
    }

    /** Kernels and buffers for a call, to be given back with {@link #release}; null if the model was retired. */
    @Nullable
    WorkUnit acquire() {
        return pool.acquire();
    }

    void release(WorkUnit unit) {
        pool.release(unit);
    }

    /** Lets new calls find nothing; the memory is freed now or by the last call in flight. */
    void retire() {
        pool.close();
    }

    /** Whether the memory is freed. */
    boolean isFreed() {
        return pool.isFreed();
    }

    /** What the weights' format costs, where it was measured. */
    Optional<Precision> precision() {
        return precision;
    }

    void measured(Precision result) {
        precision = Optional.of(result);
    }

    /** What the last warm-up found. */
    void warmed(WarmUp result) {
        warmUp = result;
    }

    /** Native memory of weights and working memory now. */
    long nativeBytes() {
        return nativeBytes + pool.bytes();
    }

    /** The most of it, but for temporary work units. */
    long mostNativeBytes() {
        return nativeBytes + pool.mostBytes();
    }

    String describe() {
        StringBuilder text = new StringBuilder(network.text());
        text.append(", ").append(network.bytes()).append(" bytes of packed weights, ").append(kernels).append(", ")
                .append(form);
        text.append(", ").append(weights.name().toLowerCase(Locale.ROOT)).append(" weights");
        if (network.isScaled()) {
            text.append(", scaled inputs");
        }
        for (String step : network.lines()) {
            text.append("\n  ").append(step);
        }
        text.append("\n  ").append(pool.text());
        text.append("\n  native memory: ").append(nativeBytes()).append(" bytes now, at most ").append(mostNativeBytes())
                .append(" with all kept work units; weights on the heap: ").append(network.heapBytes()).append(" bytes");
        if (precision.isPresent()) {
            text.append("\n  ").append(precision.get().text());
        }
        WarmUp found = warmUp;
        text.append("\n  ").append(found == null ? "not known whether compiled: warmUp() finds out" : found.text());
        return text.toString();
    }
}
