package io.mr3.hive.compare;

import io.mr3.hive.data.DataCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;

/** Data of a benchmark, the same rows for every engine: as text in a directory, and as ORC tables of Hive. */
public final class TpcTables {
    private final Map<String, String> columns;
    private final Path directory;

    private TpcTables(Map<String, String> columns, Path directory) {
        this.columns = columns;
        this.directory = directory;
    }

    /**
     * Makes the data if the directory does not hold it yet.
     *
     * @param scale 1 is about a gigabyte
     */
    public static TpcTables make(TpcBenchmark benchmark, String scale, Path directory) {
        String[] words = {benchmark.word(), "--scale", scale, "--out", directory.toString()};
        int exitCode = new CommandLine(new DataCommand()).execute(words);
        if (exitCode != 0 || !Files.isDirectory(directory)) {
            throw new IllegalStateException(
                    benchmark.title() + " at scale " + scale + " cannot be made in " + directory);
        }
        return new TpcTables(new TreeMap<>(benchmark.columns()), directory);
    }

    /** All, in order. */
    public List<String> names() {
        return List.copyOf(columns.keySet());
    }

    /** Makes ORC tables of these names in the engine's current database, from text tables named {@code …_text}. */
    public void loadIntoHive(Engine hive, List<String> names) {
        for (String name : names) {
            hive.run("create table " + name + " stored as orc as select * from " + asText(hive, name));
        }
    }

    /**
     * Makes TPC-H's lineitem as an ORC table that is partitioned by the year of shipping, from a text table; each task of
     * the dynamic partition insert writes all seven years.
     */
    public void loadLineitemByYear(Engine hive) {
        String text = asText(hive, "lineitem");
        hive.run("create table lineitem (" + columns.get("lineitem")
                + ") partitioned by (l_shipyear int) stored as orc");
        hive.run("insert into lineitem partition (l_shipyear) select *, year(l_shipdate) from " + text);
    }

    private String asText(Engine hive, String name) {
        String text = name + "_text";
        hive.run("create external table " + text + " (" + columns.get(name) + ") row format delimited"
                + " fields terminated by '|' null defined as '' location '"
                + file(name).getParent().toUri() + "'");
        return text;
    }

    /** Makes tables of these names in a DuckDB. */
    public void loadIntoDuckDb(DuckDb duckDb, List<String> names) {
        for (String name : names) {
            duckDb.run("create table " + name + " (" + columns.get(name).replace("string", "varchar") + ")");
            duckDb.run(
                    "copy " + name + " from '" + file(name) + "' (format csv, delimiter '|', header false, quote '')");
        }
    }

    private Path file(String name) {
        return directory.toAbsolutePath().resolve(name).resolve(name + ".txt");
    }
}
