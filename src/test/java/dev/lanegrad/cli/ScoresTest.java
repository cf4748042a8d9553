package dev.lanegrad.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanegrad.spec.CounterRandom;
import dev.lanegrad.testing.SampleFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What train prints of its test data is what the predictions of the saved model say; options that change it do. */
class ScoresTest {
    @TempDir
    Path folder;

    @BeforeEach
    void data() throws IOException {
        SampleFiles.writeAll(folder);
    }

    private InProcess.Result execute(String command) {
        String[] arguments = Arrays.stream(command.split(" "))
                .map(a -> a.startsWith("@") ? folder.resolve(a.substring(1)).toString() : a).toArray(String[]::new);
        InProcess.Result result = InProcess.run(arguments);
        assertEquals(0, result.exitCode(), result.err());
        return result;
    }

    private String run(String command) {
        return execute(command).out();
    }

    /** Records without the header; no field is quoted in these files. */
    private static List<String[]> records(List<String> lines) {
        return lines.stream().skip(1).map(line -> line.split(",", -1)).toList();
    }

    private List<String[]> records(String name) throws IOException {
        return records(Files.readAllLines(folder.resolve(name)));
    }

    private List<String[]> predictions(String model, String data) {
        return records(run("predict --model @" + model + " --data @" + data).lines().toList());
    }

    @Test
    void classes() throws IOException {
        InProcess.Result trained = execute("train --data @train.csv --test @test.csv --epochs 20 --out @model");
        List<String[]> predicted = predictions("model", "test.csv");
        List<String[]> actual = records("test.csv");
        double hits = 0;
        double loss = 0;
        for (int r = 0; r < actual.size(); r++) {
            String label = actual.get(r)[2];
            hits += predicted.get(r)[0].equals(label) ? 1 : 0;
            loss -= Math.log(Double.parseDouble(predicted.get(r)[label.equals("inside") ? 1 : 2]));
        }
        assertEquals(100 * hits / actual.size(), trained.number("test accuracy ([0-9.]+) %"), 0.005);
        assertEquals(loss / actual.size(), trained.number("log loss +([0-9.]+)"), 1e-4);
    }

    @Test
    void valuesWithWordsAndGaps() throws IOException {
        InProcess.Result trained = execute(
                "train --data @houses.csv --test @houses.csv --label price --loss huber --categorical city"
                        + " --missing median --epochs 30 --out @model");
        List<String[]> predicted = predictions("model", "houses.csv");
        double[] actual = records("houses.csv").stream().mapToDouble(fields -> Double.parseDouble(fields[3])).toArray();
        double mean = Arrays.stream(actual).average().orElseThrow();
        double squares = 0;
        double total = 0;
        for (int r = 0; r < actual.length; r++) {
            double error = Double.parseDouble(predicted.get(r)[0]) - actual[r];
            squares += error * error;
            total += (actual[r] - mean) * (actual[r] - mean);
        }
        double root = Math.sqrt(squares / actual.length);
        assertEquals(root, trained.number("test root mean squared error ([0-9.]+)"), 1e-4 * root);
        assertEquals(1 - squares / total, trained.number("all +\\S+ +\\S+ +\\S+ +\\S+ +(\\S+)"), 1e-3);
    }

