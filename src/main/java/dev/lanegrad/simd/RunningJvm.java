package dev.lanegrad.simd;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * What the running JVM can make of vector code, asked of it once. A JVM that does not answer, because it is not HotSpot
 * or has no module {@code jdk.management}, is taken to have what is needed: better slow in a rare place than refused in
 * a good one.
 */
final class RunningJvm {
    /** Whether a fused multiply-add is an instruction. HotSpot computes it in {@code BigDecimal} otherwise. */
    static final boolean HAS_FMA;

    /** Whether C2 compiles: no other compiler of HotSpot knows vectors, they are objects there. */
    static final boolean HAS_C2;

    /** The highest level of tiered compilation, which is C2's. */
    private static final int C2_LEVEL = 4;

    static {
        // Named modules have it, as we require it; the class path of a JVM that was linked without it has not.
        if (ModuleLayer.boot().findModule("jdk.management").isPresent()) {
            HAS_FMA = !Options.value("UseFMA", "true").equals("false");
            HAS_C2 = !Options.value("UseCompiler", "true").equals("false")
                    && Integer.parseInt(Options.value("TieredStopAtLevel", Integer.toString(C2_LEVEL))) >= C2_LEVEL
                    && !Options.value("CompilationMode", "default").equals("quick-only");
        } else {
            HAS_FMA = true;
            // "interpreted mode" of -Xint, "emulated-client" of C1 alone.
            String mode = System.getProperty("java.vm.info", "");
            HAS_C2 = !mode.contains("interpreted") && !mode.contains("emulated-client");
        }
    }

    private RunningJvm() {
    }

    /** Linked only where its module is there. */
    private static final class Options {
        private static final Optional<HotSpotDiagnosticMXBean> HOTSPOT = hotSpot();

        private static Optional<HotSpotDiagnosticMXBean> hotSpot() {
            try {
                return Optional.ofNullable(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }

        static String value(String option, String unknown) {
            try {
                return HOTSPOT.map(vm -> vm.getVMOption(option).getValue()).orElse(unknown);
            } catch (IllegalArgumentException | UnsupportedOperationException _) {
                return unknown;
            }
        }
    }
}
