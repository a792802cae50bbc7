package io.mr3.rm.local;

import io.mr3.mailbox.Pulse;
import io.mr3.rm.Capability;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.LaunchFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Workers as child processes, each in a directory of its own. A child's standard input is a pipe that this process
 * never writes to: when it ends, however this process died, the child has lost its parent and must end too.
 */
final class ProcessForm implements LocalForm {
    /** Tells the child that its standard input is such a pipe. */
    static final String PARENT_PIPE = "MR3_PARENT_PIPE";

    private final Path workDirectory;
    private final Set<ChildProcess> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ProcessForm(Path workDirectory) {
        this.workDirectory = workDirectory;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.FENCES);
    }

    @Override
    public LocalContainer launch(ContainerRequest request, Consumer<ContainerExit> ended) throws IOException {
        if (closed) {
            throw new IOException(request.worker() + " is not launched: this process ends");
        }
        Path directory =
                Files.createDirectories(workDirectory.resolve(request.worker().toString()));
        for (LaunchFile file : request.launch().files()) {
            link(directory, file);
        }
        File log = directory.resolve("output.log").toFile();
        ProcessBuilder builder = new ProcessBuilder(request.launch().arguments())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        Map<String, String> environment = builder.environment();
        environment.remove(Pulse.FILE_VARIABLE);
        environment.putAll(request.launch().environment());
        environment.putAll(request.launch().secrets());
        environment.put(PARENT_PIPE, "stdin");
        ChildProcess child = new ChildProcess(start(builder, request), log.toPath());
        running.add(child);
        child.onExit(exit -> {
            running.remove(child);
            ended.accept(exit);
        });
        if (closed) {
            child.kill();
        }
        return child;
    }

    @Override
    public void killAll() {
        closed = true;
        running.forEach(ChildProcess::kill);
    }

    private static Process start(ProcessBuilder builder, ContainerRequest request) throws IOException {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IOException(request.worker() + " could not be launched: " + e.getMessage(), e);
        }
    }

    private static void link(Path directory, LaunchFile file) throws IOException {
        if (!"file".equals(file.source().getScheme())) {
            throw new IOException(
                    "expected a file: address for the worker's file " + file.name() + ", got " + file.source());
        }
        Path link = directory.resolve(file.name());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(file.source()));
    }
}
