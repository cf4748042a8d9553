package dev.lanegrad.data;

import dev.lanegrad.memory.Matrix;
import dev.lanegrad.spec.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The library's own data set: drawn digits that look handwritten, as grey images of 16 x 16 pixels in 10 classes.
 * Nothing is loaded or downloaded: an image is a function of (seed, index), so any number of them can be had, and
 * disjoint ranges of indices (under one seed) are disjoint training, validation and test sets.
 *
 * <p><b>How an image is made.</b> A digit has several writing styles, each a few pen strokes of cubic Bezier curves
 * in the unit square. For each image one style is picked. Its control points are jittered (a handle moves with its
 * end point, so smooth joints stay smooth), the curves are cut into short lines, and the points pass through a smooth
 * cubic warp and an affine map (unequal scaling, slant, rotation, shift). Each line is a capsule whose radius follows
 * the pen's pressure; a pixel's ink is its anti-aliased coverage by the nearest line. Ink strength, a rare gap in the
 * line, a rare speck and a light background noise complete the image.
 *
 * <p><b>Difficulty</b>, with indices 0 to 7,999 for training and 8,000 to 9,999 for testing, raw pixels, seeds 1, 2
 * and 3: a softmax regression gets 89.9, 88.4 and 89.7 % of the test images right (its best epoch), a 256-128-64-10
 * relu network (Adam 1e-3, batches of 64, mean of epochs 15 to 20 and of four initialisations) 97.6, 97.3 and
 * 97.8 %. Standardising each pixel costs the network about one point, since pixels at the rim hardly vary.
 *
 * <p>The same bits on every platform: only basic IEEE operations, correctly rounded square roots, and
 * {@link CounterRandom}. All methods are static and thread-safe. A change of any number in this file changes the data
 * set, and with it every accuracy quoted from it.
 */
public final class StrokeDigits {
    /** Pixels in a row of an image. */
    public static final int WIDTH = 16;
    /** Rows of an image. */
    public static final int HEIGHT = 16;
    /** Number of classes; a label is a digit, 0 to 9. */
    public static final int CLASSES = 10;

