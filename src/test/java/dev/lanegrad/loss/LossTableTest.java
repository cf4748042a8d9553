package dev.lanegrad.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.kernel.Kernels;
import dev.lanegrad.memory.Matrix;
import dev.lanegrad.testing.Twins;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Losses, reductions and gradients against a table of numbers.
 *
 * <p>The table was computed apart from this project, in mpmath 1.3 with 40 digits, from the formulas in the documentation of
 * PyTorch 2 (of Keras 3 for log-cosh and the hinges): for each loss its mean, its sum, its losses without a reduction (one
 * an element or one a row, as PyTorch has them), and the gradient of the mean by central differences of 1e-15 (at kinks
 * and at probabilities of 0 and 1 by PyTorch's formula). The one thing that is not PyTorch's is the mean where all rows are
 * ignored: 0 instead of NaN.
 */
class LossTableTest {
    private static final String TABLE = """
            mean_squared_error | P | REAL | 5.5208333 | 66.25 | 0.25 0.0625 2.25 0 1 4 20.25 0.0625 2.25
              0.0625 0.0625 36 | -0.083333333 -0.041666667 0.25 0 0.16666667 0.33333333 -0.75 -0.041666667
              0.25 -0.041666667 0.041666667 -1 ;
            mean_absolute_error | P | REAL | 1.5 | 18 | 0.5 0.25 1.5 0 1 2 4.5 0.25 1.5 0.25 0.25 6 |
              -0.083333333 -0.083333333 0.083333333 0 0.083333333 0.083333333 -0.083333333 -0.083333333
              0.083333333 -0.083333333 0.083333333 -0.083333333 ;
            huber(1.0) | P | REAL | 1.1458333 | 13.75 | 0.125 0.03125 1 0 0.5 1.5 4 0.03125 1 0.03125
              0.03125 5.5 | -0.041666667 -0.020833333 0.083333333 0 0.083333333 0.083333333 -0.083333333
              -0.020833333 0.083333333 -0.020833333 0.020833333 -0.083333333 ;
            huber(0.25) | P | REAL | 0.34635417 | 4.15625 | 0.09375 0.03125 0.34375 0 0.21875 0.46875
              1.09375 0.03125 0.34375 0.03125 0.03125 1.46875 | -0.020833333 -0.020833333 0.020833333 0
              0.020833333 0.020833333 -0.020833333 -0.020833333 0.020833333 -0.020833333 0.020833333
              -0.020833333 ;
            smooth_l1(1.0) | P | REAL | 1.1458333 | 13.75 | 0.125 0.03125 1 0 0.5 1.5 4 0.03125 1 0.03125
              0.03125 5.5 | -0.041666667 -0.020833333 0.083333333 0 0.083333333 0.083333333 -0.083333333
              -0.020833333 0.083333333 -0.020833333 0.020833333 -0.083333333 ;
            smooth_l1(2.0) | P | REAL | 0.91666667 | 11 | 0.0625 0.015625 0.5625 0 0.25 1 3.5 0.015625
              0.5625 0.015625 0.015625 5 | -0.020833333 -0.010416667 0.0625 0 0.041666667 0.083333333
              -0.083333333 -0.010416667 0.0625 -0.010416667 0.010416667 -0.083333333 ;
            log_cosh | P | REAL | 1.0689444 | 12.827333 | 0.12011451 0.030929804 0.85544017 0 0.43378083
              1.3250027 3.8069762 0.030929804 0.85544017 0.030929804 0.030929804 5.306859 | -0.038509763
              -0.020409889 0.075429021 0 0.06346618 0.080335632 -0.083312768 -0.020409889 0.075429021
              -0.020409889 0.020409889 -0.083332309 ;
            binary_cross_entropy | P | ANSWERS | 0.90602645 | 10.872317 | 0.47407698 0.25192908 1.126928
              0.38687101 0.47407698 0.048587352 0.70388973 0.82593942 1.7014133 0.69314718 1.136871
              3.0485874 | -0.031461722 0.018558345 0.03173309 -0.026735108 0.031461722 -0.0039521561
              -0.014511818 0.046848042 0.068131206 0.041666667 -0.056598225 -0.079381177 ;
            binary_cross_entropy(pos_weight=3.0) | P | ANSWERS | 1.8732231 | 22.478678 | 1.422231 0.25192908
              1.253856 1.160613 0.47407698 0.14576206 1.9933346 0.82593942 1.7014133 0.69314718 3.410613
              9.1457621 | -0.094385167 0.018558345 0.021799513 -0.080205325 0.031461722 -0.011856468
              -0.053017728 0.046848042 0.068131206 0.041666667 -0.16979468 -0.23814353 ;
            binary_cross_entropy(pos_weight=3.0:0.5:0.0:2.0) | P | ANSWERS | 1.1155482 | 13.386579 |
              1.422231 0.25192908 1.063464 0.77374201 0.47407698 0.024293676 0.059167301 0.82593942
              1.7014133 0.69314718 0 6.0971747 | -0.094385167 0.018558345 0.036699878 -0.053470217
              0.031461722 -0.001976078 0.0047411362 0.046848042 0.068131206 0.041666667 0 -0.15876235 ;
            binary_cross_entropy_of_probabilities | PROBABILITIES | ANSWERS | 8.8494444 | 106.19333 |
              0.69314718 0.13353139 1.1064865 1.3862944 0.064538521 0.064538521 1.1116413 0.47000363 100 0
              0.69314718 0.47000363 | -0.16666667 0.095238095 0.28571429 -0.33333333 0.088888889
              -0.088888889 0.22222222 0.13333333 8.3333334e+10 0 -0.16666667 -0.13333333 ;
            kullback_leibler | LOGARITHMS | SHARES | 0.19935807 | 2.3922969 | -0.22157359 0.65342641
              0.11506981 -0.072430193 0 0.25 0 0 0.0071890301 0 0.15342641 1.507189 | -0.020833333
              -0.041666667 -0.010416667 -0.010416667 0 -0.083333333 0 0 -0.03125 0 -0.020833333 -0.03125 ;
            kullback_leibler(log_target=true) | LOGARITHMS | LOG_SHARES | 0.22917206 | 2.7500647 |
              -0.20300293 0.36787944 0.33469524 -0.074680603 2.1228573 -0.068683646 0.067667642 0.082084999
              -0.071626199 -0.05578254 0.043443486 0.2052125 | -0.01127794 -0.03065662 -0.01859418
              -0.0041489224 -0.050544222 -0.0015263032 -0.01127794 -0.0068404165 -0.0238754 -0.01859418
              -0.014481162 -0.0068404165 ;
            hinge | P | SIGNS | 1.0208333 | 12.25 | 0.5 0 0 1.75 0.5 0 3.5 0.75 0 1 0.25 4 | -0.083333333 0
              0 0.083333333 0.083333333 0 -0.083333333 -0.083333333 0 0.083333333 0.083333333 -0.083333333 ;
            squared_hinge | P | SIGNS | 2.7864583 | 33.4375 | 0.25 0 0 3.0625 0.25 0 12.25 0.5625 0 1 0.0625
              16 | -0.083333333 0 0 0.29166667 0.083333333 0 -0.58333333 -0.125 0 0.16666667 0.041666667
              -0.66666667 ;
            poisson | P | COUNTS | 3.0419419 | 36.503303 | 1.6487213 1.5365048 1.3890561 0.61700002
              3.1065307 20.085537 2.582085 -0.46597458 1.4816891 1 0.47236655 3.0497871 | 0.13739344
              -0.059457934 0.36575467 0.0097500014 -0.36612245 1.6737947 -0.076492917 -0.47633121 0.20680742
              -0.083333333 0.039363879 -0.079184411 ;
            poisson(log_input=false) | RATES | COUNTS | 12.67248 | 152.06976 | 0.5 1.0268564 -0.079441557
              1.3253641 7.1814716 3 1.5837093 128.94476 0.68906977 1.2274113 0.75 5.9205585 | 0.083333333
              0.016666667 -0.041666666 -0.13888889 -1.5833333 0.083333333 0.05 -58333334 -0.027777777
              0.041666667 0.083333333 0.072916667 ;
            poisson(log_input=false,eps=0.5) | RATES | COUNTS | 1.6168782 | 19.402538 | 0.5 0.69038421
              -0.7488722 0.3037129 1.6884104 3 1.4013877 4.8520303 0.11370564 0.99184521 0.75 5.8599338 |
              0.083333333 0.035714286 -0.016666667 -0.05 -0.47222222 0.083333333 0.055555556 -1.0833333 0
              0.046296296 0.083333333 0.073529412 ;
            softmax_cross_entropy | P | CLASSES | 2.9411037 | 8.8233112 | 0.43722806 3.5936834 4.7923997 |
              0.04803428 0.0083471063 -0.11805862 0.061677237 -0.32416771 0.30352366 0.0012404318
              0.019403619 0.24882337 0.055519998 0.02622579 -0.33056916 ;
            softmax_cross_entropy(1.0,2.0,0.5,4.0) | P | CLASSES | 4.1785266 | 22.981896 | 0.21861403
              3.5936834 19.169599 | 0.013100258 0.0022764836 -0.032197807 0.016821065 -0.17681875 0.16555836
              0.00067659918 0.010583792 0.54288735 0.12113454 0.057219905 -0.72124179 ;
            softmax_cross_entropy(label_smoothing=0.1) | P | CLASSES | 2.8911037 | 8.6733112 | 0.58722806
              3.5374334 4.5486497 | 0.039700947 1.3772874e-05 -0.093058623 0.053343903 -0.29916771
              0.29519033 -0.0070929016 0.011070285 0.24049003 0.047186664 0.017892457 -0.30556915 ;
            softmax_cross_entropy(weights=1.0:2.0:0.5:4.0,label_smoothing=0.1) | P | CLASSES | 4.0268096 |
              22.147452 | 0.60373289 3.6831307 17.860589 | 0.012157375 -0.0061883927 -0.0092340211
              0.003265039 -0.16274494 0.17095381 -0.0015369257 -0.0066719447 0.509501 0.10560836 0.051907371
              -0.66701673 ;
            softmax_cross_entropy | P | WITH_IGNORED | 2.6148139 | 5.2296278 | 0.43722806 0 4.7923997 |
              0.072051421 0.012520659 -0.17708794 0.092515855 0 0 0 0 0.37323505 0.083279997 0.039338685
              -0.49585373 ;
            softmax_cross_entropy(1.0,2.0,0.5,4.0) | P | WITH_IGNORED | 4.3084917 | 19.388213 | 0.21861403 0
              19.169599 | 0.016011427 0.0027823688 -0.039352875 0.020559079 0 0 0 0 0.66352898 0.14805333
              0.06993544 -0.88151775 ;
            softmax_cross_entropy(label_smoothing=0.1) | P | WITH_IGNORED | 2.5679389 | 5.1358778 |
              0.58722806 0 4.5486497 | 0.059551421 2.0659311e-05 -0.13958793 0.080015855 0 0 0 0 0.36073505
              0.070779997 0.026838685 -0.45835373 ;
            softmax_cross_entropy(weights=1.0:2.0:0.5:4.0,label_smoothing=0.1) | P | WITH_IGNORED |
              4.1031826 | 18.464322 | 0.60373289 0 17.860589 | 0.014859014 -0.0075635911 -0.011286026
              0.0039906032 0 0 0 0 0.62272345 0.12907688 0.063442342 -0.81524267 ;
            softmax_cross_entropy | P | ALL_IGNORED | 0 | 0 | 0 0 0 | 0 0 0 0 0 0 0 0 0 0 0 0 ;
            softmax_cross_entropy(1.0,2.0,0.5,4.0) | P | ALL_IGNORED | 0 | 0 | 0 0 0 | 0 0 0 0 0 0 0 0 0 0 0
              0 ;
            softmax_cross_entropy(label_smoothing=0.1) | P | ALL_IGNORED | 0 | 0 | 0 0 0 | 0 0 0 0 0 0 0 0 0
              0 0 0 ;
            softmax_cross_entropy(weights=1.0:2.0:0.5:4.0,label_smoothing=0.1) | P | ALL_IGNORED | 0 | 0 | 0
              0 0 | 0 0 0 0 0 0 0 0 0 0 0 0 ;
            softmax_cross_entropy | P | SHARES | 1.7431871 | 5.2295612 | 2.5934781 0.093683417 2.5423997 |
              -0.035299053 -0.15831956 0.17360804 0.02001057 0.0091656204 -0.029809671 0.0012404318
              0.019403619 0.12382337 0.055519998 -0.057107543 -0.12223582 ;
            softmax_cross_entropy(1.0,2.0,0.5,4.0) | P | SHARES | 4.281964 | 12.845892 | 5.0424759
              0.18736684 7.6160494 | 0.0037288 -0.3182042 0.36935208 -0.054876675 0.018331241 -0.059619342
              0.0024808637 0.038807237 0.37264674 0.11104 0.010784913 -0.49447164 ;
            softmax_cross_entropy(label_smoothing=0.1) | P | SHARES | 1.8129787 | 5.4389362 | 2.5278531
              0.38743342 2.5236497 | -0.035299053 -0.14998623 0.16944138 0.015843904 0.00083228696
              -0.0048096705 -0.0070929016 0.011070285 0.12799003 0.047186664 -0.057107543 -0.11806915 ;
            softmax_cross_entropy(weights=1.0:2.0:0.5:4.0,label_smoothing=0.1) | P | SHARES | 4.3416829 |
              13.025049 | 4.9452085 0.6174458 7.4623944 | 0.0040290142 -0.30148537 0.36861421 -0.071157859
              0.0098833371 -0.013413387 -0.0017013085 0.0052313581 0.37370311 0.093679329 0.010457091
              -0.47783953 ;
            softmax_cross_entropy(weights=1.0:2.0:0.5:4.0,ignore_index=3) | P | CLASSES | 2.5415316 |
              3.8122974 | 0.21861403 3.5936834 0 | 0.04803428 0.0083471063 -0.11805862 0.061677237
              -0.64833543 0.60704733 0.0024808637 0.038807237 0 0 0 0 ;
            negative_log_likelihood | LOGARITHMS | CLASSES | 4 | 12 | 3 4 5 | 0 0 -0.33333333 0 -0.33333333
              0 0 0 0 0 0 -0.33333333 ;
            negative_log_likelihood(1.0,2.0,0.5,4.0) | LOGARITHMS | CLASSES | 4.6363636 | 25.5 | 1.5 4 20 |
              0 0 -0.090909091 0 -0.18181818 0 0 0 0 0 0 -0.72727273 ;
            negative_log_likelihood | LOGARITHMS | WITH_IGNORED | 4 | 8 | 3 0 5 | 0 0 -0.5 0 0 0 0 0 0 0 0
              -0.5 ;
            negative_log_likelihood(1.0,2.0,0.5,4.0) | LOGARITHMS | WITH_IGNORED | 4.7777778 | 21.5 | 1.5 0
              20 | 0 0 -0.11111111 0 0 0 0 0 0 0 0 -0.88888889 ;
            negative_log_likelihood | LOGARITHMS | ALL_IGNORED | 0 | 0 | 0 0 0 | 0 0 0 0 0 0 0 0 0 0 0 0 ;
            negative_log_likelihood(1.0,2.0,0.5,4.0) | LOGARITHMS | ALL_IGNORED | 0 | 0 | 0 0 0 | 0 0 0 0 0
              0 0 0 0 0 0 0 ;
            negative_log_likelihood | LOGARITHMS | SHARES | 1.5625 | 4.6875 | 1.6875 0.25 2.75 |
              -0.083333333 -0.16666667 -0.041666667 -0.041666667 0 -0.33333333 0 0 -0.125 0 -0.083333333
              -0.125 ;
            negative_log_likelihood(1.0,2.0,0.5,4.0) | LOGARITHMS | SHARES | 3.8958333 | 11.6875 | 3.0625
              0.5 8.125 | -0.083333333 -0.33333333 -0.020833333 -0.16666667 0 -0.66666667 0 0 -0.125 0
              -0.041666667 -0.5 ;
            negative_log_likelihood(weights=1.0:2.0:0.5:4.0,ignore_index=3) | LOGARITHMS | CLASSES |
              3.6666667 | 5.5 | 1.5 4 0 | 0 0 -0.33333333 0 -0.66666667 0 0 0 0 0 0 0 ;
            """;

    private static final Matrix P = rows(0.5f, -1.25f, 2, 0.75f, -0.5f, 3, -2.5f, 0.25f, 1.5f, 0, -0.75f, -3);
    private static final Matrix PROBABILITIES = rows(0.5f, 0.125f, 0.875f, 0.25f, 0.0625f, 0.9375f, 0.75f, 0.375f, 1, 0,
            0.5f,
            0.625f);
    private static final Matrix LOGARITHMS = rows(-0.5f, -2, -3, -1.5f, -4, -0.25f, -2.5f, -3.5f, -1, -1.25f, -2, -5);
    private static final Matrix RATES = rows(0.5f, 1.25f, 2, 0.75f, 0.25f, 3, 2.5f, 0, 1.5f, 4, 0.75f, 8);

    /** One line of the table. */
    private record Line(String text, Matrix prediction, Targets targets, double mean, double sum, double[] none,
            double[] gradient) {
        Loss loss() {
            return Loss.parse(text);
        }

        @Override
        public String toString() {
            return text + " " + targets.getClass().getSimpleName();
        }
    }

    private static Matrix rows(float... values) {
        return Matrix.of(3, 4, values);
    }

    static List<Line> lines() {
        return Arrays.stream(TABLE.split(";", -1)).filter(line -> !line.isBlank()).map(line -> {
            String[] cells = line.strip().split("\\|", -1);
            return new Line(cells[0].strip(), prediction(cells[1].strip()), targets(cells[2].strip()), numbers(cells[3])[0],
                    numbers(cells[4])[0], numbers(cells[5]), numbers(cells[6]));
        }).toList();
    }

    private static double[] numbers(String cell) {
        return Arrays.stream(cell.strip().split("\\s+", -1)).mapToDouble(Double::parseDouble).toArray();
    }

    private static Matrix prediction(String name) {
        return switch (name) {
            case "P" -> P;
            case "PROBABILITIES" -> PROBABILITIES;
            case "LOGARITHMS" -> LOGARITHMS;
            case "RATES" -> RATES;
            default -> throw new AssertionError(name);
        };
    }

    private static Targets targets(String name) {
        return switch (name) {
            case "CLASSES" -> new Targets.Classes(new int[] {2, 0, 3}, 3);
            case "WITH_IGNORED" -> new Targets.Classes(new int[] {2, -100, 3}, 3);
            case "ALL_IGNORED" -> new Targets.Classes(new int[] {-100, -100, -100}, 3);
            default -> new Targets.Values(switch (name) {
                case "REAL" -> rows(1, -1, 0.5f, 0.75f, -1.5f, 1, 2, 0.5f, 0, 0.25f, -1, 3);
                case "ANSWERS" -> rows(1, 0, 0.5f, 1, 0, 1, 0.25f, 0, 0, 0, 1, 1);
                case "SHARES" -> rows(0.25f, 0.5f, 0.125f, 0.125f, 0, 1, 0, 0, 0.375f, 0, 0.25f, 0.375f);
                case "LOG_SHARES" -> rows(-2, -1, -1.5f, -3, -0.5f, -4, -2, -2.5f, -1.25f, -1.5f, -1.75f, -2.5f);
                case "SIGNS" -> rows(1, -1, 1, -1, -1, 1, 1, 1, 1, -1, -1, 1);
                case "COUNTS" -> rows(0, 1, 3, 2, 5, 0, 1, 7, 2, 2, 0, 1);
                default -> throw new AssertionError(name);
            });
        };
    }

    private static void assertNear(double[] expected, float[] actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertNear(expected[i], actual[i]);
        }
    }

    private static void assertNear(double expected, double actual) {
        assertEquals(expected, actual, 1e-6 * (1 + Math.abs(expected)));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void meanAndSum(Line line) {
        Loss loss = line.loss();
        double weight = Reduction.weight(loss, line.targets());
        for (Kernels kernels : List.of(Twins.REFERENCE, Twins.VECTOR)) {
            Matrix rowLoss = Matrix.create(1, 3);
            Matrix gradient = Matrix.create(3, 4);
            kernels.loss(loss, line.prediction(), line.targets(), Reduction.MEAN.scale(loss, 4, weight), rowLoss, gradient);
            assertNear(line.mean(), Reduction.MEAN.of(loss, 4, line.targets(), rowLoss));
            assertNear(line.sum(), Reduction.SUM.of(loss, 4, line.targets(), rowLoss));
            assertNear(line.gradient(), gradient.toArray());

            kernels.loss(loss, line.prediction(), line.targets(), Reduction.SUM.scale(loss, 4, weight), rowLoss, gradient);
            double elements = loss instanceof Loss.Elementwise ? 12 : weight;
            assertNear(Arrays.stream(line.gradient()).map(g -> weight == 0 ? 0 : g * elements).toArray(),
                    gradient.toArray());
        }
    }

    /** Without a reduction: the rows' losses, or those of single elements, seen as rows. */
    @ParameterizedTest
    @MethodSource("lines")
    void none(Line line) {
        Loss loss = line.loss();
        boolean single = loss instanceof Loss.Elementwise
                && !(loss instanceof BinaryCrossEntropy f && f.positiveWeights().size() > 1);
        int outputs = single ? 1 : 4;
        int count = 12 / outputs;
        Matrix prediction = Matrix.wrap(line.prediction().segment(), count, outputs, outputs);
        Targets targets = single
                ? new Targets.Values(Matrix.wrap(((Targets.Values) line.targets()).matrix().segment(), count, 1, 1))
                : line.targets();
        for (Kernels kernels : List.of(Twins.REFERENCE, Twins.VECTOR)) {
            Matrix rowLoss = Matrix.create(1, count);
            kernels.loss(loss, prediction, targets, Reduction.NONE.scale(loss, outputs, count), rowLoss,
                    Matrix.create(count, outputs));
            if (single || loss instanceof Loss.OfClasses) {
                assertNear(line.none(), rowLoss.toArray());
            } else {
                for (int r = 0; r < 3; r++) {
                    assertNear(Arrays.stream(line.none(), 4 * r, 4 * r + 4).average().orElseThrow(), rowLoss.get(0, r));
                }
            }
        }
    }

    @Test
    void noneHasNoNumber() {
        assertThrows(UnsupportedOperationException.class,
                () -> Reduction.NONE.of(Loss.HUBER, 1, 1, 1));
    }

    /** Each loss, and each of the parameters that losses have. */
    @Test
    void theTableIsComplete() {
        List<Loss> losses = lines().stream().map(Line::loss).toList();
        assertTrue(losses.containsAll(Loss.all()), () -> "of " + Loss.all() + " only " + losses);
        Set<String> parameters = new HashSet<>();
        lines().forEach(line -> Arrays.stream(line.text().split("[(),]", -1)).skip(1)
                .filter(word -> word.contains("=")).forEach(word -> parameters.add(word.substring(0, word.indexOf('=')))));
        assertEquals(Set.of("pos_weight", "log_target", "log_input", "eps", "weights", "ignore_index", "label_smoothing"),
                parameters);
    }
}
