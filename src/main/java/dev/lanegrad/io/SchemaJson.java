package dev.lanegrad.io;

import dev.lanegrad.data.FeatureColumn;
import dev.lanegrad.data.Imputation;
import dev.lanegrad.data.Schema;
import dev.lanegrad.text.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A schema as JSON text, in the form that {@link ModelFile} describes. */
final class SchemaJson {
    private SchemaJson() {
    }

    static String write(Schema schema) {
        return StrictJson.write(generator -> {
            generator.writeStartObject();
            generator.writeArrayPropertyStart("features");
            for (FeatureColumn column : schema.features()) {
                generator.writeStartObject();
                generator.writeStringProperty("name", column.name());
                switch (column) {
                    case FeatureColumn.Numeric numeric ->
                        generator.writeStringProperty("missing", numeric.missing().text());
                    case FeatureColumn.Categorical categorical -> {
                        generator.writeArrayPropertyStart("categories");
                        categorical.categories().forEach(generator::writeString);
                        generator.writeEndArray();
                    }
                }
                generator.writeEndObject();
            }
            generator.writeEndArray();
            generator.writeArrayPropertyStart("targets");
            schema.targets().forEach(generator::writeString);
            generator.writeEndArray().writeEndObject();
        });
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if the parts are whole but no schema: the caller adds the file
     */
    static Schema read(Path file, String text) throws ModelFormatException {
        return StrictJson.read(file, "the metadata's schema", text, json -> {
            List<FeatureColumn> features = new ArrayList<>();
            List<String> targets = new ArrayList<>();
            json.object("the schema", key -> {
                switch (key) {
                    case "features" -> json.array(key, () -> features.add(column(json, "feature " + features.size())));
                    case "targets" -> json.array(key, () -> targets.add(json.string("target " + targets.size())));
                    default -> throw json.error("the schema has the key " + Quoted.text(key)
                            + ", expected features and targets");
                }
            });
            return new Schema(features, targets);
        });
    }

    private static FeatureColumn column(StrictJson json, String what) throws ModelFormatException {
        List<String> name = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<List<String>> categories = new ArrayList<>();
        json.object(what, key -> {
            switch (key) {
                case "name" -> name.add(json.string(key));
                case "missing" -> missing.add(json.string(key));
                case "categories" -> {
                    List<String> all = new ArrayList<>();
                    json.array(key, () -> all.add(json.string("category " + all.size())));
                    categories.add(all);
                }
                default -> throw json.error(what + " has the key " + Quoted.text(key)
                        + ", expected name and either missing or categories");
            }
        });
        if (name.isEmpty() || missing.isEmpty() == categories.isEmpty()) {
            throw json.error(what + " needs a name and either missing or categories");
        }
        return missing.isEmpty()
                ? new FeatureColumn.Categorical(name.getFirst(), categories.getFirst())
                : new FeatureColumn.Numeric(name.getFirst(), Imputation.parse(missing.getFirst()));
    }
}
