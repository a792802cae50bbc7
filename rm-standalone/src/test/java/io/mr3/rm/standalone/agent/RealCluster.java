package io.mr3.rm.standalone.agent;

import io.mr3.common.files.LogTail;
import io.mr3.config.Mr3Conf;
import io.mr3.config.StorageKeys;
import io.mr3.rm.standalone.ClusterKeys;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.SealedSecrets;
import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.Command;
import io.mr3.rm.standalone.proto.ContainerPhase;
import io.mr3.rm.standalone.proto.ContainerReport;
import io.mr3.rm.standalone.proto.Launch;
import io.mr3.rm.standalone.proto.StopContainer;
import io.mr3.rpc.Secret;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

/** A master in this JVM, and agents in it or in JVMs of their own, in a directory of a test. */
final class RealCluster implements AutoCloseable {
    static final ContainerId C1 = new ContainerId("app-1", 1);
    static final String SECRET_VALUE = "very-secret-indeed-4711";

    final Path directory;
    final Secret secret = Secret.generate();
    final RealMaster master;
    final CompletableFuture<String> end = new CompletableFuture<>();
    final Map<String, String> more = new HashMap<>();
    private final SealedSecrets sealed = new SealedSecrets(secret);
    private AgentProcess agent;
    private Process child;

    RealCluster(Path directory) throws IOException {
        this.directory = directory;
        secret.write(directory.resolve("secret"));
        master = new RealMaster(secret);
    }

    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                ClusterKeys.MASTER.name(), master.address(),
                ClusterKeys.DIRECTORY.name(), directory.toString(),
                StorageKeys.LOG_DIR.name(), directory.resolve("logs").toString(),
                AgentKeys.NAME.name(), "node-1",
                AgentKeys.MEMORY.name(), "4096",
                AgentKeys.CORES.name(), "8",
                AgentKeys.DISK_PERCENT.name(), "100",
                AgentKeys.DISK_FREE.name(), "0"));
        settings.putAll(more);
        return settings;
    }

    Path agentDirectory() {
        return directory.resolve("agents").resolve("node-1");
    }

    Path containerDirectory(ContainerId id) {
        return agentDirectory().resolve("containers").resolve(id.toString());
    }

    AgentProcess startHere() throws IOException {
        return startHere(AgentSettings.of(Mr3Conf.of(settings())));
    }

    /** With a time that is shorter than anybody may set. */
    AgentProcess startHereWith(Duration hangTimeout) throws IOException {
        AgentSettings given = AgentSettings.of(Mr3Conf.of(settings()));
        return startHere(new AgentSettings(
                given.name(),
                given.host(),
                given.bindHost(),
                given.webPort(),
                given.master(),
                given.secretFile(),
                given.directory(),
                given.workDirectories(),
                given.logFile(),
                given.total(),
                given.rack(),
                given.labels(),
                given.user(),
                given.bounds(),
                given.launches(),
                given.enforceMemory(),
                given.enforceCores(),
                hangTimeout,
                given.cacheBytes(),
                given.logs(),
                given.disks(),
                given.health()));
    }

    private AgentProcess startHere(AgentSettings settings) throws IOException {
        agent = AgentProcess.start(settings, new AgentHost() {
            @Override
            public void welcomed() {}

            @Override
            public void end(int exitCode, String line) {
                end.complete(exitCode + " " + line);
            }
        });
        return agent;
    }

    /** As the launcher does: settings on standard input. */
    Process startProcess() throws IOException {
        child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        AgentMain.class.getName(),
                        "-")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("agent.out").toFile()))
                .start();
        Properties properties = new Properties();
        properties.putAll(settings());
        try (OutputStream in = child.getOutputStream()) {
            properties.store(in, null);
        }
        return child;
    }

    Launch.Builder launch(ContainerId id, String... arguments) {
        return Launch.newBuilder()
                .setContainer(id.toMessage())
                .setAmount(Amount.newBuilder().setMemoryMb(1024).setCores(1))
                .setCommand(Command.newBuilder()
                        .addAllArguments(List.of(arguments))
                        .putEnvironment("GIVEN", "given value; $(not run)")
                        .setSealedSecrets(sealed.seal(id.worker(), Map.of("HIDDEN", SECRET_VALUE))));
    }

    void order(Launch.Builder launch) {
        master.order(AgentOrder.newBuilder().setLaunch(launch));
    }

    /** The container runs, and has printed {@code line}. */
    ContainerReport run(ContainerId id, String line, String... arguments) {
        order(launch(id, arguments));
        ContainerReport report = master.await(id, ContainerPhase.RUNNING);
        awaitLine(id, line);
        return report;
    }

    void awaitLine(ContainerId id, String line) {
        Path log = containerDirectory(id).resolve("output.log");
        Await.until(() -> LogTail.read(log, 100).contains(line));
    }

    void stop(ContainerId id, int graceMs) {
        master.order(AgentOrder.newBuilder()
                .setStop(StopContainer.newBuilder().setContainer(id.toMessage()).setGraceMs(graceMs)));
    }

    /** Whether a process runs, and is no zombie. */
    static boolean isAlive(long pid) {
        return ProcFiles.ofThisHost().stat(pid).filter(ProcFiles.Stat::isAlive).isPresent();
    }

    @Override
    public void close() {
        if (child != null) {
            child.destroyForcibly().onExit().join();
        }
        if (agent != null) {
            agent.close();
            // what it was about to write or delete
            Await.until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("agent-io")));
        }
        new ProcessKiller(ProcFiles.ofThisHost(), agentDirectory()).killStrays(name -> false);
        master.close();
    }
}