    // One row a digit, one string a style. "M x y" lifts the pen and sets it down, "L x y" draws a line, "C" a cubic
    // Bezier curve (two handles, then the end). Percent of the unit square, x to the right, y downwards.
    private static final String[][] STYLES = {
        { // 0: oval; narrow; begun at the upper right, closed with an overlap; drawn clockwise from the left
            "M50 5 C13 5 13 95 50 95 C87 95 87 5 50 5",
            "M56 5 C32 5 24 95 47 95 C70 95 78 5 56 5",
            "M70 16 C42 -8 12 36 22 74 C32 106 76 100 80 55 C83 24 64 4 42 9",
            "M24 50 C26 -8 74 -10 78 46 C82 108 22 112 24 50"},
        { // 1: bar; leaning bar; with flag; with flag and foot
            "M50 5 L50 95",
            "M60 5 L42 95",
            "M31 27 L54 5 L54 95",
            "M33 24 L53 6 L53 94 M30 95 L76 94"},
        { // 2: plain; with a loop at the foot; round with a short, wavy foot; angular
            "M22 28 C26 -5 80 -3 76 32 C73 55 35 75 22 94 L80 94",
            "M24 25 C32 0 78 -2 74 32 C70 60 46 88 29 91 C10 94 18 70 37 79 C52 87 66 98 83 85",
            "M26 32 C14 2 72 -8 74 26 C75 50 46 72 20 92 C40 80 60 104 80 88",
            "M24 14 C38 4 68 2 70 20 C72 40 40 66 22 93 L78 90"},
        { // 3: two bows; flat top; bows with a small loop between; steep
            "M24 18 C40 -5 82 3 73 31 C68 44 55 47 42 47 C62 47 82 55 77 75 C72 101 35 101 20 82",
            "M25 8 L74 8 L45 42 C82 40 87 70 71 86 C57 98 32 96 20 84",
            "M26 14 C46 -4 80 4 70 30 C62 48 36 54 42 44 C48 36 84 52 77 76 C70 102 32 98 22 84",
            "M30 10 C70 0 76 36 46 46 C80 48 74 98 26 94"},
        { // 4: open, two strokes; closed, one stroke; open and round; closed with a long bar
            "M30 8 L21 57 L80 55 M64 12 L62 95",
            "M67 95 L67 5 L19 65 L85 65",
            "M28 10 C14 66 36 58 74 50 M72 8 C64 40 66 70 60 95",
            "M60 6 C50 24 32 46 16 62 L84 60 M61 8 L63 94"},
        { // 5: body then roof; one stroke; like an S; big belly
            "M34 8 L30 45 C50 32 82 40 78 68 C75 98 38 102 20 84 M34 8 L77 9",
            "M76 8 L36 9 L30 46 C54 34 84 46 77 72 C70 98 36 98 22 86",
            "M75 12 C54 4 38 6 33 20 C28 44 79 40 77 68 C75 100 35 98 22 84",
            "M70 7 L35 8 L33 38 C70 34 88 62 70 84 C58 98 36 98 24 90"},
        { // 6: round; straight back; narrow, small belly; like a b
            "M66 6 C38 15 22 45 22 70 C22 102 76 104 76 72 C76 46 34 46 24 72",
            "M62 5 L30 56 C8 96 75 108 76 74 C76 52 42 50 27 72",
            "M58 5 C36 30 28 60 32 80 C36 100 66 98 66 78 C66 60 42 60 33 78",
            "M38 5 C24 36 18 78 38 92 C62 104 84 70 66 58 C52 50 34 62 30 76"},
        { // 7: plain; with bar; curved; with serif at the left
            "M20 10 L78 10 L42 95",
            "M20 10 L78 10 L44 95 M32 50 L72 49",
            "M20 14 C32 6 55 14 79 8 C60 38 48 62 46 95",
            "M22 24 L23 9 L77 9 C66 32 50 60 47 95"},
        { // 8: one stroke like an S; two rings; from the middle; narrow crossing
            "M70 20 C60 -2 24 2 28 26 C32 48 77 50 76 74 C74 102 24 102 24 74 C24 50 70 48 71 22",
            "M50 5 C20 5 20 46 50 46 C80 46 80 5 50 5 M50 46 C12 46 12 96 50 96 C88 96 88 46 50 46",
            "M50 47 C12 36 26 4 50 5 C76 5 86 36 50 47 C10 60 18 96 50 96 C82 96 90 60 50 47",
            "M66 12 C44 -6 22 14 40 36 L64 62 C84 92 38 108 34 80 C32 58 78 38 68 14"},
        { // 9: straight stem; curved tail; one stroke, leaning; wide tail
            "M74 28 C70 -4 24 0 24 30 C24 58 70 56 74 28 L71 95",
            "M74 28 C70 -4 24 0 24 30 C24 60 72 54 74 26 C78 62 72 96 32 93",
            "M72 12 C42 -4 20 22 25 37 C30 56 62 48 73 13 L58 95",
            "M70 30 C78 2 34 -4 28 24 C22 54 66 56 71 26 C72 56 64 84 46 96"}};

    // By digit, style, stroke; see parse.
    private static final float[][][][] CURVES = Arrays.stream(STYLES)
            .map(styles -> Arrays.stream(styles).map(StrokeDigits::parse).toArray(float[][][]::new))
            .toArray(float[][][][]::new);

    // The order of labels, the shape of an image, the noise in its pixels.
    private static final int LABEL_STREAM = CounterRandom.STREAM_DIGITS;
    private static final int SHAPE_STREAM = CounterRandom.STREAM_DIGITS + 1;
    private static final int NOISE_STREAM = CounterRandom.STREAM_DIGITS + 2;

