package io.mr3.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * Times of scans of TPC-H's line items by two worker processes, out of Hive's cache (LLAP I/O) and without it, by turns in one
 * session.
 */
@Command(name = "llap-scan", mixinStandardHelpOptions = true)
public final class LlapScan implements Callable<Integer> {
    private static final int WARM_UP = 3;

    /** What a scan does with the rows it reads: next to nothing, or a good deal. */
    private static final Map<String, String> SCANS = Map.of(
            "few columns",
            "select count(*), sum(l_quantity) from lineitem where l_orderkey % 2 = 0",
            "all columns",
            "select max(hash(l_orderkey, l_partkey, l_suppkey, l_linenumber, l_quantity, l_extendedprice, l_discount, l_tax,"
                    + " l_returnflag, l_linestatus, l_shipdate, l_commitdate, l_receiptdate, l_shipinstruct, l_shipmode,"
                    + " l_comment)) from lineitem");

    @Option(names = "--scale", defaultValue = "0.1", description = "of the data, 1 is about a gigabyte")
    private String scale;

    @Option(names = "--pairs", defaultValue = "7", description = "of measured runs of each scan")
    private int pairs;

    @Option(names = "--cache", defaultValue = "512", description = "MB of each worker")
    private String cacheMb;

    @Option(names = "--out", required = true, description = "JSON file for the result")
    private Path out;

    @Option(names = "--work", required = true, description = "directory for data, metastore and logs")
    private Path work;

    @Option(names = "--commit", defaultValue = "", description = "what is measured, for the result")
    private String commit;

    /** @param args see {@code --help} */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LlapScan()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        TpcTables tables = TpcTables.make(TpcBenchmark.TPCH, scale, work.resolve("tpch-" + scale));
        Map<String, Map<Boolean, List<Double>>> millis = new LinkedHashMap<>();
        try (HiveProcess hive = HiveProcess.mr3(
                WorkerForm.TWO_PROCESSES, work.resolve("mr3"), Map.of("mr3.container.cache.mb", cacheMb))) {
            hive.run("set hive.compute.query.using.stats=false");
            hive.run("set hive.fetch.task.conversion=none");
            tables.loadIntoHive(hive, List.of("lineitem"));
            SCANS.forEach((name, sql) -> millis.put(name, measure(hive, sql)));
        }
        report(millis);
        return 0;
    }

    private Map<Boolean, List<Double>> measure(HiveProcess hive, String sql) {
        Map<Boolean, List<Double>> millis = new LinkedHashMap<>();
        for (int run = -WARM_UP; run < pairs; run++) {
            for (boolean cached : List.of(true, false)) {
                hive.run("set hive.llap.io.enabled=" + cached);
                long start = System.nanoTime();
                hive.run(sql);
                double took = (System.nanoTime() - start) / 1e6;
                if (run >= 0) {
                    millis.computeIfAbsent(cached, c -> new ArrayList<>()).add(took);
                }
            }
        }
        return millis;
    }

    private void report(Map<String, Map<Boolean, List<Double>>> millis) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode result = json.createObjectNode();
        result.put("benchmark", "llap-scan")
                .put("commit", commit)
                .put("scale", scale)
                .put("pairs", pairs)
                .put("cacheMb", cacheMb);
        result.put("jdk", Runtime.version().toString());
        result.put("cores", Runtime.getRuntime().availableProcessors());
        ObjectNode scans = result.putObject("scans");
        System.out.printf("%-14s %12s %12s %8s%n", "scan", "cached ms", "without ms", "ratio");
        millis.forEach((name, times) -> {
            double cached = Medians.of(times.get(true));
            double without = Medians.of(times.get(false));
            System.out.printf("%-14s %12.0f %12.0f %8.2f%n", name, cached, without, cached / without);
            ObjectNode scan = scans.putObject(name);
            scan.put("cachedMedianMillis", cached)
                    .put("withoutMedianMillis", without)
                    .put("ratio", cached / without);
            scan.set("cachedMillis", json.valueToTree(times.get(true)));
            scan.set("withoutMillis", json.valueToTree(times.get(false)));
        });
        Files.createDirectories(out.toAbsolutePath().getParent());
        json.writerWithDefaultPrettyPrinter().writeValue(out.toFile(), result);
        System.out.println("written to " + out);
    }
}
