package io.mr3.rm.standalone.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mr3.command.CommandFailure;
import io.mr3.rm.standalone.ContainerId;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mr3-cluster thread-dump}. */
@Command(
        name = "thread-dump",
        description = "Has a worker print what its threads do into its output, and says where that is.")
final class ThreadDumpCommand implements Callable<Integer> {
    private static final Pattern WORKER = Pattern.compile("([^/]+)/([0-9]{1,18})");

    @Mixin
    private ClusterOptions options;

    @Parameters(paramLabel = "WORKER", description = "APPLICATION/NUMBER, both as status shows them")
    private String worker;

    @Override
    public Integer call() throws CommandFailure, IOException {
        Matcher parts = WORKER.matcher(worker);
        if (!parts.matches()) {
            throw new CommandFailure("WORKER: expected APPLICATION/NUMBER, as status shows them, got '" + worker + "'");
        }
        ContainerId id = new ContainerId(parts.group(1), Long.parseLong(parts.group(2)));
        try (OperatorClient master = options.home().operator()) {
            String done = master.dumpThreads(id);
            options.common().print(JsonNodeFactory.instance.objectNode().put("done", done), done + "\n");
        }
        return 0;
    }
}
