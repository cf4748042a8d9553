package dev.lanegrad.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.lanegrad.data.Labels;
import dev.lanegrad.data.Schema;
import dev.lanegrad.io.data.FeatureRows;
import dev.lanegrad.nn.Model;
import dev.lanegrad.nn.OutputForm;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Predictions as CSV: the label of a classifier, and one column an output. */
final class PredictionWriter {
    private final List<String> labels;
    private final List<String> columns = new ArrayList<>();

    PredictionWriter(Model model) {
        labels = model.labels();
        boolean probabilities = model.output() == OutputForm.PROBABILITIES;
        List<String> names = labels.isEmpty() ? targets(model) : labels;
        if (!labels.isEmpty()) {
            columns.add("label");
        }
        for (int c = 0; c < model.network().outputs(); c++) {
            String name = names.isEmpty() ? "" : names.get(c);
            if (name.isEmpty()) {
                columns.add(
                        (probabilities ? "probability" : "value") + (model.network().outputs() > 1 ? " " + (c + 1) : ""));
            } else {
                columns.add(probabilities ? "probability of " + name : !labels.isEmpty() ? "value of " + name : name);
            }
        }
    }

    private static List<String> targets(Model model) {
        return model.schema().map(Schema::targets).filter(t -> t.size() == model.network().outputs()).orElse(List.of());
    }

    /** Writes all rows; ends at once where the reader of the target has gone. */
    void write(FeatureRows rows, Predictions predictions, Writer target, BooleanSupplier closed) throws IOException {
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(target);
        csv.writeRecord(columns);
        List<String> fields = new ArrayList<>();
        predictions.forEach(rows, outputs -> {
            for (int r = 0; r < outputs.rows(); r++) {
                fields.clear();
                if (!labels.isEmpty()) {
                    int largest = Labels.largest(outputs, r);
                    // NaN comes of inputs that are too large for the network; no class is the most probable one then.
                    fields.add(Float.isNaN(outputs.get(r, largest)) ? "" : labels.get(largest));
                }
                for (int c = 0; c < outputs.columns(); c++) {
                    fields.add(Float.toString(outputs.get(r, c)));
                }
                csv.writeRecord(fields);
            }
            csv.flush();
            return !closed.getAsBoolean();
        });
        csv.flush();
    }
}
