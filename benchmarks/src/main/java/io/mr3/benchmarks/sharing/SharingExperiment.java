package io.mr3.benchmarks.sharing;

import io.mr3.hive.compare.Corpus;
import io.mr3.hive.compare.RowComparer;
import io.mr3.hive.compare.Rows;
import io.mr3.hive.compare.Statement;
import io.mr3.hive.compare.TpcBenchmark;
import io.mr3.hive.compare.TpcTables;
import io.mr3.hive.compare.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The same DAGs of TPC-DS one after another, with a private ContainerGroup for each and with one open group for all:
 * workers, time, and what a worker costs. Exit code 1 if rows differ, or a number is not as it should be.
 */
@Command(name = "sharing", mixinStandardHelpOptions = true)
public final class SharingExperiment implements Callable<Integer> {
    /** With fewer it is another experiment. */
    private static final int ALL_DAGS = 58;

    /** Queries that tell what a worker costs. */
    private static final int COST_QUERIES = 5;

    @Option(names = "--dags", defaultValue = "58", description = "after which a run ends")
    private int dags;

    @Option(names = "--scale", defaultValue = "0.1", description = "of the data, 1 is about a gigabyte")
    private String scale;

    @Option(names = "--workers", defaultValue = "2", description = "processes at once")
    private int workers;

    @Option(names = "--slots", defaultValue = "2", description = "attempts at once of a worker")
    private int slots;

    @Option(names = "--control", description = "the open group in both runs: what their order does to the numbers")
    private boolean control;

    @Option(names = "--queries", required = true, description = "file with names of queries, in order")
    private Path queryFile;

    @Option(names = "--work", required = true, description = "directory for data, metastore and logs")
    private Path work;

    /** @param args see {@code --help} */
    public static void main(String[] args) {
        System.exit(new CommandLine(new SharingExperiment()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        List<Statement> queries = Corpus.tpcds(QueryList.read(queryFile).toArray(String[]::new));
        ExperimentSettings settings = new ExperimentSettings(workers, slots, scale);
        GroupMode firstMode = control ? GroupMode.OPEN : GroupMode.PRIVATE;
        Path data = load(settings);
        MeasuredRun first = run("first", firstMode, queries, data, settings);
        MeasuredRun second = run("second", GroupMode.OPEN, queries, data, settings);
        Path events = events("cost");
        WorkerCost cost = WorkerCostTrial.measure(
                second.someOfOneDag(queries, COST_QUERIES), data, events, settings.of(GroupMode.OPEN, events));
        SharingResult result = new SharingResult(
                first.figures(), second.figures(), cost, differences(first.answers(), second.answers()));
        SharingReport report = new SharingReport(settings, firstMode, first, second, result);
        System.out.println(report.markdown());
        boolean whole = dags == ALL_DAGS && !control;
        (whole ? ResultFiles.IN_REPOSITORY : ResultFiles.BESIDE_BUILD).write(report);
        List<String> missed = control ? result.differences() : result.missed(dags, workers);
        missed.forEach(System.out::println);
        return missed.isEmpty() ? 0 : 1;
    }

    private Path load(ExperimentSettings settings) {
        TpcTables tables = TpcTables.make(TpcBenchmark.TPCDS, scale, work.resolve("text"));
        Path data = work.resolve("engine").toAbsolutePath();
        try (HiveOnMaster engine = HiveOnMaster.start(data, settings.of(GroupMode.OPEN, events("load")))) {
            tables.loadIntoHive(engine.hive(), tables.names());
        }
        return data;
    }

    private MeasuredRun run(
            String name, GroupMode mode, List<Statement> queries, Path data, ExperimentSettings settings) {
        System.out.println("sharing: the " + name + " run, with " + mode.title());
        Path events = events(name);
        MeasuredRun run = MeasuredRun.of(queries, dags, data, events, settings.of(mode, events));
        System.out.println("sharing: " + run.figures());
        return run;
    }

    private Path events(String run) {
        return work.resolve("events-" + run).toAbsolutePath();
    }

    private static List<String> differences(Map<String, Rows> first, Map<String, Rows> second) {
        List<String> differences = new ArrayList<>();
        first.forEach((query, rows) -> {
            Rows again = second.get(query);
            if (again == null) {
                differences.add(query + ": was asked in the first run only");
                return;
            }
            Verdict verdict = RowComparer.compare(rows, again);
            if (!verdict.same()) {
                differences.add(query + ": " + verdict);
            }
        });
        return differences;
    }
}
