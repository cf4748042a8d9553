package dev.lanegrad.testing;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What the JVM's own counting says of native memory that Java code allocated: of all arenas, whoever made them.
 *
 * @param bytes size, with what aligning each allocation took
 * @param allocations how many there are
 */
public record NativeMemory(long bytes, long allocations) {
    /** What a JVM must be started with to count. */
    public static final String FLAG = "-XX:NativeMemoryTracking=summary";

    private static final Pattern OTHER = Pattern
            .compile("Other \\(reserved=[^)]*\\)\\s*\\(malloc=(\\d+) tag=Other #(\\d+)\\)");

    /** Asks the running JVM. */
    public static NativeMemory now() {
        try {
            Object summary = ManagementFactory.getPlatformMBeanServer().invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"), "vmNativeMemory",
                    new Object[] {new String[] {"summary", "scale=B"}}, new String[] {String[].class.getName()});
            Matcher other = OTHER.matcher(String.valueOf(summary));
            if (!other.find()) {
                throw new AssertionError("no native memory of Java code in\n" + summary);
            }
            return new NativeMemory(Long.parseLong(other.group(1)), Long.parseLong(other.group(2)));
        } catch (JMException e) {
            throw new AssertionError("the JVM does not tell", e);
        }
    }
}
