package dev.lanegrad.bench;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What this virtual machine is, for the head of a result, and others like it. */
final class Jvm {
    private Jvm() {
    }

    /** Its options for collector, heap and compiler, and Lanegrad's own, as typed. */
    static List<String> options() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-X") || option.startsWith("-Dlanegrad.")).toList();
    }

    /** The beginning of a result. */
    static Map<String, Object> head() {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("collector", ManagementFactory.getGarbageCollectorMXBeans().stream().map(GarbageCollectorMXBean::getName)
                .collect(Collectors.joining(", ")));
        head.put("jvmOptions", String.join(" ", options()));
        return head;
    }

    /** How often each collector ran since the start. */
    static Map<String, Long> collections() {
        Map<String, Long> counts = new LinkedHashMap<>();
        ManagementFactory.getGarbageCollectorMXBeans()
                .forEach(bean -> counts.put(bean.getName(), bean.getCollectionCount()));
        return counts;
    }

    /** How to start a program in a virtual machine with the options of this one and more. */
    static List<String> command(List<String> options, Class<?> program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments);
        return command;
    }

    /**
     * Runs a report in a virtual machine of its own with the options of this one, and reads the rows that it wrote.
     *
     * @param report its class
     * @param arguments without the file
     * @throws IOException if it failed
     */
    static List<Map<String, Object>> results(Class<?> report, List<String> arguments) throws IOException {
        Path file = Files.createTempFile("report", ".json");
        try {
            List<String> all = new ArrayList<>(List.of(file.toString()));
            all.addAll(arguments);
            List<String> command = command(List.of(), report, all);
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IOException(report.getSimpleName() + " " + arguments + " ended with status " + status);
            }
            List<Map<String, Object>> rows = new ArrayList<>();
            Map<?, ?> content = (Map<?, ?>) Json.read(Files.readString(file));
            for (Object each : (List<?>) content.get("results")) {
                Map<String, Object> row = new LinkedHashMap<>();
                ((Map<?, ?>) each).forEach((name, value) -> row.put((String) name, value));
                rows.add(row);
            }
            return rows;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(file);
        }
    }
}
