package dev.lanegrad.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = "dev.lanegrad";

    private static final String PLANTED = ROOT + ".gate.planted";

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void theLibraryKeepsEveryRule() {
        assertTrue(main.size() > 50, "only " + main.size() + " classes were read");
        assertFalse(main.contain(ArchitectureTest.class), "tests are no part of the house");
        new ArchitectureRules(ROOT).all().values().forEach(rule -> rule.check(main));
    }

    /** Each planted class breaks the rules that are listed with it, and no planted class breaks another one. */
    @Test
    void plantedFaultsAreFound() {
        Map<String, Set<String>> found = new TreeMap<>();
        JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);
        for (Map.Entry<String, ArchRule> rule : new ArchitectureRules(PLANTED).all().entrySet()) {
            for (String line : rule.getValue().evaluate(planted).getFailureReport().getDetails()) {
                // Descriptions name the origin first, then what it reaches.
                String text = line.substring(line.indexOf(PLANTED) + PLANTED.length() + 1);
                found.computeIfAbsent(rule.getKey(), key -> new TreeSet<>())
                        .add(text.replaceAll("^([a-z]+\\.[A-Za-z]+).*", "$1"));
            }
        }
        Map<String, Set<String>> expected = new TreeMap<>();
        expected.put("direction", names("memory.SeesKernel", "data.SeesNetwork", "reference.SeesSimd",
                "train.SeesPredictor"));
        expected.put("rooms", names("attic.Unplanned"));
        expected.put("vectors", names("reference.UsesVectors", "kernel.ShowsVectors", "kernel.ShowsVectorsInside"));
        expected.put("signatures", names("kernel.ShowsVectors", "kernel.ShowsVectorsInside"));
        expected.put("mathematics", names("spec.UsesMath", "spec.UsesMathByReference", "data.UsesRandom"));
        expected.put("package-info", names("attic.Unplanned", "train.SeesPredictor"));
        assertEquals(expected, found);
    }

    private static Set<String> names(String... names) {
        return new TreeSet<>(List.of(names));
    }
}
