package dev.lanegrad.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** Draws the percentiles of a {@link LatencyReport}, one picture a network, single rows. */
public final class LatencyPlots {
    private static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p99.9", "p99.99");

    private LatencyPlots() {
    }

    /**
     * Draws.
     *
     * @param arguments the report's file and the folder for the pictures
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        Map<?, ?> report = (Map<?, ?>) Json.read(Files.readString(Path.of(arguments[0])));
        for (String network : Inference.NETWORKS) {
            XYChart chart = new XYChartBuilder().width(800).height(420).title("One row, " + network + ", one thread")
                    .xAxisTitle("percentile").yAxisTitle("microseconds").build();
            chart.getStyler().setYAxisLogarithmic(true);
            chart.getStyler().setXAxisTickLabelsFormattingFunction(nines -> nines == Math.rint(nines)
                    ? PERCENTILES.get((int) Math.round(nines))
                    : " ");
            int series = 0;
            for (Object each : (List<?>) report.get("results")) {
                Map<?, ?> row = (Map<?, ?>) each;
                if (row.get("network").equals(network) && row.get("batch").equals(1.0)) {
                    chart.addSeries((String) row.get("impl"), new double[] {0, 1, 2, 3, 4},
                            PERCENTILES.stream().mapToDouble(name -> (Double) row.get(name)).toArray());
                    series++;
                }
            }
            if (series > 0) {
                Path file = Path.of(arguments[1], "latency-" + network.split(" ", -1)[0] + ".png");
                BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
            }
        }
    }
}
