package io.mr3.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mr3.hive.compare.Corpus;
import io.mr3.hive.compare.HiveProcess;
import io.mr3.hive.compare.TpcBenchmark;
import io.mr3.hive.compare.TpcTables;
import io.mr3.hive.compare.WorkerForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times of single queries on mr3, with one slot and with two, against stock Tez in local mode, which runs one task at a
 * time: Hive in warm processes that all live at once, asked by turns. What the engine adds to the run time of tasks
 * is read from its event log. Exit code 1 if mr3 misses a target.
 */
@Command(name = "hive-latency", mixinStandardHelpOptions = true)
public final class HiveLatency implements Callable<Integer> {
    private static final int WARM_UP = 10;
    private static final String STOCK = "stock tez";
    private static final String ONE_SLOT = "mr3 1 slot";
    private static final String COUNT = "select count(*) from nation";
    private static final String Q3 = "tpch q3";
    private static final double MOST_OVERHEAD_MILLIS = 100;
    /** Of stock Tez's time, with one slot. */
    private static final Map<String, Double> MOST_RATIO = Map.of(COUNT, 0.5, Q3, 0.8);

    private static final List<String> TABLES = List.of("customer", "orders", "lineitem", "nation");

    @Option(names = "--scale", defaultValue = "0.1", description = "of the data, 1 is about a gigabyte")
    private String scale;

    @Option(names = "--pairs", defaultValue = "9", description = "of measured runs of each query")
    private int pairs;

    @Option(names = "--out", required = true, description = "JSON file for the result")
    private Path out;

    @Option(names = "--work", required = true, description = "directory for data, metastores and logs")
    private Path work;

    @Option(names = "--commit", defaultValue = "", description = "what is measured, for the result")
    private String commit;

    /** Hive on one engine. */
    private record Peer(String name, HiveProcess hive) {}

    /** A query under its name. */
    private record Query(String name, String sql) {}

    /** @param args see {@code --help} */
    public static void main(String[] args) {
        System.exit(new CommandLine(new HiveLatency()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        TpcTables tables = TpcTables.make(TpcBenchmark.TPCH, scale, work.resolve("tpch-" + scale));
        List<Query> queries = List.of(
                new Query(COUNT, COUNT), new Query(Q3, Corpus.tpch(3).get(0).sql()));
        Map<String, Map<String, List<Double>>> millis = new LinkedHashMap<>();
        List<Peer> peers = new ArrayList<>();
        try {
            peers.add(new Peer(STOCK, HiveProcess.stockTez(work.resolve("tez"))));
            for (int slots : List.of(1, 2)) {
                String name = slots == 1 ? ONE_SLOT : "mr3 " + slots + " slots";
                peers.add(new Peer(
                        name,
                        HiveProcess.mr3(
                                WorkerForm.THREAD,
                                work.resolve(name.replace(' ', '-')),
                                Map.of(
                                        "mr3.container.slots", Integer.toString(slots),
                                        "mr3.container.slot.memory.mb", "512",
                                        "hive.tez.container.size", "512"))));
            }
            for (Peer peer : peers) {
                peer.hive.run("set hive.compute.query.using.stats=false");
                peer.hive.run("set hive.fetch.task.conversion=none");
                tables.loadIntoHive(peer.hive, TABLES);
            }
            for (Query query : queries) {
                millis.put(query.name, measure(query, peers));
            }
        } finally {
            peers.forEach(peer -> peer.hive.close());
        }
        return report(millis) ? 0 : 1;
    }

    /** All peers in turn, the first one another each time. */
    private Map<String, List<Double>> measure(Query query, List<Peer> peers) {
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        for (int run = -WARM_UP; run < pairs; run++) {
            for (int i = 0; i < peers.size(); i++) {
                Peer peer = peers.get(Math.floorMod(run + i, peers.size()));
                peer.hive.run("set hive.query.name=" + query.name);
                long start = System.nanoTime();
                peer.hive.run(query.sql);
                double took = (System.nanoTime() - start) / 1e6;
                if (run >= 0) {
                    millis.computeIfAbsent(peer.name, p -> new ArrayList<>()).add(took);
                }
            }
        }
        return millis;
    }

    /** Prints and writes the result; whether all targets are met. */
    private boolean report(Map<String, Map<String, List<Double>>> millis) throws IOException {
        List<String> missed = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        ObjectNode result = json.createObjectNode();
        result.put("benchmark", "hive-latency")
                .put("commit", commit)
                .put("scale", scale)
                .put("pairs", pairs);
        result.put("jdk", Runtime.version().toString());
        result.put("cores", Runtime.getRuntime().availableProcessors());
        ObjectNode queries = result.putObject("queries");
        System.out.printf("%-30s %-12s %10s %8s%n", "query", "engine", "median ms", "/ stock");
        millis.forEach((query, byPeer) -> {
            double stock = Medians.of(byPeer.get(STOCK));
            ObjectNode peers = queries.putObject(query);
            byPeer.forEach((peer, times) -> {
                double median = Medians.of(times);
                if (peer.equals(ONE_SLOT) && median > MOST_RATIO.get(query) * stock) {
                    missed.add(query + ": expected at most " + MOST_RATIO.get(query) + " of stock Tez's time");
                }
                System.out.printf("%-30s %-12s %10.0f %8.2f%n", query, peer, median, median / stock);
                peers.putObject(peer)
                        .put("medianMillis", median)
                        .put("ratioToStock", median / stock)
                        .set("millis", json.valueToTree(times));
            });
        });
        ObjectNode overhead = result.putObject("engineOverheadMillis");
        for (String query : millis.keySet()) {
            List<Double> times = EngineOverhead.ofLast(
                    pairs, query, work.resolve("mr3-1-slot").resolve("history"));
            System.out.printf("%-30s %-12s %10.0f%n", query, "overhead", Medians.of(times));
            if (Medians.of(times) > MOST_OVERHEAD_MILLIS) {
                missed.add(query + ": expected an overhead of at most " + MOST_OVERHEAD_MILLIS + " ms");
            }
            overhead.putObject(query).put("median", Medians.of(times)).set("millis", json.valueToTree(times));
        }
        Files.createDirectories(out.toAbsolutePath().getParent());
        json.writerWithDefaultPrettyPrinter().writeValue(out.toFile(), result);
        System.out.println("written to " + out);
        missed.forEach(System.out::println);
        return missed.isEmpty();
    }
}
