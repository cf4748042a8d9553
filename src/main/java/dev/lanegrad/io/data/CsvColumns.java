package dev.lanegrad.io.data;

import dev.lanegrad.text.Quoted;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the columns of a CSV file that the caller speaks of. */
record CsvColumns(Path file, CsvFormat format, List<String> names) {
    /** Each name's index. */
    Map<String, Integer> indices() {
        Map<String, Integer> indices = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            indices.put(names.get(i), i);
        }
        return indices;
    }

    boolean has(String reference) {
        return index(reference) >= 0;
    }

    /**
     * The index of a column.
     *
     * @param reference the column's name; or, where no column has that name, its number from 1, or from -1 for the last one
     * @throws DataFileException if there is no such column
     */
    int find(String role, String reference) throws DataFileException {
        int index = index(reference);
        if (index < 0) {
            throw new DataFileException(file, "there is no " + role + " column " + Quoted.text(reference)
                    + ", the file has the " + CsvRecords.count(names.size(), "column") + " " + Quoted.list(names));
        }
        return index;
    }

    private int index(String reference) {
        int index = names.indexOf(reference);
        if (index < 0 && reference.matches("-?[1-9][0-9]{0,8}")) {
            int number = Integer.parseInt(reference);
            int position = number > 0 ? number - 1 : names.size() + number;
            return position < names.size() ? Math.max(position, -1) : -1;
        }
        return index;
    }
}
