/** The program as a module, which jlink needs. */
module app {
    requires dev.lanegrad;
}
