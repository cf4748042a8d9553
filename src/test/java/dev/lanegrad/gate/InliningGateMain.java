package dev.lanegrad.gate;

import dev.lanegrad.simd.SpecializedClasses;
import dev.lanegrad.simd.VectorSupport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What the fork of {@link InliningGateTest} runs: exercises, often enough that C2 compiles all they reach. */
public final class InliningGateMain {
    /** Starts the lines that tell the function of a specialised class. */
    static final String FUNCTION = "FUNCTION ";

    /**
     * C2 takes a method after 750 calls (the usual 5,000, scaled by the flags of the gate), or fewer that looped;
     * code that was thrown away after a wrong guess needs some again.
     */
    private static final int CALLS = 1500;

    /** Calls that one exercise makes in a row in mixed order. */
    private static final int TURN = 20;

    private InliningGateMain() {
    }

    /** In which order the kernels meet the compiler. */
    enum Order {
        /** One exercise after the other, so that most kernels are compiled with a profile of their own calls only. */
        FRESH {
            @Override
            void run(List<KernelExercise> exercises) {
                for (KernelExercise exercise : exercises) {
                    repeat(exercise, CALLS);
                }
            }
        },
        /** All in turn and shuffled, so that every profile has seen all functions and shapes when C2 comes. */
        MIXED {
            @Override
            void run(List<KernelExercise> exercises) {
                List<KernelExercise> shuffled = new ArrayList<>(exercises);
                Random random = new Random(1);
                for (int done = 0; done < CALLS; done += TURN) {
                    Collections.shuffle(shuffled, random);
                    shuffled.forEach(exercise -> repeat(exercise, TURN));
                }
            }
        },
        /** The kernels that must be reported. */
        PLANTED {
            @Override
            void run(List<KernelExercise> exercises) {
                PlantedKernels.exercises().forEach(exercise -> repeat(exercise, CALLS));
            }
        };

        abstract void run(List<KernelExercise> exercises);
    }

    private static void repeat(KernelExercise exercise, int calls) {
        for (int i = 0; i < calls; i++) {
            exercise.call().run();
        }
    }

    /** Runs the exercises in the order whose name is given. */
    public static void main(String[] args) {
        List<KernelExercise> exercises = KernelExercise.all(VectorSupport.kernels());
        Order.valueOf(args[0]).run(exercises);
        SpecializedClasses.functions()
                .forEach((type, function) -> System.out.println(FUNCTION + type + " " + function));
    }
}
