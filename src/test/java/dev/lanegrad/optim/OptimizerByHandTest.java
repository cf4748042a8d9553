package dev.lanegrad.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.reference.ReferenceKernels;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A few steps of every rule, and of what each can have beside it, worked out by hand from PyTorch's documentation (Lion's
 * paper): neither {@link UpdateStep} nor {@link DoubleOptimizer} has a part in the numbers. Decays are numbers that floats hold,
 * and epsilon is large enough to show on which side of a root it stands.
 */
class OptimizerByHandTest {
    private static final Kernels KERNELS = new ReferenceKernels();

    /** The rule, where the parameter starts, its gradients, where it is after each. */
    private static final String CASES = """
            # 0 - 1, - 3, + 2
            sgd(rate=1) | 0 | 1 3 -2 | -1 -4 -2
            # v = 1; 0.5 + 3 = 3.5; 1.75 - 2 = -0.25
            sgd(rate=1,momentum=0.5) | 0 | 1 3 -2 | -1 -4.5 -4.25
            # d = 1 + 0.5; 3 + 1.75; -2 - 0.125
            sgd(rate=1,momentum=0.5,nesterov=true) | 0 | 1 3 -2 | -1.5 -6.25 -4.125
            # v = 1 (not dampened); 0.5 + 1.5 = 2; 1 - 1 = 0
            sgd(rate=1,momentum=0.5,dampening=0.5) | 0 | 1 3 -2 | -1 -3 -3
            # g = 1 + 0; 3 - 0.5 = 2.5; -2 - 1.75 = -3.75
            sgd(rate=1,weight_decay=0.5) | 0 | 1 3 -2 | -1 -3.5 0.25
            # Nesterov's momentum and dampening exclude each other, in PyTorch as well: once the one, once the other.
            # g = 1 + 2 / 2 = 2; 3 + 1 / 2 = 3.5; -2 - 0.375 / 2 = -2.1875
            # v = 2; 1 + 3.5 / 2 = 2.75; 1.375 - 1.09375 = 0.28125
            sgd(rate=0.5,momentum=0.5,dampening=0.5,weight_decay=0.5) | 2 | 1 3 -2 | 1 -0.375 -0.515625
            # g = 2; 3 + 0.25 = 3.25; -2 - 1.09375 = -3.09375; v = 2; 4.25; 2.125 - 3.09375 = -0.96875
            # d = g + v / 2 = 3; 5.375; -3.578125
            sgd(rate=0.5,momentum=0.5,nesterov=true,weight_decay=0.5) | 2 | 1 3 -2 | 0.5 -2.1875 -0.3984375
            # s = 1 + 15 = 16, 25, 29: 1/4, 3/5, -2 / 5.38516
            adagrad(rate=1,initial_accumulator=15) | 0 | 1 3 -2 | -0.25 -0.85 -0.4786094
            # and the rate 1, 1/2, 1/3
            adagrad(rate=1,rate_decay=1,initial_accumulator=15) | 0 | 1 3 -2 | -0.25 -0.55 -0.4262031
            # s = 1, 10, 14; d = 1 / 1.5, 3 / 3.662278, -2 / 4.241657; rate 1, 2/3, 1/2
            adagrad(rate=1,rate_decay=0.5,epsilon=0.5) | 0 | 1 3 -2 | -0.6666667 -1.2127749 -0.9770180
            # g = 1.5; 3 + 1.25 / 4 = 3.3125; -2 + 0.7161086 / 4 = -1.8209728; s = 2.25; 13.2226563; 16.5385984
            # d = 1.5 / 2; 3.3125 / 4.1362970; -1.8209728 / 4.5667675; rate as before
            adagrad(rate=1,rate_decay=0.5,epsilon=0.5,weight_decay=0.25) | 2 | 1 3 -2 | 1.25 0.7161086 0.9154808
            # v = 1/4, 39/16, 181/64
            # d = sqrt(0.25 / 0.5) = 0.7071068; 3 sqrt(0.375 / 2.6875) = 1.1206311; -2 sqrt(0.6577035 / 3.078125) = -0.9244894
            # u = 0.25 / 2 = 0.125; 0.09375 + 1.2558140 / 4 = 0.4077035
            adadelta(rate=2,rho=0.75,epsilon=0.25) | 0 | 1 3 -2 | -1.4142136 -3.6554757 -1.8064968
            # v = 1/4, 39/16, 181/64: 1 / 0.5, 3 / 1.56125, -2 / 1.681703
            rmsprop(rate=1,alpha=0.75) | 0 | 1 3 -2 | -2 -3.921538 -2.732267
            # a = 1/4, 15/16, 13/64; v - a^2 = 0.1875, 1.5585938, 2.7868652
            # d = 1 / (0.4330127 + 0.5); 3 / (1.2484365 + 0.5); -2 / (1.6693907 + 0.5)
            rmsprop(rate=1,alpha=0.75,centered=true,epsilon=0.5) | 0 | 1 3 -2 | -1.0717968 -2.7876154 -1.8656976
            # q = 1 / (0.5 + 0.5) = 1; 3 / 2.0612495 = 1.4554279; -2 / 2.1817030 = -0.9167151
            # b = 1; 0.5 + 1.4554279; 0.9777139 - 0.9167151
            rmsprop(rate=1,alpha=0.75,momentum=0.5,epsilon=0.5) | 0 | 1 3 -2 | -1 -2.9554279 -3.0164268
            # q as centered: 1.0717968, 1.7158187, -0.9219179; b = 1.0717968; 2.2517170; 0.2039407
            rmsprop(rate=1,alpha=0.75,momentum=0.5,centered=true,epsilon=0.5) | 0 | 1 3 -2 | -1.0717968 -3.3235138 -3.5274545
            # m = 1/2, 7/4, -1/8 over 1/2, 3/4, 7/8: 1, 7/3, -1/7
            # v = 1/4, 39/16, 181/64 over 1/4, 7/16, 37/64: 1, 39/7, 181/37, roots 1, 2.3603874, 2.2117622
            # d = 1 / 1.5; 2.3333333 / 2.8603874; -0.1428571 / 2.7117622
            adam(rate=1,beta1=0.5,beta2=0.75,epsilon=0.5) | 0 | 1 3 -2 | -0.6666667 -1.4824070 -1.4297264
            # g = 1 + 1 = 2; 3 + 0.6 = 3.6; -2 + 0.1643857 = -1.8356143
            # m = 1, 2.3, 0.2321929 over 1/2, 3/4, 7/8: 2, 3.0666667, 0.2653633
            # v = 1, 3.99, 3.8348699 over 1/4, 7/16, 37/64: 4, 9.12, 6.6332885, roots 2, 3.0199338, 2.5755171
            # d = 2 / 2.5; 3.0666667 / 3.5199338; 0.2653633 / 3.0755171
            adam(rate=1,beta1=0.5,beta2=0.75,epsilon=0.5,weight_decay=0.5) | 2 | 1 3 -2 | 1.2 0.3287715 0.2424890
            # m = 2, 1, 1.5 over 1/2, 3/4, 7/8: 4, 4/3, 12/7; v = 4, 3, 3.25, the largest 4 each time
            # 4 over 1/4, 7/16, 37/64: 16, 64/7, 256/37, roots 4, 3.0237158, 2.6303835
            # d = 4 / 4.5; 1.3333333 / 3.5237158; 1.7142857 / 3.1303835
            adam(rate=1,beta1=0.5,beta2=0.75,epsilon=0.5,amsgrad=true) | 0 | 4 0 2 | -0.8888889 -1.2672773 -1.8149053
            # d as adam's; p = 0.75 p before: 1.5 - 0.6666667; 0.625 - 0.8157403; -0.1430552 + 0.0526806
            adamw(rate=1,beta1=0.5,beta2=0.75,epsilon=0.5,weight_decay=0.25) | 2 | 1 3 -2 | 0.8333333 -0.1907403 -0.0903747
            # d as with amsgrad above: 1.5 - 0.8888889; 0.4583333 - 0.3783884; 0.0599587 - 0.5476280
            adamw(rate=1,beta1=0.5,beta2=0.75,epsilon=0.5,weight_decay=0.25,amsgrad=true) | 2 | 4 0 2 | 0.6111111 0.0799449 -0.4876693
            # mu = 0.5 (1 - 0.96^t / 2) = 0.26, 0.2696, 0.278816, 0.2876634; products 0.26, 0.070096, 0.0195439, 0.0056221
            # n = 0.74 / 0.74 * 1 + 0.2696 / 0.929904 * 0.5 = 1.1449612
            # n = 0.7304 / 0.929904 * 3 + 0.278816 / 0.9804561 * 1.75 = 2.8540264
            # n = 0.721184 / 0.9804561 * -2 - 0.2876634 / 0.9943779 * 0.125 = -1.5072806
            # d = n over adam's 1.5, 2.8603874, 2.7117622
            nadam(rate=1,beta1=0.5,beta2=0.75,epsilon=0.5,momentum_decay=1) | 0 | 1 3 -2 | -0.7633075 -1.7610836 -1.2052530
            # p = 0.75 p before: 1.5 - 0.7633075; 0.5525194 - 0.9977762; -0.3339426 + 0.5558307
            nadam(rate=1,beta1=0.5,beta2=0.75,epsilon=0.5,momentum_decay=1,weight_decay=0.25,decoupled_weight_decay=true) | 2 | 1 3 -2 | 0.7366925 -0.4452568 0.2218881
            # u = 1, 3, 2.25: m = 0.5, 1.75, -0.125 over 1 - 2^-t
            adamax(rate=1,beta1=0.5,beta2=0.75) | 0 | 1 3 -2 | -1 -1.777778 -1.714286
            # r = 2 / (1/16) - 1 = 31; s = r - 2 t b / (1 - b) with b = (15/16)^t: 1, 1.97, 2.91, 3.84, 4.74; 5.6244888; 6.4854753
            # As long as s is at most 5, a mean of 1 moves by the rate. Then v = 1 - b = 0.3210658; 0.3009992 + 4/16 = 0.5509992
            # c = sqrt(1.6244888 * 3.6244888 * 31 / (27 * 29 * 5.6244888)) = 0.2035824; 0.2608783
            # c sqrt(0.3210658) / (sqrt(0.3210658) + 0.5) = 0.1081496; c sqrt(0.3634992) / (sqrt(0.5509992) + 0.5) = 0.1266112
            # m = (0.984375 / 2 - 1) over 127/128 = -0.5118110 in the last step
            radam(rate=0.25,beta1=0.5,beta2=0.9375,epsilon=0.5) | 0 | 1 1 1 1 1 1 -2 | -0.25 -0.5 -0.75 -1 -1.25 -1.2770374 -1.2608371
            # signs of 0.5, 1.5 + 0.125, -1 + 0.421875
            lion(rate=1,beta1=0.5,beta2=0.75) | 0 | 1 3 -2 | -1 -2 -1
            # p = 0.75 p before
            lion(rate=1,beta1=0.5,beta2=0.75,weight_decay=0.25) | 0 | 1 3 -2 | -1 -1.75 -0.3125
            """;

    private static List<Float> numbers(String text) {
        return Pattern.compile(" ").splitAsStream(text).map(Float::valueOf).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = CASES)
    void positions(String text, float start, String gradients, String positions) {
        Optimizer optimizer = Optimizer.parse(text);
        Matrix p = Matrix.of(1, 1, start);
        Matrix[] state = new Matrix[optimizer.stateCount()];
        Arrays.setAll(state, _ -> Matrix.of(1, 1, optimizer.initialState()));
        List<Float> g = numbers(gradients);
        List<Float> expected = numbers(positions);
        assertEquals(g.size(), expected.size());
        for (int t = 1; t <= g.size(); t++) {
            KERNELS.update(optimizer, t, p, Matrix.of(1, 1, g.get(t - 1)), state);
            assertEquals(expected.get(t - 1), p.get(0, 0), 1e-6f, "step " + t);
        }
    }

    @Test
    void everyRuleIsThere() {
        assertEquals(List.of(), Optimizer.all().stream().map(Optimizer::name)
                .filter(name -> CASES.lines().noneMatch(line -> line.startsWith(name + "("))).toList());
    }
}