    // How much an image varies, tuned by measurement (see the class comment). Lengths in units of the unit square or,
    // where it says so, in pixels; "deviation" is that of a bell-shaped number bounded at three deviations.
    private static final float JITTER = 0.022f; // deviation of a control point
    private static final float WARP = 0.07f; // deviation of each coefficient of the warp
    private static final float SIZE = 12.0f; // pixels an unperturbed unit square is high
    private static final float SCALE = 0.09f; // deviation of each axis' relative scale
    private static final float SLANT = 0.16f; // deviation of dx / dy
    private static final float HALF_TURN = 0.06f; // deviation of the tangent of half the angle of rotation
    private static final float SHIFT = 0.80f; // deviation of the position, in pixels
    private static final float RADIUS = 0.85f; // mean half width of the pen, in pixels
    private static final float PRESSURE = 0.14f; // deviation of the relative radius, of the pen and along a stroke
    private static final float NOISE = 0.03f; // largest background noise
    private static final float GAP_CHANCE = 0.08f;
    private static final float SPECK_CHANCE = 0.05f;
    private static final float SPECK_RADIUS = 0.45f; // in pixels
    private static final int LINES = 8; // lines a curve is cut into, each shorter than two pixels

    private StrokeDigits() {
    }

    /**
     * A range of images as a data set: one row an image, row-major pixels in [0, 1], labels named "0" to "9".
     *
     * @param seed the data's seed
     * @param from first index, at least 0
     * @param count number of images, at least 1
     * @return the data set
     * @throws IllegalArgumentException if the range is empty or negative
     */
    public static Dataset dataset(long seed, int from, int count) {
        if (from < 0 || count < 1) {
            throw new IllegalArgumentException("expected at least one image from index 0 on, given " + count + " from "
                    + from);
        }
        Matrix features = Matrix.create(count, WIDTH * HEIGHT);
        int[] labels = new int[count];
        float[] image = new float[WIDTH * HEIGHT];
        for (int i = 0; i < count; i++) {
            draw(seed, from + i, image);
            features.rows(i, 1).copyFrom(image);
            labels[i] = label(seed, from + i);
        }
        return Dataset.ofClasses(features, labels, IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList());
    }

    /**
     * The digit that image {@code index} shows. Each block of ten indices (0 to 9, 10 to 19, ...) holds each digit
     * once, in random order.
     *
     * @param seed the data set
     * @param index the image, at least 0
     * @return the digit, 0 to 9
     * @throws IllegalArgumentException if {@code index} is negative
     */
    public static int label(long seed, int index) {
        if (index < 0) {
            throw new IllegalArgumentException("index is " + index + ", expected at least 0");
        }
        return CounterRandom.permutation(seed, LABEL_STREAM, index / CLASSES, CLASSES)[index % CLASSES];
    }

    /**
     * Draws image {@code index}, whose digit is {@link #label label(seed, index)}. Overwrites the whole array.
     *
     * @param seed the data set
     * @param index the image, at least 0
     * @param image receives {@link #WIDTH} x {@link #HEIGHT} pixels, row by row from the top left, each in [0, 1]:
     *     0 is paper, 1 is full ink
     * @throws IllegalArgumentException if {@code index} is negative or {@code image} has another length
     * @throws NullPointerException if {@code image} is null
     */
    public static void draw(long seed, int index, float[] image) {
        if (image.length != WIDTH * HEIGHT) {
            throw new IllegalArgumentException(
                    "image has " + image.length + " elements, expected " + WIDTH * HEIGHT + " (WIDTH x HEIGHT)");
        }
        float[][][] styles = CURVES[label(seed, index)];
        Chance chance = new Chance(seed, index);
        float[][] strokes = styles[chance.below(styles.length)];
        Placement placement = new Placement(chance);
        float pen = RADIUS * (1 + PRESSURE * chance.bell());
        float edge = 0.8f + 0.6f * chance.uniform(); // pixels from full ink to paper: a sharp or a soft pen
        float ink = 0.7f + 0.3f * chance.uniform();
        Arrays.fill(image, 0);
        for (float[] stroke : strokes) {
            float[] points = jitter(stroke, chance);
            float first = pen * (1 + PRESSURE * chance.bell());
            float last = pen * (1 + PRESSURE * chance.bell());
            drawStroke(points, placement, first, last, edge, chance, image);
        }
        if (chance.uniform() < SPECK_CHANCE) {
            float x = WIDTH * chance.uniform();
            float y = HEIGHT * chance.uniform();
            drawLine(x, y, x + chance.bell(), y + chance.bell(), SPECK_RADIUS, SPECK_RADIUS, edge, image);
        }
        for (int i = 0; i < image.length; i += 4) { // four 16-bit numbers a block
            long bits = CounterRandom.bits(seed, NOISE_STREAM, 0, index, i);
            for (int j = i; j < i + 4; j++, bits >>>= 16) {
                float noise = NOISE * ((bits & 0xFFFF) * 0x1p-15f - 1);
                image[j] = Math.clamp(ink * image[j] + noise, 0, 1);
            }
        }
    }

