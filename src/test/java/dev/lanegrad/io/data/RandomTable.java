package dev.lanegrad.io.data;

import dev.lanegrad.data.FeatureColumn;
import dev.lanegrad.data.Imputation;
import dev.lanegrad.data.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** A random table, how it is written as CSV, and what a reader must make of it. */
final class RandomTable {
    /** What a column is for. */
    enum Role {
        NUMBER, CATEGORY, IGNORED, LABEL
    }

    /** A column; a null cell is missing. */
    record Column(String name, Role role, List<String> texts) {
    }

    private static final String LETTERS = "abcXYZäß漢\uAC00 .'\n\r\"\t;|,\u0001\u2028";
    private static final List<String> MARKERS = List.of("NA", "n/a", "NaN", "NULL", "?", "", "  ");

    final Random random;
    final char separator;
    final char quote;
    final boolean header;
    final boolean optional;
    final int rows;
    final List<Column> columns = new ArrayList<>();
    private final List<float[]> numbers = new ArrayList<>(); // of each column of numbers
    private final String lineEnd;
    private final boolean mark;

    RandomTable(Random random, boolean header, int labels, boolean numericLabels) {
        this.random = random;
        this.header = header;
        separator = ",\t;|\u0001 :".charAt(random.nextInt(7));
        quote = "\"'`\u0002".charAt(random.nextInt(4));
        lineEnd = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
        mark = random.nextBoolean();
        optional = random.nextBoolean();
        rows = 1 + random.nextInt(20);
        List<Role> roles = new ArrayList<>(Collections.nCopies(labels, Role.LABEL));
        roles.add(random.nextBoolean() ? Role.NUMBER : Role.CATEGORY);
        for (int i = random.nextInt(5); i > 0; i--) {
            roles.add(Role.values()[random.nextInt(3)]);
        }
        Collections.shuffle(roles, random);
        Set<String> names = new TreeSet<>();
        for (Role role : roles) {
            String name = header ? newName(names) : Integer.toString(columns.size() + 1);
            names.add(name);
            columns.add(new Column(name, role, texts(role == Role.LABEL && numericLabels ? Role.NUMBER : role,
                    role != Role.LABEL)));
        }
    }

    private String newName(Set<String> names) {
        String name;
        do {
            name = word();
        } while (names.contains(name));
        return name;
    }

    /** Not blank, and no number. */
    private String word() {
        StringBuilder word = new StringBuilder("w");
        for (int i = random.nextInt(6); i > 0; i--) {
            word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return word.toString();
    }

    private List<String> texts(Role role, boolean feature) {
        List<String> words = List.of(word(), word(), word());
        float[] values = new float[rows];
        List<String> texts = new ArrayList<>();
        for (int r = 0; r < rows; r++) {
            values[r] = random.nextInt(4) == 0 ? random.nextInt(100) : finite();
            boolean missing = optional && feature && role != Role.IGNORED && random.nextInt(4) == 0;
            if (missing) {
                values[r] = Float.NaN;
            }
            texts.add(missing
                    ? null
                    : role == Role.NUMBER
                            ? Float.toString(values[r])
                            : words.get(random.nextInt(words.size())));
        }
        if (role == Role.NUMBER && feature) {
            numbers.add(values);
        }
        return texts;
    }

    private float finite() {
        float value;
        do {
            value = Float.intBitsToFloat(random.nextInt());
        } while (!Float.isFinite(value));
        return value;
    }

    List<Column> of(Role role) {
        return columns.stream().filter(column -> column.role == role).toList();
    }

    /** A name, or a number from either end: what a caller may say. */
    String reference(Column column) {
        int index = columns.indexOf(column);
        return switch (random.nextInt(3)) {
            case 0 -> Integer.toString(index + 1);
            case 1 -> Integer.toString(index - columns.size());
            default -> column.name;
        };
    }

    String[] references(Role role) {
        return of(role).stream().map(this::reference).toArray(String[]::new);
    }

    /** The columns in some order, with or without foreign ones among them. */
    String csv(List<Column> order) {
        StringBuilder text = new StringBuilder(mark ? "\uFEFF" : "");
        for (int r = header ? -1 : 0; r < rows; r++) {
            for (int c = 0; c < order.size(); c++) {
                text.append(c == 0 ? "" : separator).append(cell(order.get(c), r));
            }
            text.append(r == rows - 1 && random.nextBoolean() ? "" : lineEnd);
            if (order.size() > 1 && random.nextInt(5) == 0 && r < rows - 1) {
                text.append(separator == ' ' ? "" : "  ").append(lineEnd);
            }
        }
        return text.toString();
    }

    private String cell(Column column, int row) {
        if (row < 0) {
            return quoted(column.name);
        }
        String text = column.texts.get(row);
        if (text == null) {
            return quoted(MARKERS.get(random.nextInt(MARKERS.size())));
        }
        boolean plain = text.chars().allMatch(c -> c == '-' || c == '.' || c == 'E' || (c >= '0' && c <= '9'));
        return plain && random.nextBoolean() ? text : quoted(plain ? "  " + text + " " : text);
    }

    private String quoted(String text) {
        String q = Character.toString(quote);
        return q + text.replace(q, q + q) + q;
    }

    Schema schema(List<String> targets) {
        List<FeatureColumn> features = new ArrayList<>();
        for (Column column : columns) {
            if (column.role == Role.NUMBER) {
                features.add(new FeatureColumn.Numeric(column.name, optional ? Imputation.MEAN : Imputation.REFUSE));
            } else if (column.role == Role.CATEGORY) {
                features.add(new FeatureColumn.Categorical(column.name, categories(column)));
            }
        }
        return new Schema(features, targets);
    }

    private static List<String> categories(Column column) {
        Set<String> categories = new TreeSet<>();
        column.texts.forEach(text -> categories.add(text == null ? "" : text));
        return List.copyOf(categories);
    }

    /** Rows x inputs, NaN where a number is missing. */
    float[] features() {
        int inputs = schema(List.of()).inputs();
        float[] features = new float[rows * inputs];
        int input = 0;
        int number = 0;
        for (Column column : columns) {
            if (column.role == Role.NUMBER) {
                float[] values = numbers.get(number++);
                for (int r = 0; r < rows; r++) {
                    features[r * inputs + input] = values[r];
                }
                input++;
            } else if (column.role == Role.CATEGORY) {
                List<String> categories = categories(column);
                for (int r = 0; r < rows; r++) {
                    String text = column.texts.get(r);
                    features[r * inputs + input + categories.indexOf(text == null ? "" : text)] = 1;
                }
                input += categories.size();
            }
        }
        return features;
    }

    CsvFile describe(CsvFile file) {
        // In two steps a separator could for a moment be the quote; here the two are never alike.
        CsvFile csv = file.withSeparator(separator).withQuote(quote);
        return (header ? csv : csv.withoutHeader()).withMissing(optional ? Imputation.MEAN : Imputation.REFUSE);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "separator U+%04x, quote U+%04x, header %s, optional %s, %d rows, %s",
                (int) separator,
                (int) quote, header, optional, rows, Arrays.toString(columns.toArray()));
    }
}
