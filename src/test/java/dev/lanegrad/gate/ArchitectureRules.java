package dev.lanegrad.gate;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The rules that hold over the class files, for any root package: the library's own, or one with planted faults.
 *
 * <pre>
 *   cli -> train, infer -> io -> nn -> metric -> data -> (simd, reference) -> kernel -> activation, loss, optim -> spec
 *       -> memory
 * </pre>
 */
final class ArchitectureRules {
    private static final String VECTOR_API = "jdk.incubator.vector";

    /** The rooms of the house, from the ground up. Those of one floor do not see each other. */
    private static final List<Set<String>> FLOORS = List.of(Set.of("memory", "parallel", "text"), Set.of("spec"),
            Set.of("activation", "loss", "optim"), Set.of("kernel"), Set.of("simd", "reference"), Set.of("data"),
            Set.of("metric"), Set.of("nn"), Set.of("io"), Set.of("train", "infer"), Set.of("cli"));

    /** Their bits may differ between platforms or runs. */
    private static final Map<String, Set<String>> FORBIDDEN_METHODS = Map.of("java.lang.Math",
            Set.of("exp", "expm1", "log", "log10", "log1p", "pow", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin",
                    "acos", "atan", "atan2", "cbrt", "hypot", "random"));

    /** Seeded or not, their order of draws depends on threads and batches. */
    private static final Set<String> FORBIDDEN_TYPES = Set.of("java.util.Random", "java.util.SplittableRandom",
            "java.security.SecureRandom", "java.util.concurrent.ThreadLocalRandom",
            "java.util.random.RandomGenerator");

    private final String root;

    /** Of the packages below this one. */
    ArchitectureRules(String root) {
        this.root = root;
    }

    /** Every rule, by what it is about. */
    Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new TreeMap<>();
        rules.put("direction", direction());
        rules.put("rooms", rooms());
        rules.put("vectors", vectorApiInSimdOnly());
        rules.put("signatures", signatures());
        rules.put("mathematics", mathematics());
        rules.put("package-info", packageInfo());
        return rules;
    }

    /** The room that a class lives in: the first part of its package below the root, or null outside of the root. */
    private String room(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(root + ".") ? name.substring(root.length() + 1).replaceAll("\\..*", "") : null;
    }

    private static int floor(String room) {
        for (int i = 0; i < FLOORS.size(); i++) {
            if (FLOORS.get(i).contains(room)) {
                return i;
            }
        }
        return -1;
    }

    /** A class depends on its own room and on lower floors. */
    ArchRule direction() {
        return classes(new ArchCondition<>("depend on lower rooms only") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf().forEach(dependency -> {
                    String from = room(type);
                    String to = room(dependency.getTargetClass().getBaseComponentType());
                    if (to != null && !to.equals(from) && floor(to) >= floor(from)) {
                        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                });
            }
        });
    }

    /** A package without a floor would be subject to no direction. */
    ArchRule rooms() {
        return classes(condition("live in a room that has a floor here", type -> floor(room(type)) >= 0));
    }

    /** The incubating API stays behind one door. */
    ArchRule vectorApiInSimdOnly() {
        return classes(new ArchCondition<>("not use the Vector API outside of simd") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf().forEach(dependency -> {
                    if (!"simd".equals(room(type)) && isVectorType(dependency.getTargetClass())) {
                        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                });
            }
        });
    }

    /** Generic arguments and exceptions count: they too would break with the API's next name. */
    ArchRule signatures() {
        return classes(new ArchCondition<>("not show the Vector API in public or protected signatures") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (Set.of("simd", "cli").contains(String.valueOf(room(type))) || !isVisible(type.getModifiers())) {
                    return;
                }
                Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
                        .filter(ArchitectureRules::showsVectorApi)
                        .forEach(t -> events.add(SimpleConditionEvent.violated(type,
                                type.getName() + " extends " + t.getName())));
                for (JavaMember member : type.getMembers()) {
                    if (isVisible(member.getModifiers()) && types(member).anyMatch(ArchitectureRules::showsVectorApi)) {
                        events.add(SimpleConditionEvent.violated(member, member.getFullName()));
                    }
                }
            }
        });
    }

    /** What decides bits is our own code or StrictMath, and randomness is counter-based. */
    ArchRule mathematics() {
        return classes(new ArchCondition<>("not use mathematics or randomness whose bits vary") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                // Calls and method references alike.
                type.getAccessesFromSelf().forEach(access -> {
                    String owner = access.getTargetOwner().getName();
                    if (FORBIDDEN_METHODS.getOrDefault(owner, Set.of()).contains(access.getTarget().getName())) {
                        events.add(SimpleConditionEvent.violated(type, access.getDescription()));
                    }
                });
                type.getDirectDependenciesFromSelf().forEach(dependency -> {
                    if (FORBIDDEN_TYPES.contains(dependency.getTargetClass().getName())) {
                        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                });
            }
        });
    }

    /** Each room says what lives there and what does not. */
    ArchRule packageInfo() {
        return classes(condition("live in a package with a package-info",
                type -> type.getPackage().getClasses().stream().anyMatch(c -> c.getSimpleName().equals("package-info"))));
    }

    private ArchRule classes(ArchCondition<JavaClass> condition) {
        return ArchRuleDefinition.classes()
                .that(new DescribedPredicate<>("are below " + root) {
                    @Override
                    public boolean test(JavaClass type) {
                        return room(type) != null;
                    }
                })
                .should(condition)
                // Rooms that are still to be built break no rule.
                .allowEmptyShould(true);
    }

    private static ArchCondition<JavaClass> condition(String description, Predicate<JavaClass> holds) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!holds.test(type)) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " does not " + description));
                }
            }
        };
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static boolean isVectorType(JavaClass type) {
        return type.getBaseComponentType().getPackageName().equals(VECTOR_API);
    }

    private static boolean showsVectorApi(JavaType type) {
        return type.getAllInvolvedRawTypes().stream().anyMatch(ArchitectureRules::isVectorType);
    }

    private static Stream<JavaType> types(JavaMember member) {
        Set<JavaType> types = new HashSet<>();
        if (member instanceof JavaField field) {
            types.add(field.getType());
        } else if (member instanceof JavaCodeUnit unit) {
            types.add(unit.getReturnType());
            types.addAll(unit.getParameterTypes());
            types.addAll(unit.getExceptionTypes());
        }
        return types.stream();
    }
}
