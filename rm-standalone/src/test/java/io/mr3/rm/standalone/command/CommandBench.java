package io.mr3.rm.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.testkit.MasterDirectories;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands in this JVM, with a master and agents in it as well. */
abstract class CommandBench {
    @TempDir
    Path dir;

    private final Map<String, String> before = new HashMap<>();
    final FakeCluster cluster = new FakeCluster();
    final Map<String, RemoteShell.Answer> answers = new HashMap<>();
    final List<String> remote = new ArrayList<>();
    Path root;
    Path home;

    @BeforeEach
    void prepare() throws IOException {
        home = Files.createDirectories(dir.resolve("mr3/conf")).getParent();
        root = dir.resolve("cluster");
        MasterDirectories.below(dir.resolve("data")).forEach(this::set);
        set("mr3.home", home.toString());
        set("mr3.standalone.dir", root.toString());
        set("mr3.standalone.secret.file", root.resolve("secret").toString());
        set("mr3.standalone.master", "127.0.0.1:0");
        set("mr3.standalone.start.timeout.ms", "20000");
    }

    @AfterEach
    void end() {
        cluster.close();
        before.forEach((key, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(key);
            } else {
                System.setProperty(key, value);
            }
        });
    }

    final void set(String key, String value) {
        before.putIfAbsent(key, System.getProperty(key, ""));
        System.setProperty(key, value);
    }

    record Outcome(int exitCode, String out, String err) {
        String good() {
            assertEquals("", err);
            assertEquals(0, exitCode, out);
            return out;
        }
    }

    final Outcome run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Set<String> here = Set.of("localhost", "127.0.0.1", "me");
        int exitCode = ClusterCommand.commandLine(new Tools(cluster, this::shell, here::contains))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    private synchronized RemoteShell.Answer shell(List<String> words, String input, Duration limit) {
        remote.add(String.join(" ", words) + " < " + input);
        return answers.getOrDefault(words.get(words.size() - 6), new RemoteShell.Answer(255, "", "ssh: no route"));
    }

    final Path workers(String... lines) throws IOException {
        return Files.write(dir.resolve("workers"), List.of(lines));
    }

    final Outcome start(String... lines) throws IOException {
        return run("start", "--workers", workers(lines).toString());
    }
}
