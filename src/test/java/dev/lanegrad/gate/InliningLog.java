package dev.lanegrad.gate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what C2 printed about inlining ({@code PrintCompilation} and {@code PrintInlining}) and decides which of it
 * is a fault: a call inside our code that deals in vectors and was not inlined, so that vectors go through the heap.
 *
 * <p>A compilation is a header line and a tree of calls, one a line, whose depth is the column of the {@code @}:
 * <pre>
 *   1749 1527    b  4       dev.lanegrad.kernel.Kernels::activate (38 bytes)
 *                               &#64; 31   dev.lanegrad.simd.MapLoop/0x4005d::run (225 bytes)   inline (hot)
 *                                 &#64; 7   dev.lanegrad.simd.UnaryFunction$2::apply (5 bytes)   failed to inline: ...
 * </pre>
 */
final class InliningLog {
    private static final Pattern HEADER = Pattern.compile(
            "^ *\\d+ +\\d+ [ %sbn!]+4 +(?<type>\\S+?)::(?<method>\\S+) (?<osr>@ -?\\d+ )?\\((?<size>\\d+) bytes\\)"
                    + "\\s*(?<rest>.*)$");

    private static final Pattern CALL = Pattern.compile(
            "^[ !smbn%]*@ (?<bci>-?\\d+)\\s+(?<type>\\S+?)::(?<method>\\S+) \\((?<size>\\d+) bytes\\)(?<message>.*)$");

    /** Behind a call, once more for each receiver that was tried. */
    private static final Pattern CHANGED = Pattern.compile("callee changed to +(?<type>\\S+?)::(?<method>\\S+)"
            + " \\(\\d+ bytes\\)(?<message>.*?)(?=callee changed to|$)");

    /** Whatever C2 says, a call site that it considers dead costs nothing: the vectors there are never made. */
    private static final List<String> COLD = List.of(
            // No profile count at all: C2 puts an uncommon trap there.
            "never executed",
            "call site not reached",
            // Fewer calls than MinInliningThreshold: start-up only.
            "executed < MinInliningThreshold times",
            // Constructors and factories of exceptions: bounds checks that do not fail.
            "don't inline Throwable constructors",
            "exception method",
            "callee does not return");

    /** C2 ran out of its budget of nodes or bytecodes, and says so of each call that comes after. */
    private static final List<String> GIVEN_UP = List.of("NodeCountInliningCutoff", "size > DesiredMethodLimit");

    /** What carries vectors, masks, or the base and offset of a memory access. Arenas and slices are not among it. */
    private static final List<String> VECTOR_CODE = List.of("jdk.incubator.vector.", "jdk.internal.vm.vector.",
            "jdk.internal.misc.ScopedMemoryAccess", "jdk.internal.foreign.AbstractMemorySegmentImpl",
            "jdk.internal.foreign.NativeMemorySegmentImpl", "jdk.internal.foreign.HeapMemorySegmentImpl",
            "java.lang.invoke.VarHandle");

    /** Methods among it that only build an error message and throw, or make an operator's fall-back at its first use. */
    private static final List<String> ONCE = List.of("badOp", "binaryOperations", "checkIndexFailed", "checkIndexByLane",
            "newRuntimeException",
            "outOfBoundException", "outOfBoundsCheckIndex", "checkFailed");

    /**
     * Whose loops are so short, {@code TileKernels.KC} steps at most, that code which starts amid one ends at once. There C2
     * knows no class of a sum, and is at the very edge of its budget.
     */
    private static final Set<String> SHORT = Set.of("dev.lanegrad.simd.TileKernels", "dev.lanegrad.simd.WideTileKernels");

    private final Names names;
    private final Set<String> compiled = new LinkedHashSet<>();
    private final Set<Fault> faults = new LinkedHashSet<>();
    private boolean counts;

    /**
     * A call that should have been inlined.
     *
     * @param root what was compiled
     * @param caller the frame of ours that the call stands in or below, with its line
     * @param callee what was not inlined
     * @param message C2's reason
     */
    record Fault(String root, String caller, String callee, String message) {
        @Override
        public String toString() {
            return caller + " calls " + callee + ": " + message + " (in the compilation of " + root + ")";
        }
    }

    /** What C2 made of one possible callee of a call. */
    private record Attempt(String type, String method, String verdict) {
        boolean isInlined() {
            return !verdict.contains("failed to inline");
        }
    }

    private record Frame(int column, String type, String method, int size, int bci) {
    }

