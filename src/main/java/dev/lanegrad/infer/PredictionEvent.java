package dev.lanegrad.infer;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One call of a predictor, for JDK Flight Recorder; off unless a recording asks for it. */
@Name("dev.lanegrad.Prediction")
@Label("Prediction")
@Description("One call of a predictor")
@Category("Lanegrad")
@Enabled(false)
@StackTrace(false)
final class PredictionEvent extends Event {
    @Label("Rows")
    int rows;

    @Label("Network")
    @Description("Inputs and layers")
    String network = "";
}
