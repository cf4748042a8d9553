package dev.lanegrad.io.data;

import dev.lanegrad.text.Quoted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The header of a {@code .npy} file: magic bytes, version, length, and a Python dictionary of three entries as text.
 * Reads the text strictly; stands on one character of it. Source: {@code numpy.lib.format}, versions 1.0 to 3.0.
 */
final class NpyHeader {
    /** Of the text: all that version 1.0 can say, and enough for any shape. */
    private static final int MAX_BYTES = 1 << 16;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Map<String, NumberType> TYPES = Map.of("<f4", NumberType.FLOAT, "|u1", NumberType.UNSIGNED_BYTE,
            "<i4", NumberType.INT, "<i8", NumberType.LONG);

    private final Path file;
    private final String text;
    private final Set<String> keys = new HashSet<>();
    private int at;
    private Optional<NumberType> type = Optional.empty();
    private List<Long> shape = List.of();

    private NpyHeader(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    /** Reads from the start of a file; the input stands at the first number afterwards. */
    static BinaryLayout read(Path file, BinaryInput input) throws IOException {
        byte[] start = input.read(MAGIC.length + 2);
        if (!HexFormat.of().formatHex(start).startsWith(HexFormat.of().formatHex(MAGIC))) {
            throw new DataFileException(file, "the first bytes are " + HexFormat.ofDelimiter(" ").formatHex(start)
                    + ", expected those of a .npy file: 93 and NUMPY");
        }
        int major = start[MAGIC.length];
        if (major < 1 || major > 3 || start[MAGIC.length + 1] != 0) {
            throw new DataFileException(file, "the .npy version is " + Byte.toUnsignedInt(start[MAGIC.length]) + "."
                    + Byte.toUnsignedInt(start[MAGIC.length + 1]) + ", expected 1.0, 2.0 or 3.0");
        }
        ByteBuffer length = ByteBuffer.wrap(input.read(major == 1 ? Short.BYTES : Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        long bytes = major == 1 ? Short.toUnsignedLong(length.getShort()) : Integer.toUnsignedLong(length.getInt());
        if (bytes > MAX_BYTES) {
            throw new DataFileException(file, "the header's length is given as " + bytes + " bytes, expected at most "
                    + MAX_BYTES);
        }
        // Version 3.0 has UTF-8, in names of fields, which are refused.
        String text = new String(input.read((int) bytes), StandardCharsets.ISO_8859_1);
        NpyHeader header = new NpyHeader(file, text);
        header.dictionary();
        return BinaryLayout.of(file, header.type.orElseThrow(), ByteOrder.LITTLE_ENDIAN, header.shape, input.position());
    }

    private void dictionary() throws DataFileException {
        require('{');
        while (!found('}')) {
            String key = string();
            require(':');
            if (!keys.add(key)) {
                throw wrong("has the key " + Quoted.text(key) + " twice");
            }
            switch (key) {
                case "descr" -> type = Optional.of(type());
                case "fortran_order" -> requireRowMajor();
                case "shape" -> shape = tuple();
                default -> throw wrong("has the key " + Quoted.text(key));
            }
            if (!found(',')) {
                require('}');
                break;
            }
        }
        skipSpace();
        if (at < text.length()) {
            throw wrong("goes on after the dictionary");
        }
        if (keys.size() < 3) {
            throw wrong("has the keys " + Quoted.list(keys) + ", expected descr, fortran_order and shape");
        }
    }

    private NumberType type() throws DataFileException {
        skipSpace();
        if (at < text.length() && text.charAt(at) == '[') {
            throw new DataFileException(file, "the array is structured, expected one number an element; save each field by"
                    + " itself in NumPy: np.save(file, a['name'].astype('<f4'))");
        }
        String name = string();
        NumberType known = TYPES.get(name);
        if (known == null) {
            throw new DataFileException(file, "the dtype is " + Quoted.text(name) + ", expected '<f4' for features, or"
                    + " '|u1', '<i4' or '<i8' for labels; convert it in NumPy: np.save(file, a.astype('<f4')) or"
                    + " np.save(file, a.astype('<i4'))");
        }
        return known;
    }

    private void requireRowMajor() throws DataFileException {
        skipSpace();
        if (text.startsWith("True", at)) {
            throw new DataFileException(file, "the array is in Fortran order, expected rows one after the other; convert it"
                    + " in NumPy: np.save(file, np.ascontiguousarray(a))");
        }
        if (!text.startsWith("False", at)) {
            throw wrong("has no True or False as fortran_order");
        }
        at += "False".length();
    }

    /** {@code (2, 3)}, {@code (2,)} or {@code ()}. */
    private List<Long> tuple() throws DataFileException {
        List<Long> items = new ArrayList<>();
        require('(');
        while (!found(')')) {
            items.add(integer());
            if (!found(',')) {
                if (items.size() == 1) {
                    throw wrong("has a number in brackets as shape, no tuple");
                }
                require(')');
                break;
            }
        }
        return items;
    }

    private long integer() throws DataFileException {
        skipSpace();
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start || at - start > 18) {
            throw wrong("has no number of up to 18 digits as dimension");
        }
        return Long.parseLong(text, start, at, 10);
    }

    /** Without escapes, which no value here needs. */
    private String string() throws DataFileException {
        skipSpace();
        char quote = at < text.length() ? text.charAt(at) : 0;
        int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
        if (end < 0) {
            throw wrong("has no string");
        }
        String string = text.substring(at + 1, end);
        at = end + 1;
        return string;
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
            at++;
        }
    }

    private boolean found(char c) {
        skipSpace();
        boolean here = at < text.length() && text.charAt(at) == c;
        at += here ? 1 : 0;
        return here;
    }

    private void require(char c) throws DataFileException {
        if (!found(c)) {
            throw wrong("has no '" + c + "'");
        }
    }

    /** The place is where the text stops making sense, which may be just after what is wrong. */
    private DataFileException wrong(String problem) {
        return new DataFileException(file, "the header " + problem + " at character " + at + ": "
                + Quoted.text(text.substring(Math.max(0, Math.min(at - 10, text.length())))));
    }
}
