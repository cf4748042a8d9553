package dev.lanegrad.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The pictures of {@code docs/images}. */
final class MatmulPlots {
    private static final Map<String, Color> COLORS = Map.of(
            "lanegrad", new Color(0xc0392b), "openblas", new Color(0x2c7fb8), "mkl", new Color(0x1b9e77),
            "onednn", new Color(0xe6a117), "pytorch", new Color(0x8456a8), "netlib", new Color(0x7f7f7f),
            "ejml", new Color(0xb8a58a));
    /** Dark to light, to be told apart without colours, too. */
    private static final Color[] HEAT = {new Color(0x440154), new Color(0x3b528b), new Color(0x21918c),
        new Color(0x5ec962), new Color(0xfde725)};
    private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    private static final int PANEL = 210;
    private static final int PANELS_IN_ROW = 6;
    private static final int HEAD = 50;
    private static final int MARGIN = 15;

    private MatmulPlots() {
    }

    /** GFLOP/s against the size of square products, ours and each peer's; the axis ends at the peak, or at what beats it. */
    static void squares(GemmResults results, List<String> shapes, String threads, Path file) throws IOException {
        List<String> squares = shapes.stream().filter(shape -> {
            Product product = Product.of(shape);
            return product.form() == Product.Form.NN && product.m() == product.k() && product.k() == product.n();
        }).toList();
        double peak = results.peak();
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT)
                .title("Square products, " + threads + "; measured FMA peak "
                        + String.format(Locale.ROOT, "%.0f GFLOP/s", peak))
                .xAxisTitle("M = K = N").yAxisTitle("GFLOP/s").build();
        style(chart, chart.getStyler());
        chart.getStyler().setYAxisMin(0.0);
        // Powers of two, evenly spaced.
        chart.getStyler().setXAxisTickLabelsFormattingFunction(power -> power == Math.rint(power)
                ? String.valueOf(Math.round(Math.pow(2, power)))
                : " ");
        List<String> impls = new ArrayList<>(List.of(GemmResults.OWN));
        impls.addAll(GemmResults.PEERS);
        double fastest = peak;
        for (String impl : impls) {
            for (boolean prepacked : new boolean[] {false, true}) {
                List<String> measured = squares.stream()
                        .filter(shape -> Double.isFinite(results.median(shape, impl, prepacked))).toList();
                if (!measured.isEmpty()) {
                    double[] rates = measured.stream().mapToDouble(shape -> results.median(shape, impl, prepacked)).toArray();
                    fastest = Math.max(fastest, Arrays.stream(rates).max().orElseThrow());
                    XYSeries series = chart.addSeries(prepacked ? impl + ", packed before" : impl,
                            measured.stream().mapToDouble(shape -> Math.log(Product.of(shape).m()) / Math.log(2)).toArray(),
                            rates);
                    series.setLineColor(COLORS.get(impl));
                    series.setMarkerColor(COLORS.get(impl));
                    series.setMarker(prepacked ? SeriesMarkers.DIAMOND : SeriesMarkers.CIRCLE);
                    series.setLineStyle(stroke(impl.equals(GemmResults.OWN) ? 3f : 1.5f, prepacked));
                }
            }
        }
        XYSeries top = chart.addSeries("FMA peak", new double[] {Math.log(Product.of(squares.getFirst()).m()) / Math.log(2),
            Math.log(Product.of(squares.getLast()).m()) / Math.log(2)}, new double[] {peak, peak});
        top.setMarker(SeriesMarkers.NONE);
        top.setLineColor(Color.BLACK);
        top.setLineStyle(stroke(1.5f, true));
        // Never cut off what beats the loop of FMAs: that would be a fault of the loop, to be seen.
        chart.getStyler().setYAxisMax(fastest);
        save(chart, file);
    }

    private static BasicStroke stroke(float width, boolean dashed) {
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1,
                dashed ? new float[] {6, 4} : null, 0);
    }

    /** What we reach of the fastest peer, product by product. */
    static void ratios(GemmResults results, List<String> shapes, String threads, Path file) throws IOException {
        CategoryChart chart = new CategoryChartBuilder().width(WIDTH).height(HEIGHT)
                .title("Lanegrad beside the fastest peer of the same run, " + threads).yAxisTitle("% of the fastest peer")
                .build();
        style(chart, chart.getStyler());
        chart.getStyler().setXAxisLabelRotation(60).setXAxisMaxLabelCount(shapes.size());
        chart.getStyler().setAvailableSpaceFill(0.8);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideN)
                .setLegendLayout(Styler.LegendLayout.Horizontal);
        double largest = 100;
        for (boolean prepacked : new boolean[] {false, true}) {
            List<Double> percents = shapes.stream().map(shape -> 100 * results.ratio(shape, prepacked))
                    .map(percent -> Double.isNaN(percent) ? null : percent).toList();
            largest = percents.stream().filter(percent -> percent != null).mapToDouble(p -> p).reduce(largest, Math::max);
            if (percents.stream().anyMatch(percent -> percent != null)) {
                CategorySeries series = chart.addSeries(prepacked ? "weights packed beforehand" : "weights packed each call",
                        shapes, percents);
                series.setFillColor(prepacked ? new Color(0xe6a117) : COLORS.get(GemmResults.OWN));
            }
        }
        chart.getStyler().setYAxisMax(20 * Math.ceil(largest / 20 + 0.7));
        CategorySeries level = chart.addSeries("the fastest peer", shapes, shapes.stream().map(shape -> 100.0).toList());
        level.setChartCategorySeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Line);
        level.setMarker(SeriesMarkers.NONE);
        level.setLineColor(Color.BLACK);
        level.setLineStyle(stroke(1.5f, true));
        save(chart, file);
    }

    private static void style(Chart<?, ?> chart, AxesChartStyler styler) {
        common(chart, styler);
        styler.setLegendPosition(Styler.LegendPosition.OutsideE).setLegendBorderColor(Color.WHITE);
        styler.setYAxisDecimalPattern("0");
    }

    private static void common(Chart<?, ?> chart, AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE).setChartTitleBoxVisible(false)
                .setChartTitleFont(TITLE).setLegendFont(PLAIN).setPlotBorderVisible(false);
        styler.setAxisTitleFont(PLAIN).setAxisTickLabelsFont(PLAIN).setPlotGridVerticalLinesVisible(false)
                .setPlotGridLinesColor(new Color(0xdddddd));
    }

    private static void save(Chart<?, ?> chart, Path file) throws IOException {
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }

    /** A panel for each M, K downwards and N to the right; percent of the peak. */
    static void sweep(Sweep sweep, double peak, String title, Path file) throws IOException {
        List<Integer> sizes = Sweep.SIZES;
        int rows = (sizes.size() + PANELS_IN_ROW - 1) / PANELS_IN_ROW;
        BufferedImage image = new BufferedImage(PANELS_IN_ROW * PANEL + MARGIN, HEAD + rows * PANEL, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setColor(Color.BLACK);
        graphics.setFont(TITLE);
        graphics.drawString(title, 10, 30);
        scale(graphics, image.getWidth() - 330);
        for (int m = 0; m < sizes.size(); m++) {
            HeatMapChart panel = panel(sweep, m, peak);
            Graphics2D part = (Graphics2D) graphics.create(m % PANELS_IN_ROW * PANEL, HEAD + m / PANELS_IN_ROW * PANEL,
                    PANEL, PANEL);
            panel.paint(part, PANEL, PANEL);
            part.dispose();
        }
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    private static HeatMapChart panel(Sweep sweep, int m, double peak) {
        List<Integer> sizes = Sweep.SIZES;
        HeatMapChart chart = new HeatMapChartBuilder().width(PANEL).height(PANEL).title("M = " + sizes.get(m))
                .xAxisTitle("N").yAxisTitle("K").build();
        common(chart, chart.getStyler());
        List<Number[]> cells = new ArrayList<>();
        for (int k = 0; k < sizes.size(); k++) {
            for (int n = 0; n < sizes.size(); n++) {
                cells.add(new Number[] {n, k, 100 * sweep.rates()[m][k][n] / peak});
            }
        }
        chart.addSeries("share", sizes, sizes, cells);
        chart.getStyler().setMin(0).setMax(100).setRangeColors(HEAT).setDrawBorder(false);
        chart.getStyler().setLegendVisible(false).setPlotContentSize(1);
        chart.getStyler().setChartTitleFont(PLAIN).setChartPadding(2);
        chart.getStyler().setAxisTickLabelsFont(PLAIN.deriveFont(8f)).setXAxisMaxLabelCount(6)
                .setXAxisLabelRotation(90).setPlotMargin(0).setPlotGridLinesVisible(false);
        return chart;
    }

    private static void scale(Graphics2D graphics, int x) {
        int width = 200;
        for (int i = 0; i < width; i++) {
            graphics.setColor(heat((double) i / width));
            graphics.fillRect(x + 30 + i, 18, 1, 14);
        }
        graphics.setColor(Color.BLACK);
        graphics.setFont(PLAIN);
        graphics.drawString("0 %", x, 30);
        graphics.drawString("100 % of peak", x + 35 + width, 30);
    }

    private static Color heat(double share) {
        double position = share * (HEAT.length - 1);
        int below = Math.min((int) position, HEAT.length - 2);
        float part = (float) (position - below);
        float[] a = HEAT[below].getRGBColorComponents(null);
        float[] b = HEAT[below + 1].getRGBColorComponents(null);
        return new Color(a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]), a[2] + part * (b[2] - a[2]));
    }
}
