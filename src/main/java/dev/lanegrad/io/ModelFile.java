package dev.lanegrad.io;

import dev.lanegrad.io.file.AtomicFile;
import dev.lanegrad.data.Scaler;
import dev.lanegrad.nn.Dense;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.Network;
import dev.lanegrad.nn.Parameter;
import dev.lanegrad.text.Quoted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A model in one file: a safetensors file whose tensors other tools can read too.
 *
 * <p>Tensors, all F32: {@code layers.0.weight} [in, out], {@code layers.0.bias} [out], and so on, and
 * {@code scaler.center} and {@code scaler.factor} [in] where the model scales its inputs. Metadata, all text:
 * <ul>
 * <li>{@code format} is {@code "lanegrad"}, {@code version} is {@code "2"} (1 had {@code scaler.mean} for
 *   {@code scaler.center});
 * <li>{@code order} is the {@link dev.lanegrad.spec.SummationOrder#VERSION} under which the model was saved;
 * <li>{@code architecture} is JSON: inputs, and each layer's type, outputs and
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
        List<Dense> layers = model.network().layers();
        for (int i = 0; i < layers.size(); i++) {
            tensors.add(Tensor.matrix(Network.weightName(i), layers.get(i).weight().value()));
            tensors.add(Tensor.vector(Network.biasName(i), layers.get(i).bias().value()));
        }
        model.scaler().ifPresent(scaler -> {
            tensors.add(Tensor.vector(SCALER_CENTER, scaler.center()));
            tensors.add(Tensor.vector(SCALER_FACTOR, scaler.factor()));
        });
        SafetensorsWriter.write(file, ModelMetadata.of(model).toMap(), tensors);
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
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            ModelMetadata metadata = ModelMetadata.parse(file, reader.metadata());
            String center = metadata.version() == 1 ? SCALER_CENTER_1 : SCALER_CENTER;
            boolean scaled = reader.names().contains(center) || reader.names().contains(SCALER_FACTOR);
            refuseOthers(file, reader, metadata.layers().size(), scaled ? List.of(center, SCALER_FACTOR) : List.of());
            List<Dense> layers = new ArrayList<>();
            int inputs = metadata.inputs();
            for (ModelMetadata.Layer layer : metadata.layers()) {
                String weight = Network.weightName(layers.size());
                String bias = Network.biasName(layers.size());
                layers.add(new Dense(new Parameter(weight, reader.matrix(weight, inputs, layer.outputs())),
                        new Parameter(bias, reader.vector(bias, layer.outputs())), layer.activation()));
                inputs = layer.outputs();
            }
            Optional<Scaler> scaler = Optional.empty();
            if (scaled) {
                scaler = Optional.of(new Scaler(reader.vector(center, metadata.inputs()),
                        reader.vector(SCALER_FACTOR, metadata.inputs())));
            }
            return new Model(Network.of(layers), scaler, metadata.labels(), metadata.output(), metadata.link(),
                    metadata.schema());
        } catch (IllegalArgumentException e) {
            // The parts are whole but do not fit: the constructors say what is wrong, the file is added here.
            throw new ModelFormatException(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static void refuseOthers(Path file, SafetensorsReader reader, int layers, List<String> scaler)
            throws ModelFormatException {
        Set<String> others = new LinkedHashSet<>(reader.names());
        for (int i = 0; i < layers; i++) {
            others.remove(Network.weightName(i));
            others.remove(Network.biasName(i));
        }
        others.removeAll(scaler);
        if (!others.isEmpty()) {
            throw new ModelFormatException(file, "the file has tensors that a network of " + layers
                    + (layers == 1 ? " layer" : " layers") + " does not have: " + Quoted.list(others));
        }
    }
}
