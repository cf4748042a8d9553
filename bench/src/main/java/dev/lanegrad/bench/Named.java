package dev.lanegrad.bench;

import java.util.List;
import java.util.function.Function;

/** Finds an implementation by the benchmark's parameter. */
final class Named {
    private Named() {
    }

    static <T> T find(String name, List<T> all, Function<T, String> nameOf) {
        return all.stream().filter(one -> nameOf.apply(one).equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no implementation '" + name + "' in this build, it has "
                        + all.stream().map(nameOf).toList() + "; peers need -Ppeers"));
    }
}
