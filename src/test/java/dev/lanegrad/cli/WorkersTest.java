package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;

class WorkersTest {
    @Test
    void noMoreThreadsThanAskedForOrThanProcessors() {
        assertEquals(1, size(1));
        assertEquals(Runtime.getRuntime().availableProcessors(), size(Short.MAX_VALUE));
    }

    private static int size(int threads) {
        ThreadPoolExecutor pool = (ThreadPoolExecutor) Workers.pool("test", threads);
        pool.shutdown();
        return pool.getMaximumPoolSize();
    }
}