    /**
     * Parses a whole log.
     *
     * @param lines the VM's output
     * @param names tells about classes of ours
     */
    InliningLog(List<String> lines, Names names) {
        this.names = names;
        List<Frame> frames = new ArrayList<>();
        for (String escaped : lines) {
            String line = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            Matcher header = HEADER.matcher(line);
            if (header.matches()) {
                if (header.group("rest").isEmpty()) {
                    frames.clear();
                    String type = header.group("type");
                    String method = header.group("method");
                    // Only the gate's own methods take part: what the JDK compiles for itself is not our frame. And a
                    // helper that takes or returns vectors, compiled on its own, is met by boxed vectors by definition;
                    // whether someone calls that version is seen in the caller's tree.
                    boolean amid = header.group("osr") != null;
                    if (names.isOurs(type) && !names.dealsInVectors(type, method) && !(amid && SHORT.contains(type))) {
                        frames.add(new Frame(-1, type, method, Integer.parseInt(header.group("size")), -1));
                        // Code that starts amid a running loop is used once: it does not count as compiled.
                        counts = !amid;
                        if (counts) {
                            compiled.add(names.readable(type) + "." + method);
                        }
                    }
                }
                continue;
            }
            Matcher call = CALL.matcher(line);
            if (call.matches() && !frames.isEmpty()) {
                call(line.indexOf('@'), call, frames);
            }
        }
    }

    private void call(int column, Matcher call, List<Frame> frames) {
        while (frames.getLast().column() >= column) {
            frames.removeLast();
        }
        int bci = Integer.parseInt(call.group("bci"));
        // What a virtual call was found to be stands behind it: 'callee changed to <type>::<method> (n bytes) ...'.
        List<Attempt> attempts = new ArrayList<>();
        attempts.add(new Attempt(call.group("type"), call.group("method"), verdict(call.group("message"))));
        Matcher changed = CHANGED.matcher(call.group("message"));
        while (changed.find()) {
            attempts.add(new Attempt(changed.group("type"), changed.group("method"),
                    verdict(changed.group("message"))));
        }
        // With '\\-> TypeProfile' instead of a verdict it is a note on the caller.
        attempts.removeIf(attempt -> attempt.verdict().startsWith("\\->"));
        boolean resolved = attempts.stream().anyMatch(Attempt::isInlined);
        for (Attempt attempt : attempts) {
            if (attempt.isInlined()) {
                if (counts) {
                    compiled.add(names.readable(attempt.type()) + "." + attempt.method());
                }
            } else if (isFault(attempt, resolved)) {
                faults.add(new Fault(place(frames.getFirst(), -1), caller(frames, bci),
                        names.readable(attempt.type()) + "." + attempt.method(), attempt.verdict()));
            }
        }
        // Of a call with two receivers both bodies follow as one: the frame has the name of the first.
        frames.add(new Frame(column, call.group("type"), call.group("method"), Integer.parseInt(call.group("size")),
                bci));
    }

    /** The last of several verdicts: a late attempt may succeed where an early one failed, or run out of nodes. */
    private static String verdict(String message) {
        String first = message.replaceFirst("callee changed to .*", "").strip();
        return first.substring(first.lastIndexOf("   ") + 1).strip();
    }

    private boolean isFault(Attempt attempt, boolean resolved) {
        String type = attempt.type();
        String method = attempt.method();
        String verdict = attempt.verdict();
        // The compiler gave up on this compilation: whatever comes after may box, whoever is called here.
        if (GIVEN_UP.stream().anyMatch(verdict::contains)) {
            return true;
        }
        if (COLD.stream().anyMatch(verdict::contains)) {
            return false;
        }
        // The receiver was not known at first, and was when inlining was tried again.
        if (resolved && (verdict.contains("virtual call") || verdict.contains("no static binding"))) {
            return false;
        }
        // Kernels see native memory only. The JDK's profiles remember the byte arrays through which the interpreter
        // reinterprets vectors; their base is fetched by a call that never comes to pass.
        if (type.startsWith("jdk.internal.foreign.HeapMemorySegmentImpl") && method.equals("unsafeGetBase")) {
            return false;
        }
        if (names.isOurs(type)) {
            // A whole loop that is compiled on its own costs one call a row: only helpers that deal in vectors matter.
            return names.dealsInVectors(type, method);
        }
        return VECTOR_CODE.stream().anyMatch(type::startsWith) && ONCE.stream().noneMatch(method::equals);
    }

    /** The innermost frame of ours, at the line of the call that leads out of it. */
    private String caller(List<Frame> frames, int bci) {
        int at = bci;
        for (Frame frame : frames.reversed()) {
            if (names.isOurs(frame.type())) {
                return place(frame, at);
            }
            at = frame.bci();
        }
        throw new IllegalStateException("no frame of ours below " + frames);
    }

    private String place(Frame frame, int bci) {
        return names.readable(frame.type()) + "." + frame.method()
                + (bci < 0 ? "" : " line " + names.line(frame.type(), frame.method(), frame.size(), bci));
    }

    /** Everything that should have been inlined and was not. */
    Set<Fault> faults() {
        return faults;
    }

    /** {@code Type.method} of all that C2 compiled, on its own or inlined into a method of ours. */
    Set<String> compiled() {
        return compiled;
    }
}
