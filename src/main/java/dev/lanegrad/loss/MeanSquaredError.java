package dev.lanegrad.loss;

/**
 * Mean squared error: l = d^2 with d = y - t, slope 2 d, as PyTorch's {@code MSELoss}.
 */
public record MeanSquaredError() implements Loss.Elementwise {
    @Override
    public String name() {
        return "mean_squared_error";
    }

    @Override
    public Outputs outputs() {
        return Outputs.VALUES;
    }

    @Override
    public TargetDomain targetDomain() {
        return TargetDomain.REAL;
    }
}
