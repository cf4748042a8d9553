package dev.lanegrad.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.activation.Activation;
import dev.lanegrad.spec.Elementary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** JMH wants a parameter's values as constants, so the benchmark has a list of functions: it must be the whole one. */
class BenchmarkTest {
    private static final Path SOURCE = Path.of("bench/src/main/java/dev/lanegrad/bench/ActivationBenchmark.java");

    /** What {@code BenchFunction.all()} has: both directions of every activation, and what is elementary only. */
    static List<String> functions() {
        List<String> activations = Activation.all().stream().map(Activation::name).toList();
        return Stream.concat(activations.stream().flatMap(name -> Stream.of(name, name + "_backward")),
                Arrays.stream(Elementary.values()).map(Elementary::label).filter(name -> !activations.contains(name)))
                .toList();
    }

    @Test
    void everyFunctionIsTimed() throws IOException {
        Matcher list = Pattern.compile("@Param\\(\\{([^}]*)}\\)\\s*public String function;")
                .matcher(Files.readString(SOURCE));
        assertTrue(list.find(), "no list of functions in " + SOURCE);
        List<String> timed = Pattern.compile("\"(\\w+)\"").matcher(list.group(1)).results().map(m -> m.group(1)).toList();
        assertEquals(functions().stream().sorted().toList(), timed.stream().sorted().toList());
    }
}
