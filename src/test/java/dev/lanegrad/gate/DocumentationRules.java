package dev.lanegrad.gate;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ThrowsTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExportsTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * What the documentation of source files lacks. The sources are parsed and not attributed, so types count by their simple
 * names and an exception counts where it is thrown: one that comes out of a helper is found by reviewers only.
 *
 * <p>Every package has a package-info whose comment says what is "Not here". In exported packages, each public type and
 * each public or protected member has a comment, unless it overrides; each exception that a method's own body throws has
 * its {@code @throws}; a method that takes or returns a {@code Matrix} speaks of its shape; a class that holds state says
 * what threads may do with it.
 */
final class DocumentationRules {
    private static final Pattern SHAPE = Pattern.compile("\\w x \\w|\\b(rows?|columns?|shapes?)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern THREADS = Pattern.compile("thread|immutable|stateless", Pattern.CASE_INSENSITIVE);

    /** Calls of {@code Objects} that check an index. Null goes without saying: every package is null-marked. */
    private static final Set<String> CHECKS = Set.of("checkIndex", "checkFromToIndex", "checkFromIndexSize");

    private final Set<String> faults = new TreeSet<>();
    private final DocTrees docs;

    private DocumentationRules(DocTrees docs) {
        this.docs = docs;
    }

    /** Each fault on a line: where, then what. */
    static Set<String> faults(Iterable<? extends JavaFileObject> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavacTask task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, sources);
        List<CompilationUnitTree> units = new ArrayList<>();
        task.parse().forEach(units::add);
        DocumentationRules rules = new DocumentationRules(DocTrees.instance(task));
        Set<String> exported = units.stream()
                .filter(unit -> unit.getModule() != null)
                .flatMap(unit -> unit.getModule().getDirectives().stream())
                .filter(ExportsTree.class::isInstance)
                .map(directive -> ((ExportsTree) directive).getPackageName().toString())
                .collect(Collectors.toSet());
        Set<String> described = new HashSet<>();
        Set<String> packages = new TreeSet<>();
        for (CompilationUnitTree unit : units) {
            if (unit.getModule() != null) {
                continue;
            }
            String name = unit.getPackageName().toString();
            packages.add(name);
            if (unit.getTypeDecls().isEmpty()) {
                described.add(name);
                rules.checkPackage(unit, name);
            } else if (exported.contains(name)) {
                rules.checkTypes(unit);
            }
        }
        packages.stream().filter(name -> !described.contains(name))
                .forEach(name -> rules.faults.add(name + ": no package-info"));
        return rules.faults;
    }

    private void checkPackage(CompilationUnitTree unit, String name) {
        String text = docs.getDocComment(new TreePath(new TreePath(unit), unit.getPackage()));
        if (text == null) {
            faults.add(name + ": no comment");
        } else if (!text.toLowerCase(Locale.ROOT).contains("not here:")) {
            faults.add(name + ": the comment does not say what is not here");
        }
    }

    private void checkTypes(CompilationUnitTree unit) {
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void nothing) {
                // What stands in a type that nobody sees is not seen either.
                return isOpen(type.getModifiers(), parentType()) ? checkType(type) : null;
            }

            private Void checkType(ClassTree type) {
                String comment = docs.getDocComment(getCurrentPath());
                if (comment == null) {
                    fault("no comment");
                } else if (holdsState(type) && !THREADS.matcher(comment).find()) {
                    fault("the comment does not say what threads may do");
                }
                return super.visitClass(type, null);
            }

