package io.mr3.rm.standalone.simulation;

import io.mr3.simulation.PlantedMistakes;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plants mistakes in the master; {@link ClusterSimulation} must find every one. */
class ClusterMutationsTest {
    @TempDir
    Path directory;

    @Test
    void everyMutationStillFitsTheSources() throws IOException {
        PlantedMistakes.checkThatAllFit(10);
    }

    /** {@code -Dmutation=<name>} plants only one. */
    @Test
    @Tag("full")
    void everyMutationIsFound() throws Exception {
        new PlantedMistakes(ClusterSeedSearch.class, 5000).findAll(directory);
    }
}
