package dev.lanegrad.simd;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Lets the gates of other packages see what was specialised. */
public final class SpecializedClasses {
    private SpecializedClasses() {
    }

    /** Class names to functions: each specialised loop, and each function that has a class of its own. */
    public static Map<String, String> functions() {
        Map<String, String> functions = new HashMap<>();
        Specializer.forEach((function, loop) -> {
            functions.put(loop.getName(), function.name());
            if (function.getClass().isAnonymousClass()) {
                functions.put(function.getClass().getName(), function.name());
            }
        });
        return functions;
    }

    /** The class names of the package with the vector code. */
    public static List<String> simdTypes() throws IOException, URISyntaxException {
        Path simd = Path.of(VectorSupport.class.getResource("VectorSupport.class").toURI()).getParent();
        try (Stream<Path> files = Files.list(simd)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class"))
                    .map(file -> VectorSupport.class.getPackageName() + "." + file.replace(".class", ""))
                    .toList();
        }
    }

    /** Every function that was specialised so far. */
    static Set<Enum<?>> reached() {
        Set<Enum<?>> reached = ConcurrentHashMap.newKeySet();
        Specializer.forEach((function, loop) -> reached.add(function));
        return reached;
    }
}
