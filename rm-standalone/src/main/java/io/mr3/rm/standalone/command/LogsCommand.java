package io.mr3.rm.standalone.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mr3.command.CommandFailure;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.web.WorkerLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mr3-cluster logs}. */
@Command(name = "logs", description = "Prints the end of what a worker has printed, and goes on with --follow.")
final class LogsCommand implements Callable<Integer> {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    @Mixin
    private ClusterOptions options;

    @Parameters(paramLabel = "WORKER", description = "name of a worker, as status shows it")
    private String worker;

    @Option(names = "--follow", description = "go on until the worker has ended")
    private boolean follow;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            defaultValue = "65536",
            description = "of the end; default ${DEFAULT-VALUE}")
    private int bytes;

    @Override
    public Integer call() throws CommandFailure, IOException {
        ContainerId id = WorkerName.parse(worker);
        if (bytes < 0 || bytes > WorkerLog.MOST_BYTES) {
            throw new CommandFailure("--bytes: expected 0 to " + WorkerLog.MOST_BYTES + ", got " + bytes);
        }
        if (follow && options.common().json()) {
            throw new CommandFailure("expected --follow or --json, got both");
        }
        ClusterHome home = options.home();
        WorkerLog log = WorkerLog.of(id, cluster(home), home.secret());
        WorkerLog.Part end = log.end(bytes);
        if (options.common().json()) {
            printJson(end);
            return 0;
        }
        Console console = options.console();
        Utf8Printer printer = new Utf8Printer(options.common().out());
        printer.print(end.bytes());
        if (follow) {
            new LogFollower(source(log), sink(printer, console), LogsCommand::pause)
                    .follow(end.offset() + end.bytes().length);
        }
        printer.end();
        return console.exitCode();
    }

    private static ClusterView cluster(ClusterHome home) throws IOException {
        try (OperatorClient master = home.operator()) {
            return master.cluster();
        }
    }

    private void printJson(WorkerLog.Part end) {
        String text = new String(end.bytes(), StandardCharsets.UTF_8);
        options.common()
                .print(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("worker", worker)
                                .put("offset", end.offset())
                                .put("fileBytes", end.fileBytes())
                                .put("text", text),
                        text);
    }

    private static void pause() throws IOException {
        Pause.until(LOOK_AGAIN, () -> false);
    }

    private static LogFollower.Source source(WorkerLog log) {
        return new LogFollower.Source() {
            @Override
            public WorkerLog.Part from(long offset) throws IOException {
                return log.from(offset);
            }

            @Override
            public Optional<WorkerLog.Part> olderFrom(long offset) throws IOException {
                return log.olderFrom(offset);
            }

            @Override
            public boolean isComplete() throws IOException {
                return log.isComplete();
            }
        };
    }

    private static LogFollower.Sink sink(Utf8Printer printer, Console console) {
        return new LogFollower.Sink() {
            @Override
            public void print(byte[] text) {
                printer.print(text);
            }

            @Override
            public void warn(String line) {
                console.complain(line);
            }
        };
    }
}
