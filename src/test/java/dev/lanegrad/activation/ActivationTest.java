package dev.lanegrad.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationTest {
    @ParameterizedTest
    @MethodSource("dev.lanegrad.activation.Activation#all")
    void textIsReadBack(Activation activation) {
        assertEquals(activation, Activation.parse(activation.text()));
        assertEquals(activation, Activation.parse(activation.name()), "without brackets, the default parameter");
    }

    @Test
    void parametersAreReadBack() {
        assertEquals(new LeakyRelu(-0.25f), Activation.parse("leaky_relu(-0.25)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "rele", "RELU", "relu(0.5)", "leaky_relu(", "leaky_relu(x)", "leaky_relu(0.1", "leaky_relu()",
                "leaky_relu(NaN)", "leaky_relu(Infinity)"})
    void whatIsNoActivationIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Activation.parse(text));
    }
}
