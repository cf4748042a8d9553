package dev.lanegrad.optim.schedule;

import java.util.List;

/**
 * Falls by a factor at given ticks, as PyTorch's {@code MultiStepLR}: rate(t) = base gamma^(milestones up to t).
 *
 * @param milestones the ticks, ascending, from 1; in text with colons between them
 * @param gamma the factor, in (0, 1]
 */
public record MultiStepDecay(List<Integer> milestones, float gamma) implements Schedule {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public MultiStepDecay {
        milestones = List.copyOf(milestones);
        int last = 0;
        for (int milestone : milestones) {
            if (milestone <= last) {
                throw new IllegalArgumentException("milestones must ascend from 1, given " + milestones);
            }
            last = milestone;
        }
        Checks.factor("gamma", gamma);
    }

    @Override
    public String name() {
        return "multi_step";
    }

    @Override
    public double rate(double base, long tick, long ticks) {
        int passed = 0;
        while (passed < milestones.size() && milestones.get(passed) <= tick) {
            passed++;
        }
        return base * StrictMath.pow(gamma, passed);
    }
}
