package dev.lanegrad.io.data;

import dev.lanegrad.text.Quoted;
import java.nio.file.Path;

/** Numbers as CSV files hold them: finite, in decimal notation; spaces around them do not count. */
final class CsvNumber {
    private CsvNumber() {
    }

    static float parse(Path file, long line, String column, String text) throws DataFileException {
        String number = text.strip();
        if (number.isEmpty()) {
            throw new DataFileException(file, line, column, "is empty, expected a number");
        }
        float value = isDecimal(number) ? toFloat(number) : Float.NaN;
        if (Float.isNaN(value)) {
            throw new DataFileException(file, line, column, "is " + Quoted.text(text)
                    + ", expected a finite number such as 1.5 or -2e-3");
        }
        if (Float.isInfinite(value)) {
            throw new DataFileException(file, line, column, "is " + Quoted.text(text)
                    + ", too large for a float (at most " + Float.MAX_VALUE + ")");
        }
        return value;
    }

    static boolean isNumber(String text) {
        return isDecimal(text.strip()) && !Float.isNaN(toFloat(text));
    }

    /** NaN if the text is no number: what {@link #isDecimal} lets pass never means NaN itself. */
    private static float toFloat(String text) {
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }

    /** Keeps out what Java reads as a float besides: NaN, Infinity, 0x1p3, 1f, 1d. */
    private static boolean isDecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return false;
            }
        }
        return true;
    }
}
