import java.nio.file.Files;
import java.nio.file.Path;

/** Prints JaCoCo's CSV report as a table, a line a package. No tests, no report, no table. */
void main(String[] args) throws Exception {
    Path report = Path.of(args[0]);
    if (!Files.exists(report)) {
        return;
    }
    // Instructions missed and covered, branches missed and covered.
    Map<String, long[]> packages = new TreeMap<>();
    long[] total = new long[4];
    for (String line : Files.readAllLines(report).stream().skip(1).toList()) {
        String[] fields = line.split(",", -1);
        long[] counts = packages.computeIfAbsent(fields[1], name -> new long[4]);
        for (int i = 0; i < 4; i++) {
            counts[i] += Long.parseLong(fields[3 + i]);
            total[i] += Long.parseLong(fields[3 + i]);
        }
    }
    System.out.printf(Locale.ROOT, "%-26s%14s%12s%n", "coverage", "instructions", "branches");
    packages.forEach(this::print);
    print("all of these", total);
    System.out.println("not measured: simd (its bytecode must stay as it is), cli (tested in JVMs of its own)");
}

void print(String name, long[] counts) {
    System.out.printf(Locale.ROOT, "%-26s%14s%12s%n", name, share(counts[0], counts[1]), share(counts[2], counts[3]));
}

String share(long missed, long covered) {
    return missed + covered == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * covered / (missed + covered));
}
