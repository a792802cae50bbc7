package io.mr3.hive.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.hive.service.ServiceProcess.Outcome;
import io.mr3.hive.shell.HiveShell;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services other than HiveServer2, and what their launcher refuses. */
class ServicesTest {
    @TempDir
    Path temp;

    @Test
    void theLauncherNamesTheServicesItKnows() throws Exception {
        String known = "mr3: --service takes cli, beeline, hiveserver2, metastore or schematool, got ";
        assertEquals(List.of("1", known + "'hwi'"), launch("--service", "hwi"));
        assertEquals(List.of("1", known + "nothing"), launch("-e", "--service", "--service"));
    }

    /** What the installation has for itself in two copies, or mr3 has as well, stays away from the class path. */
    @Test
    void anInstalledHiveTakesThePlaceOfOurs() throws Exception {
        Path lib = Files.createDirectories(temp.resolve("hive/lib"));
        for (String jar : List.of(
                "calcite-core-1.25.0",
                "hive-cli-4.0.1",
                "hive-common-4.0.1",
                "hive-contrib-4.0.1",
                "hive-exec-4.0.1",
                "hive-shims-0.23-4.0.1",
                "log4j-1.2-api-2.18.0",
                "netty-all-4.1.77.Final")) {
            Files.createFile(lib.resolve(jar + ".jar"));
        }
        List<String> path = Arrays.asList(workerPath(lib.getParent()).get(0).split(":"));
        assertEquals(
                List.of(
                        "calcite-core-1.25.0.jar",
                        "hive-cli-4.0.1.jar",
                        "hive-contrib-4.0.1.jar",
                        "hive-exec-4.0.1.jar"),
                path.stream()
                        .filter(entry -> entry.startsWith(lib + "/"))
                        .map(entry -> entry.substring(lib.toString().length() + 1))
                        .toList());
        assertEquals(
                1,
                path.stream().filter(entry -> entry.contains("/hive-exec-")).count(),
                "theirs, and none of ours: " + path);

        Files.move(lib.resolve("hive-exec-4.0.1.jar"), lib.resolve("hive-exec-4.1.0.jar"));
        assertEquals(
                List.of("mr3: HIVE_HOME: expected an installation of Hive 4.0.1, found hive-exec-4.1.0.jar in " + lib
                        + "; unset it to use the Hive that mr3 brings"),
                workerPath(lib.getParent()));
    }

    private static List<String> workerPath(Path hiveHome) throws IOException {
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", ". ../bin/common.sh; mr3_class_path worker");
        bash.environment().put("HIVE_HOME", hiveHome.toString());
        return bash.redirectErrorStream(true).start().inputReader().lines().toList();
    }

    /** @return exit code and what was printed */
    private static List<String> launch(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("../bin/hive"));
        command.addAll(Arrays.asList(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> printed = process.inputReader().lines().toList();
        List<String> outcome = new ArrayList<>(List.of(Integer.toString(process.waitFor())));
        outcome.addAll(printed);
        return outcome;
    }

    /** Hive's own question to its server's settings; it starts none. */
    @Test
    void theUsersSettingsWinOverOurDefaults() throws Exception {
        Path conf = Files.createDirectory(temp.resolve("conf"));
        Files.writeString(conf.resolve("hive-site.xml"), site("hive.server2.webui.port", "10002"));
        Files.writeString(conf.resolve("hiveserver2-site.xml"), site("hive.tez.container.size", "2048"));
        assertEquals("hive.server2.thrift.bind.host=127.0.0.1", setting(null, "hive.server2.thrift.bind.host"));
        assertEquals("hive.server2.webui.port=0", setting(null, "hive.server2.webui.port"));
        String reuse = "hive.optimize.shared.work.mapjoin.cache.reuse";
        assertEquals(reuse + "=false", setting(null, reuse), "attempts wait for no other vertex's tables");
        assertEquals("hive.server2.webui.port=10002", setting(conf, "hive.server2.webui.port"));
        assertEquals("hive.tez.container.size=2048", setting(conf, "hive.tez.container.size"));
        assertEquals(
                "tez.anything=a=b",
                setting(conf, "tez.anything", "--hiveconf", "tez.anything=a=b"),
                "what stands on the command line reaches all keys, and whole");
    }

    private static String site(String key, String value) {
        return "<configuration><property><name>" + key + "</name><value>" + value
                + "</value></property></configuration>";
    }

    private String setting(Path conf, String key, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("hiveserver2", "--getHiveConf", key));
        all.addAll(Arrays.asList(words));
        Outcome outcome = ServiceProcess.run(ServiceMain.class, temp.resolve("data"), conf, all);
        assertEquals(0, outcome.exitCode(), outcome.toString());
        return outcome.out().get(outcome.out().size() - 1);
    }

    @Test
    void aMetastoreServesShells() throws Exception {
        Path data = Files.createDirectory(temp.resolve("data"));
        int port = ServerProcess.freePort();
        Process metastore = ServiceProcess.builder(
                        ServiceMain.class, data, 512, List.of("metastore", "-p", Integer.toString(port)))
                .redirectOutput(temp.resolve("out").toFile())
                .redirectError(temp.resolve("err").toFile())
                .start();
        try {
            Await.until(() -> !metastore.isAlive() || listens(port), Duration.ofMinutes(2));
            assertTrue(metastore.isAlive(), () -> read(temp.resolve("err")));
            assertEquals(1, new ProcessProbe(metastore.pid()).listeningPorts().size());

            Outcome shell = ServiceProcess.run(
                    HiveShell.class,
                    data,
                    List.of(
                            "--hiveconf",
                            "hive.tez.container.size=128",
                            "--hiveconf",
                            "mr3.container.heap.overhead.mb=128",
                            "--hiveconf",
                            "hive.metastore.uris=thrift://127.0.0.1:" + port,
                            "-e",
                            "create table t (a int) stored as orc; insert into t values (1), (2), (2);"
                                    + " select a, count(*) from t group by a order by a"));

            assertEquals(List.of("1\t1", "2\t2"), shell.out(), shell.toString());
            Outcome another = ServiceProcess.run(HiveShell.class, data, List.of("-e", "select 1"));
            assertEquals(
                    new Outcome(
                            1,
                            List.of(),
                            List.of("hive: metastore " + data.resolve("metastore_db")
                                    + " is in use by another shell or service; close that one, or choose another directory"
                                    + " with MR3_DATA")),
                    another);
        } finally {
            ServerProcess.end(metastore.toHandle());
        }
        assertFalse(metastore.isAlive());
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void theSchemaToolMakesAMetastoreAndTellsItsVersion() throws Exception {
        Path data = temp.resolve("data");

        Outcome made =
                ServiceProcess.run(ServiceMain.class, data, List.of("schematool", "-dbType", "derby", "-initSchema"));

        assertEquals(0, made.exitCode(), made.toString());
        assertTrue(made.out().contains("Initialization script completed"), made.toString());
        Outcome told = ServiceProcess.run(ServiceMain.class, data, List.of("schematool", "-dbType", "derby", "-info"));
        assertEquals(0, told.exitCode(), told.toString());
        assertTrue(
                told.out().stream().anyMatch(line -> line.matches("Metastore schema version:\\s+4.0.0")),
                told.toString());
        Outcome again =
                ServiceProcess.run(ServiceMain.class, data, List.of("schematool", "-dbType", "derby", "-initSchema"));
        assertEquals(1, again.exitCode(), "a second one is refused by Hive");
    }
}
