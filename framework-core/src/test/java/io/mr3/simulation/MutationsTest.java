package io.mr3.simulation;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plants mistakes in the engine; {@link Simulation} must find every one. */
class MutationsTest {
    @TempDir
    Path directory;

    @Test
    void everyMutationStillFitsTheSources() throws IOException {
        PlantedMistakes.checkThatAllFit(12);
    }

    /** {@code -Dmutation=<name>} plants only one. */
    @Test
    @Tag("full")
    void everyMutationIsFound() throws Exception {
        new PlantedMistakes(SeedSearch.class, 1000).findAll(directory);
    }
}