    // A stroke is x, y of 3 n + 1 points: ends of curves at every third, two handles between them.
    private static float[][] parse(String style) {
        List<float[]> strokes = new ArrayList<>();
        for (String command : style.split(" (?=[MLC])", -1)) {
            String[] numbers = command.substring(1).split(" ", -1);
            float[] read = new float[numbers.length];
            for (int i = 0; i < read.length; i++) {
                read[i] = Integer.parseInt(numbers[i]) * 0.01f;
            }
            if (command.charAt(0) == 'M') {
                strokes.add(read);
                continue;
            }
            int n = strokes.getLast().length;
            float[] stroke = Arrays.copyOf(strokes.removeLast(), n + 6);
            if (command.charAt(0) == 'L') { // a straight curve: jitter then bends it a little, as a hand does
                for (int i = 0; i < 6; i++) {
                    float from = stroke[n - 2 + i % 2];
                    stroke[n + i] = from + (read[i % 2] - from) * ((i / 2 + 1) / 3f);
                }
            } else {
                System.arraycopy(read, 0, stroke, n, 6);
            }
            strokes.add(stroke);
        }
        return strokes.toArray(new float[0][]);
    }

    private static float[] jitter(float[] stroke, Chance chance) {
        float[] points = stroke.clone();
        for (int end = 0; end < stroke.length; end += 6) {
            float dx = JITTER * chance.bell();
            float dy = JITTER * chance.bell();
            for (int i = Math.max(end - 2, 0); i <= Math.min(end + 2, stroke.length - 2); i += 2) {
                points[i] += i == end ? dx : dx + JITTER * chance.bell();
                points[i + 1] += i == end ? dy : dy + JITTER * chance.bell();
            }
        }
        return points;
    }

    private static void drawStroke(float[] points, Placement placement, float first, float last, float edge,
            Chance chance, float[] image) {
        int lines = points.length / 6 * LINES;
        int gap = chance.uniform() < GAP_CHANCE ? chance.below(lines) : -1;
        placement.place(points[0], points[1]);
        float fromX = placement.x;
        float fromY = placement.y;
        float fromRadius = first;
        for (int line = 0; line < lines; line++) {
            int p = line / LINES * 6;
            float t = (line % LINES + 1) * (1f / LINES);
            float s = 1 - t;
            float b0 = s * s * s; // b0 to b3: the Bernstein polynomials of degree three
            float b1 = 3 * s * s * t;
            float b2 = 3 * s * t * t;
            float b3 = t * t * t;
            float x = b0 * points[p] + b1 * points[p + 2] + b2 * points[p + 4] + b3 * points[p + 6];
            float y = b0 * points[p + 1] + b1 * points[p + 3] + b2 * points[p + 5] + b3 * points[p + 7];
            placement.place(x, y);
            float toRadius = first + (last - first) * (line + 1) / lines;
            if (line != gap) {
                drawLine(fromX, fromY, placement.x, placement.y, fromRadius, toRadius, edge, image);
            }
            fromX = placement.x;
            fromY = placement.y;
            fromRadius = toRadius;
        }
    }

