/** The program as a module. */
module app {
    requires dev.lanegrad;
}
