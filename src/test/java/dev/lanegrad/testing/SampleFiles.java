package dev.lanegrad.testing;

import dev.lanegrad.data.StrokeDigits;
import dev.lanegrad.spec.CounterRandom;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Data files as the README's examples and the command line's tests want them; functions of their names. */
public final class SampleFiles {
    private static final int STREAM = 0x7100_0000;

    private SampleFiles() {
    }

    /** Makes every file that the README speaks of. */
    public static void writeAll(Path folder) throws IOException {
        circle(folder.resolve("train.csv"), 300, 1, true);
        circle(folder.resolve("test.csv"), 100, 2, true);
        circle(folder.resolve("new.csv"), 20, 3, false);
        houses(folder.resolve("houses.csv"), 300, 1, true);
        houses(folder.resolve("new-houses.csv"), 10, 2, false);
        images(folder, "train", 0, 300);
        images(folder, "test", 300, 100);
    }

    private static float uniform(int seed, int row, int column) {
        return CounterRandom.uniform(seed, STREAM, 0, row, column);
    }

    /** Points in the plane, labelled by the side of a circle they are on. */
    public static Path circle(Path file, int rows, int seed, boolean labelled) throws IOException {
        List<String> lines = new ArrayList<>(List.of(labelled ? "x,y,side" : "x,y"));
        for (int r = 0; r < rows; r++) {
            float x = 2 * uniform(seed, r, 0) - 1;
            float y = 2 * uniform(seed, r, 1) - 1;
            lines.add(String.format(Locale.ROOT, "%.4f,%.4f", x, y)
                    + (labelled ? x * x + y * y < 0.6 ? ",inside" : ",outside" : ""));
        }
        return Files.write(file, lines);
    }

    /** Prices by area, number of rooms and city; some areas are missing. */
    public static Path houses(Path file, int rows, int seed, boolean priced) throws IOException {
        List<String> cities = List.of("Bern", "Graz", "\u0141\u00f3d\u017a");
        List<String> lines = new ArrayList<>(List.of("area,rooms,city" + (priced ? ",price" : "")));
        for (int r = 0; r < rows; r++) {
            int area = 30 + (int) (170 * uniform(seed, r, 0));
            int rooms = 1 + (int) (6 * uniform(seed, r, 1));
            int city = (int) (3 * uniform(seed, r, 2));
            String known = uniform(seed, r, 3) < 0.1 ? "" : Integer.toString(area);
            lines.add(known + "," + rooms + "," + cities.get(city)
                    + (priced ? "," + (area * (1000 + 700 * city) + 9000 * rooms) : ""));
        }
        return Files.write(file, lines);
    }

    /** Drawn digits as IDX files, packed. */
    private static void images(Path folder, String name, int from, int count) throws IOException {
        int pixels = StrokeDigits.WIDTH * StrokeDigits.HEIGHT;
        ByteBuffer images = ByteBuffer.allocate(16 + count * pixels);
        images.putInt(0x0803).putInt(count).putInt(StrokeDigits.HEIGHT).putInt(StrokeDigits.WIDTH);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x0801).putInt(count);
        float[] image = new float[pixels];
        for (int i = from; i < from + count; i++) {
            StrokeDigits.draw(1, i, image);
            for (float pixel : image) {
                images.put((byte) Math.round(255 * pixel));
            }
            labels.put((byte) StrokeDigits.label(1, i));
        }
        packed(folder.resolve(name + "-images.idx3-ubyte.gz"), images.array());
        packed(folder.resolve(name + "-labels.idx1-ubyte.gz"), labels.array());
    }

    /** A file packed by gzip. */
    public static Path packed(Path file, byte[] bytes) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(bytes);
        }
        return file;
    }

    /** A NumPy file of version 1.0 with little-endian numbers. */
    public static Path npy(Path file, String type, String shape, byte[] numbers) throws IOException {
        byte[] header = ("{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n")
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length + numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 0);
        bytes.putShort((short) header.length).put(header).put(numbers);
        return Files.write(file, bytes.array());
    }
}
