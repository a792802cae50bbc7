package io.mr3.hive.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.mr3.hive.service.Numbers.Question;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five hundred queries on one HiveServer2, its DAGAppMaster and its workers: what these hold after a hundred of them is what
 * they hold after all, and the last are as quick. Figures are printed and written to {@code target/leaks.json}.
 */
@Tag("full")
class LeakTest {
    private static final int QUERIES = Integer.getInteger("leak.queries", 500);
    private static final int WARM = 100;
    private static final int WINDOW = 50;
    /** Every so many queries the client's session ends and another begins. */
    private static final int PER_SESSION = 10;

    /** Longer than the pools of Hive and Hadoop keep idle threads, but for one of HiveServer2's with a minute. */
    private static final Duration QUIET = Duration.ofSeconds(25);

    private static final int GROWN_CLASSES_SHOWN = 25;
    /** Directory for heap dumps of the processes at the end; none without it. */
    private static final String DUMPS = System.getProperty("leak.dumps");

    private static final Path RESULTS = Path.of("target/leaks.json");

    @TempDir
    Path temp;

    private ServerProcess server;
    private final Map<String, ProcessProbe> processes = new TreeMap<>();
    private final List<Double> millis = new ArrayList<>();

    /** What was found at one moment. */
    private record Moment(
            Map<String, ProcessFigures> figures,
            Map<String, Map<String, Long>> objects,
            Map<String, List<String>> classes,
            List<String> entries) {}

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    @Timeout(3600)
    void nothingIsLeftOfQueries() throws Exception {
        server = ServerProcess.start(temp.resolve("data"), 768, settings());
        try (Connection session = server.connect()) {
            Numbers.make(session);
            Numbers.fillAllWorkers(session);
        }
        Await.until(() -> server.masterReport().getWorkers() == 2);
        for (int query = 0; query < WARM; query += PER_SESSION) {
            session(query);
        }
        processes.put("server", new ProcessProbe(server.pid()));
        processes.put("master", new ProcessProbe(server.masterPid()));
        ProcessProbe.childrenOf(server.masterPid())
                .forEach(worker -> processes.put("worker " + processes.size(), new ProcessProbe(worker)));
        assertEquals(4, processes.size(), "two workers");
        settle();
        Moment warm = look();

        for (int query = WARM; query < QUERIES; query += PER_SESSION) {
            session(query);
        }
        settle();
        Moment last = look();

        if (DUMPS != null) {
            processes.forEach((name, probe) -> probe.jcmd(
                    "GC.heap_dump",
                    Path.of(DUMPS, name.replace(' ', '-') + ".hprof").toString()));
        }
        double first = median(millis.subList(WINDOW, WARM));
        double latest = median(millis.subList(QUERIES - WINDOW, QUERIES));
        report(warm, last, first, latest);
        assertEquals(List.of(), leaks(warm.figures(), last.figures()));
        assertEquals(warm.entries().size(), last.entries().size(), () -> grown(warm.entries(), last.entries()));
        assertTrue(latest <= 1.1 * first, "median " + first + " ms, at last " + latest + " ms");
        assertEquals(2, server.workers().size(), "no worker was lost or added");
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("mr3.local.workers", "2");
        settings.put("mr3.container.slots", "2");
        settings.put("mr3.container.idle.timeout.ms", "3600000");
        settings.put("hive.tez.container.size", "192");
        settings.put("hive.query.results.cache.enabled", "false");
        return settings;
    }

