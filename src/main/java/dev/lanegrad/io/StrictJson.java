package dev.lanegrad.io;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.nn.Residual;
import dev.lanegrad.text.Quoted;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * JSON read token by token: a duplicate key, a value of another type, deep nesting or text after the value is a
 * {@link ModelFormatException}. A method that reads a value takes the current token and leaves on its last one.
 */
final class StrictJson {
    /** Deeper than anything that is written here: a residual block is an object in an array. */
    private static final int MAX_DEPTH = 8 + 2 * Residual.MAX_DEPTH;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // Names from a file are not worth a table that outlives the parser.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    // The caller has bounded the whole text.
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            // Every Java string comes back as it was, unpaired surrogates too, whatever a reader takes the bytes for.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private final Path file;
    private final String where;
    private final JsonParser parser;

    private StrictJson(Path file, String where, JsonParser parser) {
        this.file = file;
        this.where = where;
        this.parser = parser;
    }

    /** Reads a value. */
    interface Value<T extends @Nullable Object> {
        T read(StrictJson json) throws ModelFormatException;
    }

    /** Reads the value of one member of an object. */
    interface Member {
        void read(String key) throws ModelFormatException;
    }

    /** Reads one element of an array. */
    interface Element {
        void read() throws ModelFormatException;
    }

    /** Writes one value as ASCII text; keys come in the order of the calls. */
    static String write(Consumer<JsonGenerator> value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            value.accept(generator);
        }
        return text.toString();
    }

    /**
     * Reads a text that is one JSON value.
     *
     * @param file for messages
     * @param where what the text is, for messages: "the header"
     */
    static <T extends @Nullable Object> T read(Path file, String where, String text, Value<T> value)
            throws ModelFormatException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            StrictJson json = new StrictJson(file, where, parser);
            parser.nextToken();
            T read = value.read(json);
            if (parser.nextToken() != null) {
                throw json.error("there is " + describe(parser.currentToken()) + " after the end of the JSON value");
            }
            return read;
        } catch (JacksonException e) {
            // Jackson's note on where an array or object started names no place that a user could find.
            String problem = e.getOriginalMessage().replaceFirst(" \\([^(]*\\[Source: .*", "");
            String at = e.getLocation() == null ? "" : " at character " + e.getLocation().getCharOffset();
            throw new ModelFormatException(file, where + " is not valid JSON" + at + ": " + problem, e);
        }
    }

    /** Reads an object; the member reader is called once a key, on the value's first token. */
    void object(String what, Member member) throws ModelFormatException {
        expect(JsonToken.START_OBJECT, what);
        Set<String> keys = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (!keys.add(key)) {
                throw error(what + " has the key " + Quoted.text(key) + " twice");
            }
            parser.nextToken();
            member.read(key);
        }
    }

    /** Reads an array; the element reader is called once an element, on its first token. */
    void array(String what, Element element) throws ModelFormatException {
        expect(JsonToken.START_ARRAY, what);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.read();
        }
    }

    /** Reads a string. */
    String string(String what) throws ModelFormatException {
        expect(JsonToken.VALUE_STRING, what);
        return parser.getString();
    }

    /** Reads an integer within the bounds, both included. */
    long integer(String what, long min, long max) throws ModelFormatException {
        expect(JsonToken.VALUE_NUMBER_INT, what);
        boolean isLong = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        if (!isLong || parser.getLongValue() < min || parser.getLongValue() > max) {
            throw error(what + " is " + Quoted.text(parser.getString()) + ", expected an integer from " + min + " to "
                    + max);
        }
        return parser.getLongValue();
    }

    /** Reads a number, rounded to the nearest float; one that is too large becomes an infinity. */
    float number(String what) throws ModelFormatException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            expect(JsonToken.VALUE_NUMBER_FLOAT, what);
        }
        return Float.parseFloat(parser.getString());
    }

    /** An activation by its text. */
    Activation activation(String what, String text) throws ModelFormatException {
        return activation(file, what, text);
    }

    /** An activation by its text. */
    static Activation activation(Path file, String what, String text) throws ModelFormatException {
        try {
            return Activation.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(file, what + " is " + Quoted.text(text) + ", expected one of "
                    + Activation.all().stream().map(Activation::text).toList(), e);
        }
    }

    /** A {@link ModelFormatException} about this text. */
    ModelFormatException error(String problem) {
        return new ModelFormatException(file, "in " + where + ", " + problem);
    }

    private void expect(JsonToken expected, String what) throws ModelFormatException {
        if (parser.currentToken() != expected) {
            throw error(what + " is " + describe(parser.currentToken()) + ", expected " + describe(expected));
        }
    }

    private static String describe(@Nullable JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction or an exponent";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case null -> "nothing";
            default -> token.toString();
        };
    }
}
