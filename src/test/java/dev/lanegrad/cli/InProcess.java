package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command line in the process of the test: where nothing but its streams and its exit code matters. */
final class InProcess {
    private InProcess() {
    }

    /**
     * How a command ended.
     *
     * @param out all of standard output
     * @param err all of standard error
     */
    record Result(int exitCode, String out, String err) {
        /** The number in standard output where a pattern has its group. */
        double number(String pattern) {
            Matcher matcher = Pattern.compile(pattern).matcher(out);
            assertTrue(matcher.find(), pattern + " in\n" + out + err);
            return Double.parseDouble(matcher.group(1));
        }
    }

    /** Runs a command; standard output and error are the process's own, so one command runs at a time. */
    static synchronized Result run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            return new Result(RootCommand.run(arguments), printed.toString(StandardCharsets.UTF_8),
                    complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
