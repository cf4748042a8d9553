package dev.lanegrad.io;

import dev.lanegrad.data.Scaler;
import dev.lanegrad.io.file.AtomicFile;
import dev.lanegrad.nn.Layer;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.text.Quoted;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A model in one file: a safetensors file whose tensors other tools can read too.
 *
 * <p>Tensors, all F32, are named by {@link Network#tensors()}: {@code layers.0.weight} [in, out], {@code layers.0.bias}
 * [out], {@code layers.1.gamma} [width], {@code layers.2.body.0.weight}, and so on, and {@code scaler.center} and {@code scaler.factor} [in] where the model scales its inputs. Metadata, all text:
 * <ul>
 * <li>{@code format} is {@code "lanegrad"}, {@code version} is {@code "3"} (1 had {@code scaler.mean} for
 *   {@code scaler.center}; 1 and 2 had dense layers only);
 * <li>{@code order} is the {@link dev.lanegrad.spec.SummationOrder#VERSION} under which the model was saved;
 * <li>{@code architecture} is JSON: {@code inputs}, and {@code layers}, each with a {@code type} and the settings of that
 *   type: {@code dense} (outputs, activation), {@code activation} (activation), {@code dropout} (rate),
 *   {@code parametric_relu} (slopes: 1 or the width), {@code batch_normalization} (epsilon, momentum),
 *   {@code layer_normalization}, {@code rms_normalization} (epsilon), {@code residual} (body: layers); activations are
 *   {@link dev.lanegrad.activation.Activation#text()};
 * <li>{@code labels} is a JSON array of the classes' names; {@code output} and {@code link} are those of the
 *   {@link Model};
 * <li>{@code schema}, where the model has one, is JSON: {@code features}, each with a {@code name} and either
 *   {@code missing} ({@code "refuse"} or the number that stands in) or {@code categories}, and {@code targets}.
 * </ul>
 *
 * <p>Weights come back with the bits they were saved with, NaN and Inf included. The same model gives the same bytes on
 * every machine.
 *
 * <p>A file with a newer format or order version is refused; one with an older order version is loaded, and its
 * predictions have the bits of the present order. A tensor that the architecture does not ask for is refused: it would
 * be a parameter left out in silence. Metadata that is not known is ignored.
 *
 * <p>Thread-safe. Saving reads the model's parameters, so nothing may train it meanwhile.
 */
public final class ModelFile {
    private static final String LAYERS = "layers.";
    private static final String SCALER_CENTER = "scaler.center";
    private static final String SCALER_CENTER_1 = "scaler.mean"; // its name in version 1
    private static final String SCALER_FACTOR = "scaler.factor";

    private ModelFile() {
    }

    /**
     * Saves a model. A file that is there is replaced in one step once the new one is complete and on the device, and
     * keeps its permissions; on any failure it is untouched and no other file is left.
     *
     * @param model the model
     * @param file where to; its directory must be there
     * @throws IllegalArgumentException if the names of labels, columns and categories are so many or so long that the
     *     file's header would exceed 16 MiB
     * @throws IOException if writing fails
     */
    public static void save(Model model, Path file) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        // A dense layer's weight has two dimensions even if it is one row.
        model.network().tensors().forEach((name, parameter) -> tensors.add(name.endsWith(".weight")
                ? Tensor.matrix(name, parameter.value())
                : Tensor.vector(name, parameter.value())));
        model.scaler().ifPresent(scaler -> {
            tensors.add(Tensor.vector(SCALER_CENTER, scaler.center()));
            tensors.add(Tensor.vector(SCALER_FACTOR, scaler.factor()));
        });
        SafetensorsWriter.write(file, ModelMetadata.of(model).toMap(), tensors);
    }

    /**
     * All of a network but its numbers, as {@link #save} writes it into the metadata.
     *
     * @param network the network
     * @return JSON; two networks with the same text have the same layers with the same settings
     */
    public static String architecture(Network network) {
        return ModelMetadata.architecture(network.inputs(), network.layers().stream().map(LayerFormat::of).toList());
    }

    /**
     * Refuses what {@link #save} would refuse as a target, for callers who want to know before they train.
     *
     * @param file where a model is to be saved
     * @throws IOException if the target is a folder, a device or pipe, a read-only file or a link to nothing, or its
     *     folder does not exist
     */
    public static void checkTarget(Path file) throws IOException {
        AtomicFile.check(file);
    }

    /**
     * Loads a model. Its parameters are copies in memory of their own, freed by the garbage collector: they may be
     * trained, and what happens to the file afterwards does not matter (see {@link SafetensorsReader} for why the file
     * is not mapped).
     *
     * @param file a file that {@link #save} wrote
     * @return the model
     * @throws ModelFormatException if the file is damaged, not a model, or from a newer Lanegrad
     * @throws IOException if reading fails
     */
    public static Model load(Path file) throws IOException {
        return load(file, Arena::ofAuto);
    }

    /**
     * {@link #load(Path)} into memory of the caller's.
     *
     * @param file a file that {@link #save} wrote
     * @param arena where the parameters go; the model is of use until it is closed
     * @return the model
     * @throws ModelFormatException if the file is damaged, not a model, or from a newer Lanegrad
     * @throws IOException if reading fails
     */
    public static Model load(Path file, Arena arena) throws IOException {
        return load(file, () -> arena);
    }

    private static Model load(Path file, Supplier<Arena> arenas) throws IOException {
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            ModelMetadata metadata = ModelMetadata.parse(file, reader.metadata());
            String center = metadata.version() == 1 ? SCALER_CENTER_1 : SCALER_CENTER;
            boolean scaled = reader.names().contains(center) || reader.names().contains(SCALER_FACTOR);
            refuseOthers(file, reader, metadata.layers(), scaled ? List.of(center, SCALER_FACTOR) : List.of());
            List<Layer> layers = LayerFormat.layers(new LayerFormat.Source(reader, arenas), LAYERS, metadata.inputs(),
                    metadata.layers());
            Optional<Scaler> scaler = Optional.empty();
            if (scaled) {
                scaler = Optional.of(new Scaler(reader.vector(center, metadata.inputs(), arenas.get()),
                        reader.vector(SCALER_FACTOR, metadata.inputs(), arenas.get())));
            }
            return new Model(Network.of(layers), scaler, metadata.labels(), metadata.output(), metadata.link(),
                    metadata.schema());
        } catch (IllegalArgumentException e) {
            // The parts are whole but do not fit: the constructors say what is wrong, the file is added here.
            throw new ModelFormatException(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static void refuseOthers(Path file, SafetensorsReader reader, List<LayerFormat> layers,
            List<String> scaler)
            throws ModelFormatException {
        Set<String> others = new LinkedHashSet<>(reader.names());
        LayerFormat.tensors(LAYERS, layers).forEach(others::remove);
        others.removeAll(scaler);
        if (!others.isEmpty()) {
            throw new ModelFormatException(file, "the file has tensors that a network of " + layers.size()
                    + (layers.size() == 1 ? " layer" : " layers") + " does not have: " + Quoted.list(others));
        }
    }
}
