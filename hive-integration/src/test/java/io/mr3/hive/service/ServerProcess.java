package io.mr3.hive.service;

import io.mr3.client.AdminClient;
import io.mr3.client.MasterAddress;
import io.mr3.master.MasterFile;
import io.mr3.rpc.proto.DagsReport;
import io.mr3.rpc.proto.FromAdmin;
import io.mr3.rpc.proto.GetDags;
import io.mr3.rpc.proto.GetGroups;
import io.mr3.rpc.proto.GetMaster;
import io.mr3.rpc.proto.GroupReport;
import io.mr3.rpc.proto.MasterReport;
import io.mr3.rpc.proto.ToAdmin;
import io.mr3.rpc.proto.WorkerReport;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * HiveServer2 as {@code bin/hive --service hiveserver2} starts it, on the class path of the test, with a data directory of
 * its own and the DAGAppMaster that it starts there. Both end with {@link #close}.
 */
public final class ServerProcess implements AutoCloseable {
    private static final long ANSWER_SECONDS = 60;

    private final Path data;
    private final int port;
    private final Process process;
    private MasterFile master;
    private AdminClient admin;

    private ServerProcess(Path data, int port, Process process) {
        this.data = data;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts it and returns when it listens.
     *
     * @param heapMb of HiveServer2
     * @param settings of Hive and mr3, as with {@code --hiveconf}
     */
    public static ServerProcess start(Path data, int heapMb, Map<String, String> settings) {
        try {
            int port = freePort();
            Files.createDirectories(data);
            Path temporary = Files.createDirectories(temporary(data));
            List<String> words = new ArrayList<>(List.of("hiveserver2"));
            words.addAll(List.of("--hiveconf", "hive.server2.thrift.port=" + port));
            for (String process : List.of("am", "container")) {
                words.addAll(
                        List.of("--hiveconf", "mr3." + process + ".launch.cmd-opts=-Djava.io.tmpdir=" + temporary));
            }
            settings.forEach((key, value) -> words.addAll(List.of("--hiveconf", key + "=" + value)));
            ProcessBuilder builder = ServiceProcess.builder(ServiceMain.class, data, heapMb, words)
                    .redirectOutput(data.resolve("hs2.out").toFile())
                    .redirectError(data.resolve("hs2.err").toFile());
            ServerProcess server = new ServerProcess(data, port, builder.start());
            server.awaitStart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody listens there now; the system gives out others first. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitStart() throws IOException {
        try {
            Await.until(() -> !process.isAlive() || said("HiveServer2 listens"), Duration.ofMinutes(3));
            if (!process.isAlive()) {
                throw new AssertionError("HiveServer2 ends: " + errors());
            }
            master = MasterFile.read(data.resolve("am").resolve(MasterFile.NAME));
            admin = AdminClient.connect(master.clientAddress());
        } catch (IOException | RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    /** What it printed on standard error. */
    public List<String> errors() {
        try {
            return Files.readAllLines(data.resolve("hs2.err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean said(String words) {
        return errors().stream().anyMatch(line -> line.contains(words));
    }

    public Path data() {
        return data;
    }

    /** For temporary files of its JVMs; options of theirs stand between blanks, so there is none in it. */
    private static Path temporary(Path data) {
        return data.resolveSibling("tmp");
    }

    /** Entries, at any depth, of every directory in which something may be left behind. */
    public List<String> temporaryEntries() {
        List<String> entries = new ArrayList<>();
        for (Path directory : List.of(
                temporary(data),
                data.resolve("scratch"),
                data.resolve("run"),
                data.resolve("user"),
                data.resolve("warehouse"))) {
            if (Files.exists(directory)) {
                try (Stream<Path> paths = Files.walk(directory)) {
                    paths.map(Path::toString).sorted().forEach(entries::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return entries;
    }

    public long pid() {
        return process.pid();
    }

    public long masterPid() {
        return master.pid();
    }

    public MasterAddress masterAddress() {
        return master.clientAddress();
    }

    /** The address of the server for JDBC. */
    public String url() {
        return "jdbc:hive2://127.0.0.1:" + port + "/default";
    }

    /** A new session of this process's user. */
    public Connection connect() throws SQLException {
        return connect("");
    }

    /** @param variables {@code ?key=value;…} of the JDBC address, or nothing */
    public Connection connect(String variables) throws SQLException {
        return DriverManager.getConnection(url() + variables, System.getProperty("user.name"), "");
    }

    /** What the DAGAppMaster tells of itself. */
    public MasterReport masterReport() {
        return ask(ToAdmin.newBuilder().setMaster(GetMaster.getDefaultInstance()))
                .getMaster();
    }

    /** What it tells of its DAGs. */
    public DagsReport dags() {
        return ask(ToAdmin.newBuilder().setDags(GetDags.getDefaultInstance())).getDags();
    }

    /** What it tells of its workers. */
    public List<WorkerReport> workers() {
        return group().getWorkersList();
    }

    /** What it tells of the group that plain DAGs share. */
    public GroupReport group() {
        return ask(ToAdmin.newBuilder().setGroups(GetGroups.getDefaultInstance()))
                .getGroups()
                .getGroups(0);
    }

    private FromAdmin ask(ToAdmin.Builder question) {
        try {
            return admin.ask(question);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends HiveServer2, then the DAGAppMaster, and waits for both. */
    @Override
    public void close() {
        end(process.toHandle());
        if (admin != null) {
            admin.close();
        }
        if (master == null) {
            Path file = data.resolve("am").resolve(MasterFile.NAME);
            try {
                master = Files.exists(file) ? MasterFile.read(file) : null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (master != null) {
            ProcessHandle.of(master.pid()).ifPresent(ServerProcess::end);
        }
    }

    static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new AssertionError("process " + process.pid() + " does not end", e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
