package io.mr3.rm.standalone.testkit;

import io.mr3.common.files.LogTail;
import io.mr3.rm.standalone.ClusterFiles;
import io.mr3.rm.standalone.ProcessFile;
import io.mr3.rpc.Secret;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A standalone cluster on this host, of real processes that a test may harm: a master, node agents called {@code agent-1},
 * {@code agent-2}, …, and the workers that these start. Not thread-safe.
 */
public final class ClusterProcesses implements AutoCloseable {
    private static final String MASTER = "io.mr3.rm.standalone.master.MasterMain";
    private static final String AGENT = "io.mr3.rm.standalone.agent.AgentMain";
    private static final String COMMAND = "io.mr3.rm.standalone.command.ClusterCommand";
    private static final int LAST_LINES = 20;

    private final Path directory;
    private final ClusterFiles files;
    private final String address;
    private final Map<String, String> settings;
    private final Map<String, Process> processes = new LinkedHashMap<>();

    private final Map<String, AgentPlace> places = new LinkedHashMap<>();

    private ClusterProcesses(Path directory, String host, List<AgentPlace> places, Map<String, String> settings)
            throws IOException {
        this.directory = Files.createDirectories(directory);
        this.files = new ClusterFiles(directory);
        this.address = host + ":" + freePort(host);
        places.forEach(place -> this.places.put("agent-" + (this.places.size() + 1), place));
        this.settings = Map.copyOf(settings);
        Secret.generate().write(directory.resolve("secret"));
    }

    /**
     * Starts it; returns when every agent has registered.
     *
     * @param directory for all that it keeps
     * @param settings of master and agents, over what is usual in tests
     */
    public static ClusterProcesses start(Path directory, int agents, Map<String, String> settings) {
        return start(directory, "127.0.0.1", Collections.nCopies(agents, AgentPlace.HERE), settings);
    }

    /**
     * As above, with agents in places of their own.
     *
     * @param host on which the master listens
     */
    public static ClusterProcesses start(
            Path directory, String host, List<AgentPlace> places, Map<String, String> settings) {
        try {
            ClusterProcesses cluster = new ClusterProcesses(directory, host, places, settings);
            try {
                cluster.startMaster();
                cluster.agents().forEach(cluster::launchAgent);
                cluster.awaitAll();
                return cluster;
            } catch (RuntimeException | Error e) {
                cluster.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What leads a DAGAppMaster to this cluster. */
    public Map<String, String> clientSettings() {
        return Map.of(
                "mr3.resource-manager",
                "standalone",
                "mr3.standalone.master",
                address,
                "mr3.standalone.dir",
                directory.toString());
    }

    /** Its directories. */
    public ClusterFiles files() {
        return files;
    }

    /** Names of its agents, also of dead ones. */
    public List<String> agents() {
        return List.copyOf(places.keySet());
    }

    /** Starts the master, anew after {@link #kill}; returns when it serves. */
    public void startMaster() {
        launch("master", MASTER, AgentPlace.HERE);
        awaitReady("master");
    }

    /** Starts an agent, anew after {@link #kill}; returns when the master has welcomed it. */
    public void startAgent(String name) {
        launchAgent(name);
        awaitReady(name);
    }

    /** One more agent, on this host; returns its name when the master has welcomed it. */
    public String addAgent() {
        String name = "agent-" + (places.size() + 1);
        places.put(name, AgentPlace.HERE);
        startAgent(name);
        return name;
    }

    /**
     * Runs a command of {@code bin/mr3-cluster}.
     *
     * @return what it printed
     * @throws AssertionError if it fails
     */
    public String command(String... words) {
        List<String> command = new ArrayList<>(java());
        clientSettings().forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-Dmr3.log.dir=" + directory.resolve("logs"), COMMAND));
        command.addAll(List.of(words));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(List.of(words) + " ended with " + process.exitValue() + ": " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends {@code master} or an agent without a word; what an agent has started lives on. */
    public void kill(String name) {
        Process process = processes.get(name).destroyForcibly();
        Await.until(() -> !process.isAlive());
    }

    /** {@code master} or an agent. */
    public ProcessHandle process(String name) {
        return processes.get(name).toHandle();
    }

    /** Processes that agents have started and that live, of all agents or of one; they know their own directories. */
    public List<ProcessHandle> workers(String agent) {
        Path containers = files.agent(agent).resolve("containers");
        return ProcessHandle.allProcesses()
                .filter(process -> worksBelow(process, containers))
                .toList();
    }

    /** The workers of all agents. */
    public List<ProcessHandle> workers() {
        return agents().stream().flatMap(agent -> workers(agent).stream()).toList();
    }

    private static boolean worksBelow(ProcessHandle process, Path directory) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"))
                    .startsWith(directory);
        } catch (IOException e) {
            return false; // it has ended, or is none of ours
        }
    }

    private void launchAgent(String name) {
        AgentPlace place = places.get(name);
        Map<String, String> own = new HashMap<>(place.settings());
        own.put("mr3.standalone.agent.name", name);
        launch(name, AGENT, new AgentPlace(place.prefix(), own));
    }

    private void awaitAll() {
        agents().forEach(this::awaitReady);
    }

    private void awaitReady(String name) {
        Path own = name.equals("master") ? files.master() : files.agent(name);
        Process process = processes.get(name);
        Await.until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError(name + " has ended with " + process.exitValue() + ": "
                        + LogTail.read(output(name), LAST_LINES));
            }
            try {
                return ProcessFile.ofLiving(own)
                        .filter(file -> file.pid() == process.pid())
                        .isPresent();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void launch(String name, String main, AgentPlace place) {
        Properties all = new Properties();
        all.putAll(usual());
        all.putAll(settings);
        all.putAll(place.settings());
        List<String> command = new ArrayList<>(place.prefix());
        command.addAll(java());
        command.addAll(List.of(main, "-"));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(output(name).toFile()))
                    .start();
            processes.put(name, process);
            try (OutputStream in = process.getOutputStream()) {
                all.store(in, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"));
    }

    private Map<String, String> usual() {
        Map<String, String> usual = new HashMap<>();
        usual.put("mr3.data.dir", directory.toString());
        usual.put("mr3.log.dir", directory.resolve("logs").toString());
        usual.put("mr3.standalone.dir", directory.toString());
        usual.put("mr3.standalone.master", address);
        usual.put("mr3.standalone.web.port", "0");
        usual.put("mr3.standalone.agent.memory.mb", "4096");
        usual.put("mr3.standalone.agent.cores", "8");
        return usual;
    }

    private Path output(String name) {
        return directory.resolve(name + ".out");
    }

    private static int freePort(String host) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        }
    }

    /** Kills everything. */
    @Override
    public void close() {
        processes.values().forEach(Process::destroyForcibly);
        Await.until(() -> processes.values().stream().noneMatch(Process::isAlive));
        workers().forEach(ProcessHandle::destroyForcibly);
        Await.until(() -> workers().isEmpty(), Duration.ofSeconds(30));
    }
}
