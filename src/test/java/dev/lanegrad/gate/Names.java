package dev.lanegrad.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.LineNumberInfo;
import java.lang.classfile.attribute.LineNumberTableAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a compiler's log does not say about our classes: lines, signatures, and the function of a hidden class. */
final class Names {
    private static final String OURS = "dev.lanegrad.";

    private static final Pattern VECTOR = Pattern.compile("jdk/incubator/vector/\\w*Vector(Mask)?");

    private final Map<String, String> functions;
    private final Map<String, Optional<ClassModel>> models = new HashMap<>();

    /** With the function of each specialised class: {@code dev.lanegrad.simd.MapLoop/0x...} to {@code TANH}. */
    Names(Map<String, String> functions) {
        this.functions = functions;
    }

    boolean isOurs(String type) {
        return type.startsWith(OURS);
    }

    /** The simple name, with the function for a specialised template: {@code MapLoop[TANH]}. */
    String readable(String type) {
        String name = fileName(type);
        String function = functions.get(type);
        return (isOurs(type) ? name.substring(name.lastIndexOf('.') + 1) : name)
                + (function == null ? "" : "[" + function + "]");
    }

    /** Whether a method of this name takes or returns a vector, a mask or another type of the Vector API. */
    boolean dealsInVectors(String type, String method) {
        return model(type).stream().flatMap(m -> m.methods().stream())
                .filter(m -> m.methodName().equalsString(method))
                .anyMatch(m -> m.methodType().stringValue().contains("Ljdk/incubator/vector/"));
    }

    /** The methods that call a vector or a mask. */
    Set<String> vectorMethods(String type) {
        Set<String> methods = new TreeSet<>();
        for (MethodModel method : model(type).stream().flatMap(c -> c.methods().stream()).toList()) {
            for (CodeElement element : method.code().isPresent() ? method.code().get() : List.<CodeElement>of()) {
                if (element instanceof InvokeInstruction call
                        && VECTOR.matcher(call.owner().asInternalName()).matches()) {
                    methods.add(method.methodName().stringValue());
                }
            }
        }
        return methods;
    }

    /** The source line of a bytecode index of a method of so many bytes; 0 where the class file does not say. */
    int line(String type, String method, int size, int bci) {
        int line = 0;
        for (MethodModel m : model(type).stream().flatMap(c -> c.methods().stream()).toList()) {
            if (m.methodName().equalsString(method) && m.code().isPresent()) {
                CodeAttribute code = m.findAttribute(Attributes.code()).orElseThrow();
                // Of overloaded methods, the size tells which one.
                if (code.codeLength() == size) {
                    line = line(code, bci);
                }
            }
        }
        return line;
    }

    private static int line(CodeAttribute code, int bci) {
        int line = 0;
        for (LineNumberTableAttribute table : code.findAttributes(Attributes.lineNumberTable())) {
            for (LineNumberInfo info : table.lineNumbers()) {
                line = info.startPc() <= bci ? info.lineNumber() : line;
            }
        }
        return line;
    }

    private Optional<ClassModel> model(String type) {
        return models.computeIfAbsent(fileName(type), name -> {
            try (InputStream in = Names.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                // Lambdas and the like have no file.
                return in == null ? Optional.empty() : Optional.of(ClassFile.of().parse(in.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the class file of " + name, e);
            }
        });
    }

    /** A hidden class is {@code Name/0x...} or {@code Name+0x...} in the log. */
    private static String fileName(String type) {
        return type.replaceAll("[/+]0x.*", "");
    }
}
