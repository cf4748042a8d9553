package dev.lanegrad.io.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MissingFastCsvTest {
    /** Lanegrad alone in a class loader whose parent has the JDK only. */
    @Test
    void theErrorNamesTheArtifact() throws Exception {
        URL lanegrad = CsvFile.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {lanegrad}, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass(CsvFile.class.getName());
            assertEquals(loader, type.getClassLoader());
            Object csv = type.getMethod("of", Path.class).invoke(null, Path.of("any.csv"));
            InvocationTargetException e = assertThrows(InvocationTargetException.class,
                    () -> type.getMethod("readClasses").invoke(csv));
            IllegalStateException cause = assertInstanceOf(IllegalStateException.class, e.getCause());
            assertTrue(cause.getMessage().contains("de.siegmar:fastcsv"), cause.getMessage());
        }
    }
}
