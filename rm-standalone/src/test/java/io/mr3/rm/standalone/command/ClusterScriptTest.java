package io.mr3.rm.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/mr3-cluster} as people run it: real processes from the distribution, from the first start to nothing left. */
@Tag("full")
class ClusterScriptTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path dir;

    @BeforeEach
    void settings() throws IOException {
        Path conf = Files.createDirectories(dir.resolve("conf"));
        Files.writeString(
                conf.resolve("mr3-site.properties"),
                "mr3.standalone.master=127.0.0.1:" + freePort() + "\nmr3.standalone.web.port=" + freePort() + "\n");
    }

    @AfterEach
    void end() throws Exception {
        run("stop");
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private record Outcome(int exitCode, String out, String err) {}

    private Outcome run(String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(HOME.resolve("bin/mr3-cluster").toString()));
        command.addAll(List.of(words));
        Path out = Files.createTempFile(dir, "out", "");
        Path err = Files.createTempFile(dir, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(HOME.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("MR3_DATA", dir.resolve("data").toString());
        builder.environment().put("MR3_CONF_DIR", dir.resolve("conf").toString());
        Process process = builder.start();
        assertTrue(process.waitFor(3, TimeUnit.MINUTES), String.join(" ", command));
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Outcome good(String... words) throws Exception {
        Outcome outcome = run(words);
        assertEquals("", outcome.err());
        assertEquals(0, outcome.exitCode());
        return outcome;
    }

    /** Whatever was started from here has this test's data directory in its environment. */
    private List<String> processes() throws IOException {
        String mark = "MR3_DATA=" + dir.resolve("data");
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                try {
                    String environment = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
                    if (Arrays.asList(environment.split("\0")).contains(mark)) {
                        found.add(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                                .replace('\0', ' '));
                    }
                } catch (IOException e) {
                    // it has ended, or is another user's
                }
            }
        }
        return found;
    }

    private JsonNode status() throws Exception {
        return new ObjectMapper().readTree(good("status", "--json").out());
    }

    private static Set<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(item -> item.get(field).asText())
                .collect(Collectors.toSet());
    }

    @Test
    void threeAgentsFromTheFirstStartToTheLastProcess() throws Exception {
        String workers = HOME.resolve("examples/three-agents").toString();
        Set<String> names = Set.of("localhost-1", "localhost-2", "localhost-3");
        String said = good("start", "--workers", workers).out();
        assertTrue(said.contains("\n3 nodes are registered\n"), said);
        assertEquals(4, processes().size(), processes().toString());
        assertFalse(processes()
                .toString()
                .contains(Files.readString(dir.resolve("data/cluster/secret")).strip()));

        JsonNode status = status();
        assertEquals("active", status.get("state").asText());
        assertEquals(names, texts(status.get("nodes"), "node"));
        assertEquals(Set.of("active"), texts(status.get("nodes"), "state"));
        for (JsonNode log : status.get("logs")) {
            assertTrue(Files.isRegularFile(Path.of(log.asText())), log.asText());
        }
        assertEquals(4, status.get("logs").size());

        String page = page(status.get("web").asText());
        for (String id :
                List.of("nodes", "applications", "workers", "queues", "node-localhost-1", "node-localhost-3")) {
            assertTrue(page.contains(" id=\"" + id + "\""), id);
        }

        assertTrue(good("start", "--workers", workers).out().startsWith("the master runs already at "));
        assertEquals(4, processes().size());
        good("decommission", "localhost-2");
        assertTrue(good("status").out().contains("localhost-2"));
        good("recommission", "localhost-2");

        good("restart", "--master");
        assertEquals(names, texts(status().get("nodes"), "node"));
        good("restart", "--agents");
        assertEquals(Set.of("active"), texts(status().get("nodes"), "state"));
        good("add-node", "localhost memory=1g cores=1");
        assertEquals(4, status().get("nodes").size());

        good("stop");
        assertEquals(List.of(), processes());
        assertEquals(3, run("status").exitCode());
        assertEquals("no master runs on this host\n", good("stop").out());
    }

    @Test
    void aPortInUseIsNamedAndNothingIsLeft() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            Files.writeString(
                    dir.resolve("conf/mr3-site.properties"),
                    "mr3.standalone.master=127.0.0.1:" + taken.getLocalPort() + "\n");
            Outcome outcome = run("start");
            assertEquals(1, outcome.exitCode());
            assertTrue(outcome.err().startsWith("mr3: the master did not start: "), outcome.err());
            assertTrue(
                    outcome.err().lines().findFirst().orElseThrow().contains("Address already in use"), outcome.err());
            assertEquals(List.of(), processes());
        }
    }

    private static String page(String address) throws Exception {
        HttpClient browser = HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        var answer = browser.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        assertFalse(answer.uri().toString().contains("token"), "the address is without the token");
        return answer.body();
    }
}
