package dev.lanegrad.simd;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Lets the gates of other packages see what was specialised. */
public final class SpecializedClasses {
    private SpecializedClasses() {
    }

    /** Class names to functions: each specialised loop, and each function that has a class of its own. */
    @SuppressWarnings("GetClassOnEnum") // The class of the constant itself is what is asked for.
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

    /** Number of vector registers, by which tiles are chosen. */
    public static int registers() {
        return TileKernels.registers();
    }

    /** The most weights of a layer that goes in blocks of rows. */
    public static int weightsInBlocks() {
        return BlockStage.MOST;
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

    /**
     * The names of all functions that a kernel can be made of, so a new function or loop template counts without an edit.
     */
    public static Set<String> allFunctions() throws IOException, ReflectiveOperationException, URISyntaxException {
        Set<String> names = new TreeSet<>();
        for (String name : simdTypes()) {
            for (Method method : Class.forName(name, false, Specializer.class.getClassLoader()).getDeclaredMethods()) {
                if (method.getName().equals("of") && method.getParameterCount() == 1
                        && method.getParameterTypes()[0].isEnum()) {
                    for (Object function : method.getParameterTypes()[0].getEnumConstants()) {
                        names.add(((Enum<?>) function).name());
                    }
                }
            }
        }
        return names;
    }
}
