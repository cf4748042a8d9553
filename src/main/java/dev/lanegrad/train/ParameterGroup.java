package dev.lanegrad.train;

import dev.lanegrad.nn.Parameter;
import dev.lanegrad.optim.Optimizer;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Parameters that move by a rule of their own: another rate, no weight decay, another optimizer. A schedule changes the rates
 * of all groups alike.
 *
 * @param members which parameters are meant; of several groups a parameter belongs to the first that takes it
 * @param optimizer how they move
 */
public record ParameterGroup(Predicate<Parameter> members, Optimizer optimizer) {
    /** Checks that both are there. */
    public ParameterGroup {
        Objects.requireNonNull(members, "members");
        Objects.requireNonNull(optimizer, "optimizer");
    }
}
