package dev.lanegrad.memory;

/**
 * Copies out of memory that may be a mapped file, which somebody else may cut off meanwhile. Thread-safe.
 *
 * <p>The JVM survives a copy that meets a page that is no longer there, and reports it as an {@link InternalError}: where it
 * next looks for such news, which in compiled code may be long after the copy. (Vector code that touches such a page ends
 * the JVM, so it must never run on a mapped file itself.)
 */
public final class MappedReads {
    private MappedReads() {
    }

    /**
     * Runs copies.
     *
     * @param copies only {@code MemorySegment.copy} and the like; run once, on this thread
     * @return true; or false if a page was not there, and what was copied is undefined
     */
    public static boolean complete(Runnable copies) {
        try {
            copies.run();
            settle();
            return true;
        } catch (InternalError e) {
            return false;
        }
    }

    /**
     * Makes the JVM report now what earlier copies of this thread met; for who may not allocate an object for {@link #complete}.
     *
     * @throws InternalError if a page was not there
     */
    public static void settle() {
        // The JVM looks for news when a native method returns; this one does nothing else.
        Thread.holdsLock(MappedReads.class);
    }
}
