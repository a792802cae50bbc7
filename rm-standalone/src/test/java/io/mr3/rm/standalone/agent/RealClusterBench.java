package io.mr3.rm.standalone.agent;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A {@link RealCluster} for each test. */
abstract class RealClusterBench {
    @TempDir
    Path directory;

    RealCluster cluster;

    @BeforeEach
    void makeCluster() throws IOException {
        cluster = new RealCluster(directory);
    }

    @AfterEach
    void endCluster() {
        cluster.close();
    }
}
