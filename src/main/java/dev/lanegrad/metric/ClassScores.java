package dev.lanegrad.metric;

/**
 * One class against all others. A score whose denominator is 0 is 0.
 *
 * @param label the class's name
 * @param truePositives samples of the class that were predicted as such
 * @param falsePositives samples of other classes that were predicted as this one
 * @param falseNegatives samples of the class that were predicted as another one
 */
public record ClassScores(String label, long truePositives, long falsePositives, long falseNegatives) {
    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public ClassScores {
        if (truePositives < 0 || falsePositives < 0 || falseNegatives < 0) {
            throw new IllegalArgumentException(truePositives + " true positives, " + falsePositives
                    + " false positives and " + falseNegatives + " false negatives were given, expected at least 0 each");
        }
    }

    /**
     * Share of what was predicted as this class that belongs to it: TP / (TP + FP).
     *
     * @return the share in [0, 1]; 0 for a class that was never predicted
     */
    public double precision() {
        return share(truePositives, truePositives + falsePositives);
    }

    /**
     * Share of what belongs to this class that was predicted as such: TP / (TP + FN).
     *
     * @return the share in [0, 1]; 0 for a class without samples
     */
    public double recall() {
        return share(truePositives, support());
    }

    /**
     * Harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN).
     *
     * @return the score in [0, 1]; 0 for a class that neither occurs nor was predicted
     */
    public double f1() {
        return share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives);
    }

    /**
     * Number of samples of this class: TP + FN.
     *
     * @return at least 0
     */
    public long support() {
        return truePositives + falseNegatives;
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
