package io.mr3.rm.standalone.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mr3.rm.standalone.ClusterFiles;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mr3-cluster status}. */
@Command(
        name = "status",
        description =
                "Shows the cluster: nodes, applications, workers, queues, and where logs are; exit code 3 if it does"
                        + " not run.")
final class StatusCommand implements Callable<Integer> {
    /** As init scripts say it. */
    private static final int NOT_RUNNING = 3;

    @Mixin
    private ClusterOptions options;

    @Override
    public Integer call() throws IOException {
        ClusterHome home = options.home();
        try {
            new ClusterReport(home, options.common()).print();
            return 0;
        } catch (IOException e) {
            if (home.isMasterHere()) {
                throw e;
            }
            options.common()
                    .print(
                            JsonNodeFactory.instance.objectNode().put("state", "stopped"),
                            "no standalone cluster runs for "
                                    + ClusterFiles.of(home.conf()).root() + ": " + e.getMessage() + "\n");
            return NOT_RUNNING;
        }
    }
}
