package dev.lanegrad.optim.schedule;

/**
 * A warm-up, and from its end on another schedule, which counts its ticks from there, as PyTorch's {@code SequentialLR}. Where
 * that changes the momentum, its first one holds during the warm-up.
 *
 * @param warmUp the first ticks
 * @param then all others
 */
public record WarmedUp(LinearWarmUp warmUp, Schedule then) implements Schedule {
    @Override
    public String name() {
        return warmUp.name() + "+" + then.name();
    }

    @Override
    public String text() {
        return warmUp.text() + "+" + then.text();
    }

    @Override
    public double rate(double base, long tick, long ticks) {
        int length = warmUp.length();
        return tick < length ? warmUp.rate(base, tick, length) : then.rate(base, tick - length, Math.max(1, ticks - length));
    }

    @Override
    public boolean cyclesMomentum() {
        return then.cyclesMomentum();
    }

    @Override
    public double momentum(double own, long tick, long ticks) {
        int length = warmUp.length();
        return then.momentum(own, Math.max(0, tick - length), Math.max(1, ticks - length));
    }
}