    // Raises each pixel near the line to its coverage: 1 inside, falling linearly to 0 over "edge" pixels. The
    // maximum over lines, not the sum, so that a stroke's inner joints do not show. Pixel centres are at n + 1/2.
    private static void drawLine(float x0, float y0, float x1, float y1, float r0, float r1, float edge,
            float[] image) {
        float reach = Math.max(r0, r1) + edge / 2;
        int left = Math.max((int) (Math.min(x0, x1) - reach), 0);
        int right = Math.min((int) (Math.max(x0, x1) + reach), WIDTH - 1);
        int top = Math.max((int) (Math.min(y0, y1) - reach), 0);
        int bottom = Math.min((int) (Math.max(y0, y1) + reach), HEIGHT - 1);
        float dx = x1 - x0;
        float dy = y1 - y0;
        float perLength = 1 / Math.max(dx * dx + dy * dy, 1e-6f);
        float perEdge = 1 / edge;
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                float px = column + 0.5f - x0;
                float py = row + 0.5f - y0;
                float t = Math.clamp((px * dx + py * dy) * perLength, 0f, 1f); // nearest point of the line
                float ex = px - t * dx;
                float ey = py - t * dy;
                float distance = (float) Math.sqrt(ex * ex + ey * ey);
                float coverage = Math.min((r0 + t * (r1 - r0) - distance) * perEdge + 0.5f, 1);
                int pixel = row * WIDTH + column;
                if (coverage > image[pixel]) {
                    image[pixel] = coverage;
                }
            }
        }
    }

    /** From the unit square to pixels: a smooth warp, then an affine map. */
    private static final class Placement {
        private final float[] warp = new float[14];
        private final float xx, xy, yx, yy, shiftX, shiftY; // the affine map
        private float x, y;

        Placement(Chance chance) {
            for (int i = 0; i < warp.length; i++) {
                warp[i] = WARP * chance.bell();
            }
            float scaleX = SIZE / 2 * (1 + SCALE * chance.bell());
            float scaleY = SIZE / 2 * (1 + SCALE * chance.bell());
            float slant = SLANT * chance.bell();
            float half = HALF_TURN * chance.bell();
            // rational in the half angle's tangent: no trigonometric function, whose bits differ between platforms
            float cos = (1 - half * half) / (1 + half * half);
            float sin = 2 * half / (1 + half * half);
            xx = cos * scaleX;
            xy = (-slant * cos - sin) * scaleY;
            yx = sin * scaleX;
            yy = (cos - slant * sin) * scaleY;
            shiftX = WIDTH / 2f + SHIFT * chance.bell();
            shiftY = HEIGHT / 2f + SHIFT * chance.bell();
        }

        // Sets x and y.
        void place(float unitX, float unitY) {
            float u = 2 * unitX - 1;
            float v = 2 * unitY - 1;
            float bentU = u + bend(u, v, 0);
            float bentV = v + bend(u, v, 7);
            x = xx * bentU + xy * bentV + shiftX;
            y = yx * bentU + yy * bentV + shiftY;
        }

        // All terms of degree two and three, less their affine part where they have one.
        private float bend(float u, float v, int i) {
            return warp[i] * (u * u - 1 / 3f) + warp[i + 1] * u * v + warp[i + 2] * (v * v - 1 / 3f)
                    + warp[i + 3] * u * (u * u - 1) + warp[i + 4] * u * u * v
                    + warp[i + 5] * u * v * v + warp[i + 6] * v * (v * v - 1);
        }
    }

    /** The random numbers of one image's shape, in the order of the calls. */
    private static final class Chance {
        private final long seed;
        private final int index;
        private int drawn;

        Chance(long seed, int index) {
            this.seed = seed;
            this.index = index;
        }

        float uniform() {
            return CounterRandom.uniform(seed, SHAPE_STREAM, 0, index, drawn++);
        }

        int below(int bound) {
            return CounterRandom.below(seed, SHAPE_STREAM, 0, index, drawn++, bound);
        }

        // Mean 0, variance 1, within [-3, 3): the sum of three uniform numbers. Bounded, so no digit is torn apart.
        float bell() {
            long bits = CounterRandom.bits(seed, SHAPE_STREAM, 0, index, drawn++);
            long sum = (bits >>> 43) + (bits >>> 22 & 0x1F_FFFF) + (bits >>> 1 & 0x1F_FFFF);
            return sum * 0x1p-20f - 3;
        }
    }
}
