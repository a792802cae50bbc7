package io.mr3.hive.rows;

import io.mr3.hive.compare.DuckDb;
import io.mr3.hive.compare.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Small tables with the parts that plans differ by: partitions, a small and a large side of joins, no rows. */
final class ShapeTables {
    /** Several tasks of each vertex, and no answers out of statistics. */
    static final Map<String, String> SETTINGS = Map.of(
            "tez.grouping.min-size", "1",
            "tez.grouping.max-size", "20000",
            "hive.compute.query.using.stats", "false",
            "hive.fetch.task.conversion", "none");

    private static final int DIMENSIONS = 8;
    private static final Map<String, String> COLUMNS = Map.of(
            "fact", "k int, v int, d int",
            "big", "k int, w int",
            "dim", "d int, name string",
            "nothing", "k int");

    private final Path directory;

    private ShapeTables(Path directory) {
        this.directory = directory;
    }

    static ShapeTables write(Path directory) throws IOException {
        ShapeTables tables = new ShapeTables(directory);
        tables.write("fact", 20_000, i -> i + "," + i * 31 % 997 + "," + i % DIMENSIONS);
        tables.write("big", 6_000, i -> i * 3 + "," + i * 17 % 1009);
        tables.write("dim", DIMENSIONS, i -> i + ",name " + i);
        tables.write("nothing", 0, i -> "");
        return tables;
    }

    private interface Line {
        String of(int row);
    }

    private void write(String table, int rows, Line line) throws IOException {
        Files.createDirectories(directory.resolve(table));
        Files.writeString(
                file(table),
                IntStream.range(0, rows).mapToObj(i -> line.of(i) + "\n").collect(Collectors.joining()));
    }

    private Path file(String table) {
        return directory.resolve(table).resolve("rows.txt");
    }

    void loadIntoHive(Engine hive) {
        COLUMNS.forEach((table, columns) -> {
            hive.run("create external table " + table + "_text (" + columns + ") row format delimited"
                    + " fields terminated by ',' location '"
                    + file(table).getParent().toUri() + "'");
        });
        hive.run("create table fact (k int, v int) partitioned by (d int) stored as orc");
        hive.run("insert into fact partition (d) select k, v, d from fact_text");
        hive.run("create table big stored as orc as select * from big_text");
        hive.run("create table dim stored as orc as select * from dim_text");
        hive.run("create table nothing (k int) stored as orc");
    }

    void loadIntoDuckDb(DuckDb duckDb) {
        COLUMNS.forEach((table, columns) -> {
            duckDb.run("create table " + table + " (" + columns.replace("string", "varchar") + ")");
            duckDb.run("copy " + table + " from '" + file(table) + "' (format csv, header false)");
        });
    }
}
