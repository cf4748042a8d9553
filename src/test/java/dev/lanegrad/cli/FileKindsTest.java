package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.spec.CounterRandom;
import dev.lanegrad.testing.SampleFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of data file and of task, through the command line in this process. */
class FileKindsTest {
    @TempDir
    Path folder;

    /** A command whose options are paths in the folder where they start with '@'. */
    private InProcess.Result run(String command) {
        String[] arguments = command.split(" ");
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith("@")) {
                arguments[i] = folder.resolve(arguments[i].substring(1)).toString();
            }
        }
        InProcess.Result result = InProcess.run(arguments);
        assertEquals(0, result.exitCode(), result.err());
        return result;
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name));
    }

    /** Three clouds of points with gaps, words and a number that means nothing. */
    private void clouds(String name, int rows, int seed, String separator, boolean header) throws IOException {
        List<String> words = List.of("red", "green", "blue");
        List<String> lines = new ArrayList<>();
        if (header) {
            lines.add(String.join(separator, "kind", "id", "x", "colour", "y"));
        }
        for (int r = 0; r < rows; r++) {
            int kind = (int) (3 * CounterRandom.uniform(seed, 1, 0, r, 0));
            float x = 4 * kind + CounterRandom.uniform(seed, 1, 0, r, 1);
            float y = kind % 2 + CounterRandom.uniform(seed, 1, 0, r, 2);
            String colour = CounterRandom.uniform(seed, 1, 0, r, 3) < 0.1 ? "?" : words.get(kind);
            String gap = CounterRandom.uniform(seed, 1, 0, r, 4) < 0.1 ? "NA" : Float.toString(x);
            lines.add(String.join(separator, "k" + kind, Integer.toString(r * 1000), gap, colour, Float.toString(y)));
        }
        Files.write(folder.resolve(name), lines);
    }

    @Test
    void wordsGapsAndColumnsInAnotherOrder() throws IOException {
        clouds("train.csv", 200, 1, ";", true);
        clouds("test.csv", 100, 2, ";", true);
        InProcess.Result trained = run(
                "train --data @train.csv --test @test.csv --separator ; --label kind --ignore id --categorical"
                        + " colour --missing median --scale x=robust --class-weights balanced --out @model");
        assertTrue(trained.number("test accuracy ([0-9.]+) %") > 95, trained.out());
        List<String> shuffled = new ArrayList<>();
        for (String line : lines("test.csv")) {
            String[] fields = line.split(";", -1);
            shuffled.add(String.join(",", fields[4], "more", fields[3], fields[2]));
        }
        Files.write(folder.resolve("shuffled.csv"), shuffled);
        String predicted = run("predict --model @model --data @test.csv --separator ;").out();
        assertEquals(predicted, run("predict --model @model --data @shuffled.csv").out());
        assertEquals("label,probability of k0,probability of k1,probability of k2",
                predicted.lines().findFirst().orElseThrow());
        List<String> actual = lines("test.csv");
        List<String> labels = predicted.lines().skip(1).map(line -> line.substring(0, 2)).toList();
        long hits = IntStream.range(0, 100).filter(i -> actual.get(i + 1).startsWith(labels.get(i))).count();
        assertEquals(trained.number("test accuracy ([0-9.]+) %"), (double) hits, 1e-9);
        String inspected = run("inspect @model").out();
        assertTrue(inspected.contains("colour=green") && inspected.contains("missing     x:"), inspected);
    }

    @Test
    void withoutHeaderByNumber() throws IOException {
        clouds("train.csv", 200, 1, "\t", false);
        clouds("test.csv", 100, 2, "\t", false);
        InProcess.Result trained = run(
                "train --data @train.csv --test @test.csv --separator tab --no-header --label 1 --ignore 2"
                        + " --categorical 4 --missing mean --out @model");
        assertTrue(trained.number("test accuracy ([0-9.]+) %") > 95, trained.out());
        assertEquals(101, run("predict --model @model --data @test.csv --separator tab --no-header").out().lines().count());
    }

    /** y = (sin-free) products, two targets of very different size. */
    private void surface(String name, int rows, int seed) throws IOException {
        List<String> lines = new ArrayList<>(List.of("a,b,large,small"));
        for (int r = 0; r < rows; r++) {
            float a = 2 * CounterRandom.uniform(seed, 2, 0, r, 0) - 1;
            float b = 2 * CounterRandom.uniform(seed, 2, 0, r, 1) - 1;
            lines.add(String.format(Locale.ROOT, "%s,%s,%s,%s", a, b, 1e6 + 1e5 * a * b, 1e-3 * (a * a - b)));
        }
        Files.write(folder.resolve(name), lines);
    }

    @Test
    void severalTargetsInTheirOwnUnits() throws IOException {
        surface("train.csv", 500, 1);
        surface("test.csv", 200, 2);
        for (String loss : List.of("mean_squared_error", "huber(0.5)", "mean_absolute_error")) {
            InProcess.Result trained = run("train --data @train.csv --test @test.csv --label small,large --loss " + loss
                    + " --out @model --validation 0.1 --patience 30 --epochs 200");
            assertTrue(trained.number("all +\\S+ +\\S+ +\\S+ +\\S+ +(\\S+)") > 0.98, trained.out());
        }
        List<String> predicted = run("predict --model @model --data @test.csv").out().lines().toList();
        assertEquals("small,large", predicted.getFirst());
        assertEquals(1e6, Double.parseDouble(predicted.get(1).split(",", -1)[1]), 1.5e5);
    }

    @Test
    void yesAndNoSideBySideAndOneHot() throws IOException {
        List<String> lines = new ArrayList<>(List.of("a,b,right,up,q1,q2"));
        for (int r = 0; r < 300; r++) {
            float a = 2 * CounterRandom.uniform(1, 3, 0, r, 0) - 1;
            float b = 2 * CounterRandom.uniform(1, 3, 0, r, 1) - 1;
            lines.add(a + "," + b + "," + (a > 0 ? 1 : 0) + "," + (b > 0 ? 1 : 0) + "," + (a > b ? "1,0" : "0,1"));
        }
        Files.write(folder.resolve("data.csv"), lines);
        InProcess.Result binary = run("train --data @data.csv --test @data.csv --label right,up --ignore q1,q2 --loss"
                + " binary_cross_entropy --out @binary");
        assertTrue(binary.number("test accuracy ([0-9.]+) %") > 97, binary.out());
        assertEquals("probability of right,probability of up",
                run("predict --model @binary --data @data.csv").out().lines().findFirst().orElseThrow());
        InProcess.Result oneHot = run("train --data @data.csv --test @data.csv --label q1,q2 --ignore right,up --out @hot");
        assertTrue(oneHot.number("test accuracy ([0-9.]+) %") > 97, oneHot.out());
        assertEquals("label,probability of q1,probability of q2",
                run("predict --model @hot --data @data.csv").out().lines().findFirst().orElseThrow());
    }

    @Test
    void imagesAndNumPyAgree() throws IOException {
        SampleFiles.writeAll(folder);
        String data = "--data @train-images.idx3-ubyte.gz --labels @train-labels.idx1-ubyte.gz";
        InProcess.Result trained = run(
                "train " + data + " --test @test-images.idx3-ubyte.gz --test-labels @test-labels.idx1-ubyte.gz"
                        + " --out @model --epochs 20");
        assertTrue(trained.number("test accuracy ([0-9.]+) %") > 50, trained.out());
        String images = run("predict --model @model --data @test-images.idx3-ubyte.gz --threads 3").out();
        assertEquals(101, images.lines().count());
        assertEquals(images, run("predict --model @model --data @test-images.idx3-ubyte.gz").out());
        assertTrue(images.startsWith("label,probability of 0,"), images);

        ByteBuffer numbers = ByteBuffer.allocate(300 * 2 * 4).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer labels = ByteBuffer.allocate(300 * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int r = 0; r < 300; r++) {
            float x = CounterRandom.uniform(1, 4, 0, r, 0);
            numbers.putFloat(x).putFloat(CounterRandom.uniform(1, 4, 0, r, 1));
            labels.putInt(x < 0.5f ? 3 : 7);
        }
        SampleFiles.npy(folder.resolve("x.npy"), "<f4", "(300, 2)", numbers.array());
        SampleFiles.npy(folder.resolve("y.npy"), "<i4", "(300,)", labels.array());
        InProcess.Result numPy = run("train --data @x.npy --labels @y.npy --folds 3");
        assertTrue(numPy.number("mean +accuracy ([0-9.]+) %") > 95, numPy.out());
        run("train --data @x.npy --labels @y.npy --out @numpy");
        assertTrue(run("predict --model @numpy --data @x.npy").out().startsWith("label,probability of 3,probability of 7"));
    }

    @Test
    void runsAreFunctionsOfTheirSeed() throws IOException {
        SampleFiles.circle(folder.resolve("train.csv"), 200, 1, true);
        String folds = run("train --data @train.csv --folds 4 --epochs 20").out();
        assertEquals(folds, run("train --data @train.csv --folds 4 --epochs 20 --threads 2").out());
        run("train --data @train.csv --epochs 5 --out @a");
        run("train --data @train.csv --epochs 5 --out @b");
        run("train --data @train.csv --epochs 5 --out @c --seed 2");
        assertArrayEquals(Files.readAllBytes(folder.resolve("a")), Files.readAllBytes(folder.resolve("b")));
        assertNotEquals(-1, Files.mismatch(folder.resolve("a"), folder.resolve("c")));
    }

    private void refused(String part, String command) {
        InProcess.Result result = InProcess.run(Stream.of(command.split(" ", -1))
                .map(word -> word.startsWith("@") ? folder.resolve(word.substring(1)).toString() : word)
                .toArray(String[]::new));
        assertEquals(2, result.exitCode(), command + result.err());
        assertTrue(result.err().contains(part), result.err());
        assertEquals("", result.out());
    }

    @Test
    void whatIsReadIsNotOverwritten() throws IOException {
        SampleFiles.circle(folder.resolve("train.csv"), 50, 1, true);
        byte[] data = Files.readAllBytes(folder.resolve("train.csv"));
        run("train --data @train.csv --epochs 1 --out @model");
        byte[] model = Files.readAllBytes(folder.resolve("model"));
        refused("'--out'", "train --data @train.csv --out @train.csv");
        refused("'--out'", "predict --model @model --data @train.csv --out @train.csv");
        refused("'--out'", "predict --model @model --data @train.csv --out @model");
        assertArrayEquals(data, Files.readAllBytes(folder.resolve("train.csv")));
        assertArrayEquals(model, Files.readAllBytes(folder.resolve("model")));
    }

    @Test
    void aFailedPredictionLeavesTheOldFile() throws IOException {
        SampleFiles.circle(folder.resolve("train.csv"), 50, 1, true);
        run("train --data @train.csv --epochs 1 --out @model");
        run("predict --model @model --data @train.csv --out @out.csv");
        String expected = Files.readString(folder.resolve("out.csv"));
        Files.writeString(folder.resolve("broken.csv"), "x,y\n" + "1,2\n".repeat(3000) + "1,two\n");
        InProcess.Result broken = InProcess.run("predict", "--model", folder.resolve("model").toString(), "--data",
                folder.resolve("broken.csv").toString(), "--out", folder.resolve("out.csv").toString());
        assertEquals(1, broken.exitCode());
        assertTrue(broken.err().contains("line 3002: column 'y' is 'two'"), broken.err());
        assertEquals(expected, Files.readString(folder.resolve("out.csv")));
        try (var files = Files.list(folder)) {
            assertEquals(4, files.count(), "no temporary file is left");
        }
    }

    @Test
    void optionsThatDoNotApplyAreRefused() throws IOException {
        SampleFiles.writeAll(folder);
        refused("'--threads'", "train --data @train.csv --threads 0");
        refused("'--test-labels'", "train --data @train.csv --test-labels @train.csv");
        refused("'--patience'", "train --data @train.csv --patience 3");
        refused("'--no-target-scaling'", "train --data @train.csv --no-target-scaling");
        refused("'--class-weights'", "train --data @train.csv --class-weights inside=0,outside=0");
        refused("'--class-weights'", "train --data @train.csv --class-weights inside=2,inside=3");
        refused("'--class-weights'", "train --data @train.csv --class-weights nobody=2");
        refused("'--scale'", "train --data @train.csv --scale z=robust");
        refused("'--scale'", "train --data @train.csv --scale x=robast");
        refused("'--loss'", "train --data @train.csv --loss softmax_cross_entropy(1,2,3)");
        refused("'--folds'", "train --data @train.csv --folds 1");
        refused("'--labels'", "train --data @train.csv --labels @train-labels.idx1-ubyte.gz");
        refused("'--data'", "train --data @train-images.idx3-ubyte.gz");
        String images = "train --data @train-images.idx3-ubyte.gz --labels @train-labels.idx1-ubyte.gz ";
        refused("'--categorical'", images + "--categorical x");
        refused("'--missing'", images + "--missing mean");
        refused("'--separator'", images + "--separator ;");
        refused("'--label'", images + "--label 1");
        refused("'--quote'", "train --data @train.csv --quote ab");
        refused("'--separator'", "train --data @train.csv --separator \"");
    }

    @Test
    void aRegressionTakenForClassesIsRefused() throws IOException {
        surface("train.csv", 200, 1);
        InProcess.Result refused = InProcess.run("train", "--data", folder.resolve("train.csv").toString());
        assertEquals(2, refused.exitCode());
        assertTrue(refused.err().contains("--loss mean_squared_error"), refused.err());
    }
}
