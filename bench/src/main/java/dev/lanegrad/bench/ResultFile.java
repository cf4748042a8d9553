package dev.lanegrad.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The files under {@code bench/results}: the commands that made them, the machine, and JMH's own results, each on a line,
 * without the paths of that machine and without what follows from the raw data.
 */
public final class ResultFile {
    private static final Set<String> LEFT_OUT = Set.of("jvm", "jvmArgs", "scorePercentiles", "scoreConfidence");
    private static final JsonFactory JSON = new JsonFactory();

    private ResultFile() {
    }

    /**
     * Turns a file that JMH wrote into one of ours.
     *
     * @param arguments JMH's file ({@code -rf json -rff FILE}), the file to write, and the commands that made it
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 3) {
            throw new IllegalArgumentException("needs JMH's file, the file to write, and the commands that made it");
        }
        write(Path.of(arguments[1]), Arrays.asList(arguments).subList(2, arguments.length),
                Files.readString(Path.of(arguments[0])));
    }

    /**
     * Writes results.
     *
     * @param file overwritten
     * @param commands what was typed to get them
     * @param results what JMH returned
     * @throws IOException if the file cannot be written
     */
    static void write(Path file, List<String> commands, Collection<RunResult> results) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(json, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
        }
        write(file, commands, json.toString(StandardCharsets.UTF_8));
    }

    private static void write(Path file, List<String> commands, String results) throws IOException {
        try (JsonGenerator to = JSON.createGenerator(ObjectWriteContext.empty(), Files.newBufferedWriter(file));
                JsonParser from = JSON.createParser(ObjectReadContext.empty(), results)) {
            to.writeStartObject();
            to.writeRaw('\n');
            to.writeName("command");
            to.writeStartArray();
            commands.forEach(to::writeString);
            to.writeEndArray();
            to.writeRaw('\n');
            to.writeName("machine");
            to.writeString(machine());
            to.writeRaw('\n');
            to.writeName("results");
            to.writeStartArray();
            from.nextToken();
            while (from.nextToken() == JsonToken.START_OBJECT) {
                to.writeRaw('\n');
                copyObject(from, to);
            }
            to.writeEndArray();
            to.writeRaw('\n');
            to.writeEndObject();
            to.writeRaw('\n');
        }
    }

    private static void copyObject(JsonParser from, JsonGenerator to) {
        to.writeStartObject();
        while (from.nextToken() != JsonToken.END_OBJECT) {
            String name = from.currentName();
            JsonToken value = from.nextToken();
            if (LEFT_OUT.contains(name)) {
                from.skipChildren();
            } else {
                to.writeName(name);
                if (value == JsonToken.START_OBJECT) {
                    copyObject(from, to);
                } else {
                    to.copyCurrentStructure(from);
                }
            }
        }
        to.writeEndObject();
    }

    private static String machine() throws IOException {
        String processor = System.getProperty("os.arch");
        Path description = Path.of("/proc/cpuinfo");
        if (Files.exists(description)) {
            try (Stream<String> lines = Files.lines(description)) {
                processor = lines.filter(line -> line.startsWith("model name")).findFirst()
                        .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(processor);
            }
        }
        return processor + "; JDK " + Runtime.version() + "; one thread on one core; " + LocalDate.now(ZoneOffset.UTC);
    }
}
