package dev.lanegrad.parallel;

/** What a fork of {@link ParallelismTest} runs. */
public final class ProcessorsMain {
    private ProcessorsMain() {
    }

    /** Prints how many threads there are of those asked for, and how many a task starts. */
    public static void main(String[] arguments) {
        System.out.println("of(1) " + Parallelism.of(1).threads());
        System.out.println("of(2) " + Parallelism.of(2).threads());
        System.out.println("of(1024) " + Parallelism.of(Parallelism.MAX_THREADS).threads());
        System.out.println("ofProcessors() " + Parallelism.ofProcessors().threads());
        System.out.println("ofExactly(4) " + Parallelism.ofExactly(4, 0).threads());
        try (Parallelism many = Parallelism.of(8)) {
            many.run(8, _ -> {
            });
            System.out.println("started " + Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("lanegrad-")).count());
        }
    }
}
