package dev.lanegrad.train;

/** What can be wrong with a run, with what the literature advises; causes stand before their effects. */
public enum Finding {
    /** Columns of the inputs are far from one in size. */
    INPUTS_NOT_SCALED("inputs not scaled",
            "bring each column to mean 0 and deviation 1 (LeCun, Bottou, Orr and Mueller, Efficient BackProp, 1998):"
                    + " Trainer.standardize(), or --scaling standard on the command line"),
    /** Updates are as large as the weights themselves. */
    RATE_TOO_HIGH("learning rate too high",
            "updates of about a thousandth of the weights are usual (Karpathy, CS231n: Babysitting the learning process);"
                    + " divide the rate by ten, or search one with RateFinder (Smith, Cyclical learning rates, 2017)"),
    /** Outputs lie where their activation is flat on both sides. */
    SATURATED("saturated units",
            "start from smaller weights (Glorot and Bengio, 2010: glorot_uniform), scale the inputs, or normalise before the"
                    + " activation (Ioffe and Szegedy, 2015)"),
    /** Units are off for every sample, so that no gradient reaches them any more. */
    DEAD_RELU("dead relu units",
            "lower the learning rate, start biases at 0, or take a function with a slope on both sides (Maas, Hannun and Ng,"
                    + " 2013: leaky_relu; Clevert et al., 2016: elu); see Lu et al., Dying ReLU and initialization, 2020"),
    /** Gradients grow from layer to layer on their way back. */
    EXPLODING("exploding gradients",
            "start from weights of the right size (He et al., 2015: he_normal for relu; Glorot and Bengio, 2010, for tanh),"
                    + " clip gradients by their norm (Pascanu, Mikolov and Bengio, 2013), or add normalisation layers"),
    /** Gradients shrink from layer to layer on their way back. */
    VANISHING("vanishing gradients",
            "take relu or one of its kind with He's weights (He et al., 2015), normalisation layers (Ioffe and Szegedy, 2015)"
                    + " or residual blocks (He et al., 2016); on why: Bengio, Simard and Frasconi, 1994, and Glorot and"
                    + " Bengio, 2010");

    private final String title;
    private final String advice;

    Finding(String title, String advice) {
        this.title = title;
        this.advice = advice;
    }

    /**
     * The finding in words.
     *
     * @return for example {@code "dead relu units"}
     */
    public String title() {
        return title;
    }

    /**
     * What the literature advises.
     *
     * @return a clause with its sources
     */
    public String advice() {
        return advice;
    }
}
