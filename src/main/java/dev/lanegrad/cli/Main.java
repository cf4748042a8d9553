package dev.lanegrad.cli;

/**
 * Start of the command line. It links without the optional libraries, so that a missing one is named instead of a
 * {@link NoClassDefFoundError}.
 */
public final class Main {
    private Main() {
    }

    /**
     * Runs a command and ends the JVM with its exit code: 0 done, 1 failed, 2 wrong usage.
     *
     * @param arguments sub-command and options; none runs the main job
     */
    public static void main(String[] arguments) {
        require("picocli.CommandLine", "info.picocli:picocli");
        require("me.tongfei.progressbar.ProgressBar", "me.tongfei:progressbar");
        require("de.siegmar.fastcsv.writer.CsvWriter", "de.siegmar:fastcsv");
        System.exit(RootCommand.run(arguments));
    }

    private static void require(String type, String artifact) {
        try {
            Class.forName(type, false, Main.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            System.err.println("lanegrad: the command line needs " + artifact + " on the class path");
            System.exit(1);
        }
    }
}