    @Test
    void yesAndNo() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("train.csv")).stream()
                .map(line -> line.replace("inside", "1").replace("outside", "0")).toList();
        Files.write(folder.resolve("binary.csv"), lines);
        InProcess.Result trained = execute(
                "train --data @binary.csv --test @binary.csv --loss binary_cross_entropy --epochs 20 --out @model");
        List<String[]> predicted = predictions("model", "binary.csv");
        List<String[]> actual = records("binary.csv");
        double hits = 0;
        double loss = 0;
        for (int r = 0; r < actual.size(); r++) {
            double probability = Double.parseDouble(predicted.get(r)[0]);
            boolean yes = actual.get(r)[2].equals("1");
            hits += probability >= 0.5 == yes ? 1 : 0;
            loss -= Math.log(yes ? probability : 1 - probability);
        }
        assertEquals(100 * hits / actual.size(), trained.number("test accuracy ([0-9.]+) %"), 0.005);
        assertEquals(loss / actual.size(), trained.number("log loss +([0-9.]+)"), 1e-4);
    }

    /** Without inputs that tell anything, what counts is what is weighed. */
    @Test
    void classWeightsMoveTheDecision() throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,state"));
        for (int r = 0; r < 200; r++) {
            lines.add(CounterRandom.uniform(1, 5, 0, r, 0) + "," + (r % 10 == 0 ? "sick" : "well"));
        }
        Files.write(folder.resolve("rare.csv"), lines);
        String train = "train --data @rare.csv --hidden 0 --rate 0.05 --epochs 20 --out @model";
        run(train);
        assertEquals(List.of("well"), labels("model", "rare.csv"));
        run(train + " --class-weights sick=100");
        assertEquals(List.of("sick"), labels("model", "rare.csv"));
        run(train + " --class-weights balanced");
        double share = predictions("model", "rare.csv").stream().mapToDouble(p -> Double.parseDouble(p[1])).average()
                .orElseThrow();
        assertEquals(0.5, share, 0.05);
    }

    private List<String> labels(String model, String data) {
        return predictions(model, data).stream().map(fields -> fields[0]).distinct().toList();
    }

    @Test
    void earlyStoppingKeepsTheBestEpoch() {
        InProcess.Result trained = execute(
                "train --data @train.csv --epochs 500 --rate 0.05 --validation 0.2 --patience 5 --out @model");
        int best = (int) trained.number("training +epoch (\\d+):");
        assertEquals(best + 5, (int) trained.number("the best of (\\d+)\\)"), "five epochs without a better one");
        run("train --data @train.csv --epochs 500 --rate 0.05 --validation 0.2 --patience 5 --out @again");
        assertEquals(predicted("model"), predicted("again"));
    }

    private String predicted(String model) {
        return run("predict --model @" + model + " --data @new.csv");
    }

    /** What stands in for a gap is what a file without gaps would hold. */
    @Test
    void aGapIsItsStandIn() throws IOException {
        List<Integer> known = List.of(10, 20, 30, 100);
        List<String> gaps = new ArrayList<>(List.of("area,price"));
        for (int r = 0; r < 40; r++) {
            gaps.add((r % 5 == 4 ? "-" : Integer.toString(known.get(r % 5))) + "," + r);
        }
        Files.write(folder.resolve("gaps.csv"), gaps);
        for (String[] way : new String[][] {{"mean", "40"}, {"median", "25"}, {"-7.5", "-7.5"}}) {
            Files.write(folder.resolve("filled.csv"), gaps.stream().map(line -> line.replace("-,", way[1] + ",")).toList());
            String train = " --loss mean_squared_error --epochs 3 --out @model";
            run("train --data @gaps.csv --missing-words - --missing " + way[0] + train);
            String standIn = run("predict --model @model --data @gaps.csv --missing-words -");
            assertEquals(standIn, run("predict --model @model --data @filled.csv"), way[0]);
            run("train --data @filled.csv" + train);
            assertEquals(standIn, run("predict --model @model --data @filled.csv"), way[0]);
        }
        InProcess.Result refused = InProcess.run("train", "--data", folder.resolve("gaps.csv").toString(), "--loss",
                "huber");
        assertEquals(1, refused.exitCode());
        assertTrue(refused.err().contains("line 6") && refused.err().contains("'area'"), refused.err());
    }

    @Test
    void dialectsOfTheSameTableAreTheSameModel() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("train.csv"));
        run("train --data @train.csv --epochs 2 --out @model");
        List<String> quoted = lines.stream().map(line -> "'" + line.replace(",", "'|'") + "'").toList();
        Files.write(folder.resolve("quoted.csv"), quoted);
        run("train --data @quoted.csv --quote ' --separator | --epochs 2 --out @quoted");
        List<String> turned = lines.stream().map(line -> line.replaceFirst("(.*),(.*),(.*)", "$3,$1,$2")).toList();
        Files.write(folder.resolve("turned.csv"), turned);
        run("train --data @turned.csv --label 1 --epochs 2 --out @turned");
        assertEquals(-1, Files.mismatch(folder.resolve("model"), folder.resolve("quoted")));
        assertEquals(-1, Files.mismatch(folder.resolve("model"), folder.resolve("turned")));
        run("train --data @train.csv --epochs 2 --scale x=min_max,y=none --out @scaled");
        assertNotEquals(-1, Files.mismatch(folder.resolve("model"), folder.resolve("scaled")));
        assertTrue(run("inspect @scaled").contains("y: (x - 0.0) * 1.0"), run("inspect @scaled"));
    }

    private byte[] unpacked(String name) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(name + ".gz")))) {
            byte[] bytes = in.readAllBytes();
            Files.write(folder.resolve(name), bytes);
            return bytes;
        }
    }

    @Test
    void imagesPackedPlainAndAsNumPyAreTheSameModel() throws IOException {
        byte[] images = unpacked("train-images.idx3-ubyte");
        byte[] labels = unpacked("train-labels.idx1-ubyte");
        ByteBuffer floats = ByteBuffer.allocate((images.length - 16) * 4).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.range(16, images.length).forEach(i -> floats.putFloat(images[i] & 0xFF));
        SampleFiles.npy(folder.resolve("x.npy"), "<f4", "(300, 256)", floats.array());
        SampleFiles.npy(folder.resolve("y.npy"), "|u1", "(300,)", Arrays.copyOfRange(labels, 8, labels.length));
        String rest = " --epochs 2 --out @";
        run("train --data @train-images.idx3-ubyte.gz --labels @train-labels.idx1-ubyte.gz" + rest + "packed");
        run("train --data @train-images.idx3-ubyte --labels @train-labels.idx1-ubyte" + rest + "plain");
        run("train --data @x.npy --labels @y.npy" + rest + "numpy");
        run("train --data @x.npy --labels @train-labels.idx1-ubyte.gz" + rest + "mixed");
        for (String other : List.of("plain", "numpy", "mixed")) {
            assertEquals(-1, Files.mismatch(folder.resolve("packed"), folder.resolve(other)), other);
        }
        assertEquals(run("predict --model @packed --data @train-images.idx3-ubyte"),
                run("predict --model @packed --data @x.npy"));
        String values = " --loss mean_absolute_error --epochs 2 --test @x.npy --test-labels @train-labels.idx1-ubyte";
        assertTrue(run("train --data @x.npy --labels @train-labels.idx1-ubyte" + values)
                .contains("test root mean squared error"));
    }

    /** More blocks than threads, and a last one that is not full. */
    @Test
    void threadsChangeNoByte() throws IOException {
        run("train --data @train.csv --epochs 2 --out @model");
        SampleFiles.circle(folder.resolve("many.csv"), 10_001, 4, false);
        run("predict --model @model --data @many.csv --out @one.csv");
        run("predict --model @model --data @many.csv --out @three.csv --threads 3");
        assertEquals(10_002, Files.readAllLines(folder.resolve("one.csv")).size());
        assertEquals(-1, Files.mismatch(folder.resolve("one.csv"), folder.resolve("three.csv")));
        assertEquals(Files.readString(folder.resolve("one.csv")),
                run("predict --model @model --data @many.csv --threads 2"));
    }
}
