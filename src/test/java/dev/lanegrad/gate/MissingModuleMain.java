package dev.lanegrad.gate;

import dev.lanegrad.simd.VectorSupport;

/** What the fork of {@link MissingModuleTest} runs. It must link without the Vector API itself. */
public final class MissingModuleMain {
    private MissingModuleMain() {
    }

    /** Asks for the vector kernels. */
    public static void main(String[] args) {
        System.out.println(VectorSupport.kernels().description());
    }
}