    /** Ten statements of the same ten kinds, in a session of their own. */
    private void session(int query) throws SQLException {
        List<Question> questions = Numbers.questions(query / PER_SESSION % 20);
        try (Connection session = server.connect();
                Statement statement = session.createStatement()) {
            for (Question question : questions) {
                timed(() -> assertEquals(question.rows(), Numbers.ask(statement, question.sql())));
            }
            timed(() -> statement.execute(
                    "create table made stored as orc as select p, count(*) c from numbers group by p"));
            timed(() -> statement.execute("insert into made select p, k from numbers where k < 20"));
            timed(() -> statement.execute("drop table made purge"));
            timed(() -> assertThrows(
                    SQLException.class,
                    () -> statement.executeQuery("select count(*) from numbers where assert_true(k < 10) is null")));
            timed(() -> assertEquals(
                    List.of("" + Numbers.ROWS),
                    Numbers.ask(
                            statement, "select count(*) from (select k from numbers union select k from small) u")));
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private void timed(Work work) throws SQLException {
        long start = System.nanoTime();
        work.run();
        millis.add((System.nanoTime() - start) / 1e6);
    }

    private void awaitNoSessions() {
        Await.until(() -> server.masterReport().getSessions() == 0);
        Await.until(() -> processes.get("server").listeningPorts().size() == 1);
        // Hadoop's client keeps a connection, with its thread, for ten seconds
        Await.until(() -> !processes.get("server").instances().containsKey("org.apache.hadoop.security.token.Token"));
    }

    /** What pools of threads and of connections give back in their own time is no leak: waits until they have. */
    private void settle() {
        awaitNoSessions();
        Map<String, List<Integer>> seen = new HashMap<>();
        long[] since = {System.nanoTime()};
        Await.until(
                () -> {
                    Map<String, List<Integer>> now = new HashMap<>();
                    processes.forEach((name, probe) -> now.put(
                            name, List.of(probe.threads(), probe.descriptors().size())));
                    if (!now.equals(seen)) {
                        seen.clear();
                        seen.putAll(now);
                        since[0] = System.nanoTime();
                    }
                    return System.nanoTime() - since[0] > QUIET.toNanos();
                },
                Duration.ofMinutes(4));
    }

    private Map<String, ProcessFigures> figures() {
        Map<String, ProcessFigures> figures = new TreeMap<>();
        processes.forEach((name, probe) -> figures.put(name, ProcessFigures.of(probe)));
        return figures;
    }

    private Moment look() {
        Map<String, Map<String, Long>> objects = new TreeMap<>();
        processes.forEach((name, probe) -> objects.put(name, probe.instances()));
        Map<String, ProcessFigures> figures = figures();
        Map<String, List<String>> classes = new TreeMap<>();
        processes.forEach((name, probe) -> classes.put(name, probe.classNames()));
        return new Moment(figures, objects, classes, server.temporaryEntries());
    }

    private static List<String> leaks(Map<String, ProcessFigures> warm, Map<String, ProcessFigures> last) {
        return warm.keySet().stream()
                .filter(process -> warm.get(process).grewTo(last.get(process)))
                .map(process -> process + ": " + warm.get(process) + " became " + last.get(process))
                .toList();
    }

    private static String grown(List<String> warm, List<String> last) {
        List<String> more = new ArrayList<>(last);
        more.removeAll(warm);
        return more.size() + " new: " + more.subList(0, Math.min(40, more.size()));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private void report(Moment warm, Moment last, double first, double latest) throws IOException {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("queries", QUERIES);
        results.put("after", Map.of("warm", WARM, "last", QUERIES));
        warm.figures().forEach((name, figures) -> {
            Map<String, Object> both = new LinkedHashMap<>();
            both.put("warm", figures);
            both.put("last", last.figures().get(name));
            results.put(name, both);
        });
        results.put(
                "temporaryEntries",
                List.of(warm.entries().size(), last.entries().size()));
        results.put("medianMillis", List.of(first, latest));
        String json =
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(results);
        Files.writeString(RESULTS, json + "\n");
        System.out.println(json);
        warm.objects()
                .forEach((name, objects) -> System.out.println(name + ", objects that became more: "
                        + grownObjects(objects, last.objects().get(name))));
        warm.classes()
                .forEach((name, classes) -> System.out.println(name + ", classes that became more: "
                        + grownClasses(classes, last.classes().get(name))));
        System.out.println("entries: " + grown(warm.entries(), last.entries()));
    }

    private static String grownObjects(Map<String, Long> warm, Map<String, Long> last) {
        return last.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue() - warm.getOrDefault(entry.getKey(), 0L)))
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(GROWN_CLASSES_SHOWN)
                .map(entry -> entry.getKey() + " +" + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Generated classes have numbers in their names, which are left out. */
    private static String grownClasses(List<String> warm, List<String> last) {
        return grownObjects(byKind(warm), byKind(last));
    }

    private static Map<String, Long> byKind(List<String> classes) {
        return classes.stream()
                .collect(Collectors.groupingBy(
                        name -> name.replaceAll("[0-9]+|0x[0-9a-f]+", "#"), Collectors.counting()));
    }
}