            @Override
            public Void visitVariable(VariableTree field, Void nothing) {
                if (isOpen(field.getModifiers(), parentType()) && docs.getDocComment(getCurrentPath()) == null) {
                    fault("no comment");
                }
                return null;
            }

            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                if (isOpen(method.getModifiers(), parentType())) {
                    DocCommentTree comment = docs.getDocCommentTree(getCurrentPath());
                    if (comment != null) {
                        checkMethod(method, comment);
                    } else if (!overrides(method)) {
                        fault("no comment");
                    }
                }
                return null;
            }

            private void checkMethod(MethodTree method, DocCommentTree comment) {
                Set<String> named = comment.getBlockTags().stream()
                        .filter(ThrowsTree.class::isInstance)
                        .map(tag -> simple(((ThrowsTree) tag).getExceptionName().toString()))
                        .collect(Collectors.toSet());
                thrown(method).stream().filter(exception -> !named.contains(exception))
                        .forEach(exception -> fault("throws " + exception + ", no @throws says so"));
                boolean matrices = Stream.concat(Stream.of(method.getReturnType()),
                        method.getParameters().stream().map(VariableTree::getType))
                        .anyMatch(type -> type != null && type.toString().matches("Matrix(\\[]|\\.\\.\\.)?"));
                if (matrices && !SHAPE.matcher(text(comment)).find()) {
                    fault("deals in matrices, the comment does not say of which shape");
                }
            }

            private ClassTree parentType() {
                return getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type ? type : null;
            }

            private void fault(String what) {
                StringBuilder where = new StringBuilder();
                for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
                    switch (path.getLeaf()) {
                        case ClassTree type -> where.insert(0, type.getSimpleName() + ".");
                        case MethodTree method -> where.insert(0, method.getName() + ".");
                        case VariableTree field -> where.insert(0, field.getName() + ".");
                        default -> {
                        }
                    }
                }
                faults.add(unit.getPackageName() + "." + where.deleteCharAt(where.length() - 1) + ": " + what);
            }
        }.scan(unit, null);
    }

    /** Public or protected; in an interface everything is that is not private. */
    private static boolean isOpen(ModifiersTree modifiers, ClassTree parent) {
        Set<Modifier> flags = modifiers.getFlags();
        boolean implied = parent != null && !flags.contains(Modifier.PRIVATE)
                && (parent.getKind() == Tree.Kind.INTERFACE || parent.getKind() == Tree.Kind.ANNOTATION_TYPE);
        // Constants of an enum are public by their kind; javac's parser says so.
        return implied || flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED);
    }

    /** A class with a field of its own that is no constant; records, enums and exceptions go without saying. */
    private static boolean holdsState(ClassTree type) {
        String parent = type.getExtendsClause() == null ? "" : type.getExtendsClause().toString();
        return type.getKind() == Tree.Kind.CLASS && !parent.endsWith("Exception")
                && type.getMembers().stream().anyMatch(member -> member instanceof VariableTree field
                        && !field.getModifiers().getFlags().contains(Modifier.STATIC));
    }

    private static boolean overrides(MethodTree method) {
        return method.getModifiers().getAnnotations().stream().map(AnnotationTree::getAnnotationType)
                .anyMatch(type -> type.toString().equals("Override"));
    }

    /** What the body throws by itself; classes inside of it are others' bodies, and what it catches is its own affair. */
    private static Set<String> thrown(MethodTree method) {
        Set<String> thrown = new TreeSet<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitThrow(ThrowTree tree, Void nothing) {
                if (tree.getExpression() instanceof NewClassTree made) {
                    thrown.add(simple(made.getIdentifier().toString()));
                }
                return super.visitThrow(tree, null);
            }

            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                String name = call.getMethodSelect().toString();
                if (name.startsWith("Objects.") && CHECKS.contains(simple(name))) {
                    thrown.add("IndexOutOfBoundsException");
                }
                return super.visitMethodInvocation(call, null);
            }

            @Override
            public Void visitClass(ClassTree type, Void nothing) {
                return null;
            }
        }.scan(method.getBody(), null);
        return thrown;
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String text(DocCommentTree comment) {
        return Stream.concat(comment.getFullBody().stream(), comment.getBlockTags().stream())
                .map(DocTree::toString)
                .collect(Collectors.joining(" "));
    }
}
