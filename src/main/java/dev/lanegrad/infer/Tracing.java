package dev.lanegrad.infer;

import org.jspecify.annotations.Nullable;

/** Events of calls, where the JVM has JDK Flight Recorder and a recording asks for them. Costs nothing otherwise. */
final class Tracing {
    /** A constant to the compiler: without the module nothing below is linked. */
    private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Tracing() {
    }

    /** A call begins; null if nobody records it. */
    static @Nullable Object begin() {
        return PRESENT ? Recorder.begin() : null;
    }

    /** A call that {@link #begin} gave something for has ended, with or without a result. */
    static void end(Object event, FrozenNetwork network, int rows) {
        Recorder.end((PredictionEvent) event, network, rows);
    }

    private static final class Recorder {
        static @Nullable PredictionEvent begin() {
            PredictionEvent event = new PredictionEvent();
            if (!event.isEnabled()) {
                return null;
            }
            event.begin();
            return event;
        }

        static void end(PredictionEvent event, FrozenNetwork network, int rows) {
            event.end();
            if (event.shouldCommit()) {
                event.rows = rows;
                event.network = network.text();
                event.commit();
            }
        }
    }
}
