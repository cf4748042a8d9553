package dev.lanegrad.optim.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rates against PyTorch's, enumeration, text, ranges. */
class ScheduleTest {
    static List<Schedule> schedules() {
        return Stream.concat(Schedule.all().stream(), Stream.of(new ConstantRate(0.5f, 3), new CosineDecay(7, 0.01f),
                new CosineRestarts(3, 2, 0.001f), new OneCycle(20, 0.25f, 10, 100),
                new OneCycle(0, 0.3f, 25, 1e4f, true, 0.5f, 0.75f),
                new MultiStepDecay(List.of(1, 2, 4), 0.5f),
                Schedule.warmUp(3).then(new StepDecay(2, 0.5f)))).toList();
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void textIsReadBack(Schedule schedule) {
        assertEquals(schedule, Schedule.parse(schedule.text()));
    }

    @Test
    void everyScheduleIsListed() {
        Set<Class<?>> listed = Schedule.all().stream().map(Object::getClass).collect(Collectors.toSet());
        assertEquals(Set.of(Schedule.class.getPermittedSubclasses()), Stream.concat(listed.stream(),
                Stream.of(WarmedUp.class)).collect(Collectors.toSet()));
        assertEquals(listed.size(), Schedule.all().stream().map(Schedule::name).distinct().count());
    }

    /** PyTorch's rates for a base of 1, from tick 0 on, of a run of ten ticks. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
        "constant, \"1 1 1\"",
        "\"constant(factor=0.25,length=2)\", \"0.25 0.25 1 1\"",
        "step(size=2), \"1 1 0.1 0.1 0.01 0.01 0.001\"",
        "\"multi_step(milestones=1:3,gamma=0.5)\", \"1 0.5 0.5 0.25 0.25\"",
        "exponential(gamma=0.5), \"1 0.5 0.25 0.125\"",
        "\"polynomial(length=4,power=2)\", \"1 0.5625 0.25 0.0625 0 0\"",
        "polynomial, \"1 0.9 0.8 0.7 0.6 0.5 0.4 0.3 0.2 0.1\"",
        "cosine(length=4), \"1 0.8535533906 0.5 0.1464466094 0 0.1464466094\"",
        "\"cosine(length=2,minimum=0.5)\", \"1 0.75 0.5\"",
        "\"cosine_restarts(length=2,growth=2)\", \"1 0.5 1 0.8535533906 0.5 0.1464466094 1\"",
        "cosine_restarts(length=2), \"1 0.5 1 0.5 1\"",
        // PyTorch with total_steps=10: up to tick 2, down to tick 9
        "one_cycle, \"0.04 0.52 1 0.9504846 0.8117456 0.611262 0.388742 0.1882584 0.0495194 0.000004\"",
        "\"linear_warm_up(length=4,from=0.2)\", \"0.2 0.4 0.6 0.8 1 1\"",
        "linear_warm_up, \"0.3333333 0.4666667 0.6 0.7333333 0.8666667 1 1\"",
        "\"linear_warm_up(length=2,from=0.5)+exponential(gamma=0.5)\", \"0.5 0.75 1 0.5 0.25\"",
        "\"linear_warm_up(length=2,from=0.5)+polynomial\", \"0.5 0.75 1 0.875 0.75\""})
    void rates(String text, String expected) {
        String[] rates = expected.split(" ", -1);
        for (int t = 0; t < rates.length; t++) {
            assertEquals(Double.parseDouble(rates[t]), Schedule.parse(text).rate(1, t, 10), 1e-6, "tick " + t);
        }
    }

    /** PyTorch's momenta of OneCycleLR with total_steps=10: down to tick 2, up to tick 9; an own momentum of 0.5. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
        "one_cycle(cycle_momentum=true), \"0.95 0.9 0.85 0.85495156 0.86882551 0.88887395 0.91112605 0.93117449 0.94504844 0.95\"",
        "\"one_cycle(cycle_momentum=true,base_momentum=0.25,max_momentum=0.75)\", \"0.75 0.5 0.25 0.27475778\"",
        "\"linear_warm_up(length=2)+one_cycle(length=10,cycle_momentum=true)\", \"0.95 0.95 0.95 0.9 0.85 0.85495156\"",
        "one_cycle, \"0.5 0.5 0.5\"", "linear_warm_up(length=2)+cosine, \"0.5 0.5 0.5\""})
    void momenta(String text, String expected) {
        String[] momenta = expected.split(" ", -1);
        for (int t = 0; t < momenta.length; t++) {
            assertEquals(Double.parseDouble(momenta[t]), Schedule.parse(text).momentum(0.5, t, 10), 1e-7, "tick " + t);
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void momentaAreShares(Schedule schedule) {
        for (long t = 0; t < 100; t++) {
            double momentum = schedule.momentum(0.5, t, 50);
            assertTrue(momentum >= 0 && momentum < 1, schedule + " at " + t + ": " + momentum);
            assertTrue(schedule.cyclesMomentum() || momentum == 0.5, schedule + " at " + t + ": " + momentum);
        }
    }

    @Test
    void halfWaves() {
        for (int i = -4_000; i <= 4_000; i++) {
            double x = i / 999.0;
            assertEquals(StrictMath.cos(Math.PI * x), HalfWaves.cosine(x), 3e-15, "at " + x);
            assertTrue(Math.abs(HalfWaves.cosine(x)) <= 1, "at " + x);
        }
        for (long whole : new long[] {0, 2, -2, 1L << 40, 1_000_000_000_000L}) {
            assertEquals(1, HalfWaves.cosine((double) whole));
            assertEquals(0, HalfWaves.cosine(whole + 0.5));
            assertEquals(-1, HalfWaves.cosine(whole + 1.0));
            assertEquals(StrictMath.sqrt(0.5), HalfWaves.cosine(whole + 0.25), 2e-16);
        }
    }

    /** Rates follow the base, but for a minimum. */
    @ParameterizedTest
    @MethodSource("schedules")
    void ratesAreFiniteAndFollowTheBase(Schedule schedule) {
        for (long t = 0; t < 100; t++) {
            double rate = schedule.rate(0.5, t, 50);
            assertTrue(rate >= -1e-12 && rate <= 0.5, schedule + " at " + t + ": " + rate);
            if (!schedule.text().contains("minimum")) {
                assertEquals(2 * rate, schedule.rate(1, t, 50), 1e-12);
            }
        }
        assertTrue(Double.isFinite(schedule.rate(1, 1_000_000_000_000L, 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"constant(factor=2)", "constant(length=-1)", "step(size=0)", "step(gamma=0)", "step(gamma=2)",
        "multi_step(milestones=3:2)", "multi_step(milestones=0:2)", "multi_step(milestones=1.5)", "exponential(gamma=NaN)",
        "polynomial(length=-1)", "polynomial(power=0)", "cosine(minimum=-1)", "cosine(length=x)",
        "cosine_restarts(length=0)",
        "cosine_restarts(growth=0)", "one_cycle(start=0)", "one_cycle(start=1)", "one_cycle(divisor=0.5)",
        "one_cycle(final_divisor=0)", "one_cycle(cycle_momentum=yes)", "one_cycle(max_momentum=1)",
        "one_cycle(base_momentum=-0.1)", "one_cycle(base_momentum=0.96)", "linear_warm_up(length=0)",
        "linear_warm_up(from=2)", "linear_warm_up(to=-1)",
        "cosine+step", "linear_warm_up+", "linear", ""})
    void refused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Schedule.parse(text));
    }

    private static List<Double> shares(ReduceOnPlateau rule, double... losses) {
        List<Double> shares = new ArrayList<>();
        ReduceOnPlateau.State state = ReduceOnPlateau.State.START;
        for (double loss : losses) {
            state = rule.after(state, loss, 1);
            shares.add(rule.rate(state, 1));
        }
        return shares;
    }

    /** Epochs counted by hand after PyTorch's step(). */
    @Test
    void plateau() {
        ReduceOnPlateau rule = ReduceOnPlateau.parse("plateau(factor=0.5,patience=1)");
        assertEquals(List.of(1.0, 1.0, 0.5, 0.5, 0.25), shares(rule, 5, 5, 5, 5, 5));
        assertEquals(List.of(1.0, 1.0, 1.0, 1.0, 0.5), shares(rule, 5, 5, 4, 4, 4));
        // Less progress than the threshold is none: 1e-4 of the best, or absolute.
        assertEquals(List.of(1.0, 1.0, 0.5), shares(rule, 5, 4.9996, 4.9996));
        assertEquals(List.of(1.0, 1.0, 1.0), shares(rule, 5, 4.9994, 4.9994));
        assertEquals(List.of(1.0, 1.0, 0.5),
                shares(ReduceOnPlateau.parse("plateau(0.5,1,threshold=2,absolute=true)"), 5, 3.5, 3.5));
        // Two epochs after a fall do not count.
        assertEquals(List.of(1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.25),
                shares(ReduceOnPlateau.parse("plateau(factor=0.5,patience=1,cooldown=2)"), 5, 5, 5, 5, 5, 5, 5));
        // The minimum, and a fall too small to count.
        assertEquals(List.of(1.0, 0.5, 0.25, 0.25),
                shares(ReduceOnPlateau.parse("plateau(factor=0.5,patience=0,minimum=0.25)"), 5, 5, 5, 5));
        assertEquals(List.of(1.0, 1.0), shares(ReduceOnPlateau.parse("plateau(factor=0.5,patience=0,epsilon=0.6)"), 5, 5));
        // NaN is no progress.
        assertEquals(List.of(1.0, 1.0, 0.5), shares(rule, 5, Double.NaN, Double.NaN));
        assertEquals(0.1, ReduceOnPlateau.parse("plateau(minimum=3)").rate(ReduceOnPlateau.State.START, 0.1));
        assertEquals(rule, ReduceOnPlateau.parse(rule.text()));
        assertEquals("plateau", ReduceOnPlateau.DEFAULT.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"plateau(factor=1)", "plateau(factor=0)", "plateau(patience=-1)", "plateau(threshold=-1)",
        "plateau(cooldown=-1)", "plateau(minimum=-1)", "plateau(epsilon=NaN)", "plateau(mode=max)", "flat"})
    void plateauRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ReduceOnPlateau.parse(text));
    }
}
