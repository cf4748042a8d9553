package dev.lanegrad.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.junit.jupiter.api.Test;

/** Packages say what lives in them and what does not; the public API says shapes, errors, and what threads may do. */
class DocumentationTest {
    private static final Path SOURCES = Path.of("src/main/java");

    /** A source in a text, a public type of an exported package unless it says otherwise. */
    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    @Test
    void theLibraryIsDocumented() throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String name = SOURCES.relativize(file).toString().replace('\\', '/').replaceAll("\\.java$", "");
                sources.add(source(name, Files.readString(file)));
            }
        }
        assertTrue(sources.size() > 80, "only " + sources.size() + " files were found");
        assertEquals("", String.join("\n", DocumentationRules.faults(sources)));
    }

    @Test
    void plantedFaultsAreFound() throws IOException {
        Set<String> faults = DocumentationRules.faults(List.of(
                source("module-info", "module m { exports open; exports bare; exports silent; }"),
                source("open/package-info", "/** Things. Not here: others. */ package open;"),
                source("bare/package-info", "package bare;"),
                source("silent/package-info", "/** Things. */ package silent;"),
                source("hidden/Free", "package hidden; public class Free { public void run() {} }"),
                source("open/Closed", "package open; class Closed { public void run() {} }"),
                source("open/Faulty", """
                        package open;

                        public class Faulty {
                            private int state;
                            public int field;
                            private void inside() {}
                            protected Faulty() {}
                            @Override
                            public String toString() { return ""; }
                            /** Multiplies. */
                            public Matrix multiply(Matrix other) { return other; }
                            /** Refuses. */
                            public void refuse() { if (field > 0) { throw new IllegalStateException("no"); } }
                            /** Looks up. */
                            public int get(int i) { return Objects.checkIndex(i, 3); }
                            /** What stands inside. */
                            public interface Inner { void run(); }
                        }
                        """),
                source("open/Careless", """
                        package open;

                        /** Holds a number. */
                        public final class Careless {
                            private int number;
                        }
                        """),
                source("open/Sound", """
                        package open;

                        /** Holds a number. Not thread-safe. */
                        public final class Sound {
                            private int number;
                            /** The number. */
                            public static final int NUMBER = 1;

                            /**
                             * Multiplies.
                             *
                             * @param x rows x inputs
                             * @throws IllegalArgumentException if the number of columns is another
                             */
                            public void multiply(Matrix x) { throw new IllegalArgumentException(); }

                            /** Makes another. */
                            public Object other() { return new Object() { void fail() { throw new Error(); } }; }
                        }
                        """)));
        assertEquals(Set.of(
                "bare: no comment",
                "silent: the comment does not say what is not here",
                "hidden: no package-info",
                "open.Faulty: no comment",
                "open.Faulty.field: no comment",
                "open.Faulty.<init>: no comment",
                "open.Faulty.multiply: deals in matrices, the comment does not say of which shape",
                "open.Faulty.refuse: throws IllegalStateException, no @throws says so",
                "open.Faulty.get: throws IndexOutOfBoundsException, no @throws says so",
                "open.Faulty.Inner.run: no comment",
                "open.Careless: the comment does not say what threads may do"), faults);
    }
}
