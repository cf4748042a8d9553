package dev.lanegrad.io.data;

import dev.lanegrad.data.Imputation;
import dev.lanegrad.data.Schema;
import dev.lanegrad.text.Quoted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the caller said of a CSV file's columns, and which ones that are once their names are known.
 *
 * @param labels label columns; absent: those of the schema, or else the last column
 * @param weights the column of the samples' weights, if they have some
 * @param schema how the features of another file were read; absent: this file's own features are found
 */
record CsvRoles(Optional<List<String>> labels, List<String> categories, List<String> ignored, Imputation imputation,
        MissingText missing, Optional<String> weights, Optional<Schema> schema) {
    static final CsvRoles DEFAULT = new CsvRoles(Optional.empty(), List.of(), List.of(), Imputation.REFUSE,
            MissingText.DEFAULT, Optional.empty(), Optional.empty());

    CsvRoles withLabels(List<String> names) {
        return new CsvRoles(Optional.of(names), categories, ignored, imputation, missing, weights, schema);
    }

    CsvRoles withCategories(List<String> names) {
        return new CsvRoles(labels, names, ignored, imputation, missing, weights, schema);
    }

    CsvRoles withIgnored(List<String> names) {
        return new CsvRoles(labels, categories, names, imputation, missing, weights, schema);
    }

    CsvRoles withImputation(Imputation way) {
        return new CsvRoles(labels, categories, ignored, way, missing, weights, schema);
    }

    CsvRoles withMissing(MissingText text) {
        return new CsvRoles(labels, categories, ignored, imputation, text, weights, schema);
    }

    CsvRoles withWeights(String name) {
        return new CsvRoles(labels, categories, ignored, imputation, missing, Optional.of(name), schema);
    }

    CsvRoles withSchema(Schema known) {
        return new CsvRoles(labels, categories, ignored, imputation, missing, weights, Optional.of(known));
    }

    /** Where a schema's features stand. */
    int[] positions(Schema known, CsvColumns all) throws DataFileException {
        Map<String, Integer> indices = all.indices(); // files have tens of thousands of columns
        int count = known.features().size();
        boolean named = known.features().stream().allMatch(column -> indices.containsKey(column.name()));
        if (!named && !all.format().header() && indices.size() == count) {
            return IntStream.range(0, count).toArray();
        }
        int[] positions = new int[count];
        for (int i = 0; i < count; i++) {
            Integer index = indices.get(known.features().get(i).name());
            if (index == null) {
                throw new DataFileException(all.file(), "there is no feature column "
                        + Quoted.text(known.features().get(i).name()) + ", the file has the "
                        + CsvRecords.count(all.names().size(), "column") + " " + Quoted.list(all.names())
                        + (all.format().header() && known.features().stream().allMatch(c -> c.name().matches("[0-9]+"))
                                ? "; the training data had no header, has this file one?"
                                : ""));
            }
            positions[i] = index;
        }
        return positions;
    }

    /** The same beside label columns. */
    int[] positions(Schema known, CsvColumns all, int[] labels) throws DataFileException {
        int[] positions = positions(known, all);
        int weight = weightPosition(all, labels);
        if (IntStream.of(positions).anyMatch(position -> position == weight)) {
            throw twoRoles(all, weight, "weight and feature");
        }
        for (int label : labels) {
            if (IntStream.of(positions).anyMatch(position -> position == label)) {
                throw twoRoles(all, label, "label and feature");
            }
        }
        return positions;
    }

    private static DataFileException twoRoles(CsvColumns all, int column, String roles) {
        return new DataFileException(all.file(), "column " + Quoted.text(all.names().get(column))
                + " has two roles: it cannot be both " + roles);
    }

    /** Where the weights stand; -1 where samples have none. */
    int weightPosition(CsvColumns all, int[] labels) throws DataFileException {
        if (weights.isEmpty()) {
            return -1;
        }
        int position = all.find("weight", weights.get());
        if (IntStream.of(labels).anyMatch(label -> label == position)) {
            throw twoRoles(all, position, "label and weight");
        }
        return position;
    }

    /** The columns that are features of a model without a schema. */
    int[] withoutLabels(CsvColumns all, int inputs) throws DataFileException {
        List<Integer> out = new ArrayList<>();
        for (String name : ignored) {
            out.add(all.find("ignored", name));
        }
        for (String name : labels.orElse(List.of())) {
            if (all.has(name)) {
                out.add(all.find("label", name));
            }
        }
        if (labels.isEmpty() && all.names().size() - out.size() == inputs + 1) {
            out.add(all.names().size() - 1);
        }
        int[] features = IntStream.range(0, all.names().size()).filter(i -> !out.contains(i)).toArray();
        if (features.length != inputs) {
            throw new DataFileException(all.file(), "expected " + CsvRecords.count(inputs, "feature column")
                    + (labels.isEmpty() ? " (or a label column more)" : "") + ", found " + features.length
                    + (out.isEmpty() ? "" : " beside " + Quoted.list(out.stream().map(all.names()::get).toList()))
                    + ": " + Quoted.list(all.names()));
        }
        return features;
    }

    /** Where the labels stand. */
    int[] labelPositions(CsvColumns all) throws DataFileException {
        List<String> names = labels.or(() -> schema.map(Schema::targets).filter(t -> !t.isEmpty()))
                .orElse(List.of());
        if (names.isEmpty()) {
            List<Integer> left = indices("ignored", ignored, all);
            if (weights.isPresent()) {
                left.add(all.find("weight", weights.get()));
            }
            if (left.containsAll(all.indices().values())) {
                throw new DataFileException(all.file(), "all columns are ignored, there is none for the label: "
                        + Quoted.list(all.names()));
            }
            return IntStream.iterate(all.names().size() - 1, i -> i >= 0, i -> i - 1).filter(i -> !left.contains(i))
                    .limit(1).toArray();
        }
        return indices("label", names, all).stream().mapToInt(Integer::intValue).toArray();
    }

    private List<Integer> indices(String role, List<String> names, CsvColumns all) throws DataFileException {
        List<Integer> indices = new ArrayList<>();
        for (String name : names) {
            int index = all.find(role, name);
            if (indices.contains(index)) {
                throw new DataFileException(all.file(), "the " + role + " column " + Quoted.text(all.names().get(index))
                        + " is named twice");
            }
            indices.add(index);
        }
        return indices;
    }

    /** A table whose features are all columns that have no other role. */
    CsvTable table(CsvColumns all, int[] labels) throws DataFileException {
        List<Integer> left = indices("ignored", ignored, all);
        List<Integer> categorical = indices("categorical", categories, all);
        int weight = weightPosition(all, labels);
        if (left.contains(weight) || categorical.contains(weight)) {
            throw twoRoles(all, weight, left.contains(weight) ? "ignored and weight" : "categorical and weight");
        }
        List<Integer> taken = new ArrayList<>(left);
        if (weight >= 0) {
            taken.add(weight);
        }
        for (int label : labels) {
            taken.add(label);
        }
        for (int index : taken) {
            boolean twice = Collections.frequency(taken, index) > 1;
            if (twice || categorical.contains(index)) {
                throw twoRoles(all, index, twice
                        ? "label and ignored"
                        : left.contains(index) ? "categorical and ignored" : "categorical and label");
            }
        }
        int[] features = IntStream.range(0, all.names().size()).filter(i -> !taken.contains(i)).toArray();
        if (features.length == 0) {
            throw new DataFileException(all.file(), "there is no feature column beside the label "
                    + Quoted.list(IntStream.of(labels).mapToObj(all.names()::get).toList())
                    + "; is another separator than '" + all.format().separator() + "' in use?");
        }
        refuseHeaderOfNumbers(all, features);
        return new CsvTable(all.file(), all.names(), features, Set.copyOf(categorical), imputation, missing);
    }

    /** Columns may be numbered; names with fractions are a first sample, which would be lost in silence. */
    private void refuseHeaderOfNumbers(CsvColumns all, int[] features) throws DataFileException {
        List<String> names = IntStream.of(features).mapToObj(all.names()::get).toList();
        if (all.format().header() && names.stream().allMatch(CsvNumber::isNumber)
                && !names.stream().allMatch(name -> name.strip().matches("[0-9]+"))) {
            throw new DataFileException(all.file(), "the first line looks like data (" + Quoted.list(all.names())
                    + "), expected a header with the columns' names; if there is none, say so");
        }
    }
}
