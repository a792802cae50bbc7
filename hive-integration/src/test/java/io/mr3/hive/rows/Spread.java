package io.mr3.hive.rows;

import io.mr3.hive.compare.Engine;
import io.mr3.hive.compare.Rows;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A table of seven partitions of one ORC file each, and a query on it whose rows come out wrong, without an error, if
 * attempts that read different partitions in one JVM disturb each other.
 */
public final class Spread {
    /** One map task reads one file. */
    public static final Map<String, String> TASK_PER_FILE =
            Map.of("tez.grouping.min-size", "1", "tez.grouping.max-size", "1000");

    public static final int PARTITIONS = 7;
    public static final String QUERY = "select p, count(*), sum(k * x) from spread"
            + " lateral view posexplode(split(space(20), ' ')) exploded as x, blank group by p";

    /** They begin with 0. */
    public static final long NUMBERS = 200_001;

    private static final int EXPLODED = 21;

    private Spread() {}

    /**
     * Makes the table.
     *
     * @param text directory for its data as text; must not exist
     */
    public static void load(Engine hive, Path text) throws IOException {
        Files.createDirectories(text);
        String lines = LongStream.range(0, NUMBERS)
                .mapToObj(k -> k + "," + k % PARTITIONS + "\n")
                .collect(Collectors.joining());
        Files.writeString(text.resolve("numbers.txt"), lines);
        hive.run("create external table numbers (k bigint, p int) row format delimited fields terminated by ','"
                + " location '" + text.toUri() + "'");
        hive.run("create table spread (k bigint) partitioned by (p int) stored as orc");
        hive.run("insert into spread partition (p) select k, p from numbers");
    }

    /** Whether these are the rows of the query, by our own arithmetic. */
    public static boolean isTruth(Rows rows) {
        return rows.rows().size() == PARTITIONS && Set.copyOf(rows.rows()).equals(truth());
    }

    private static Set<List<Object>> truth() {
        long sumOfPositions = LongStream.range(0, EXPLODED).sum();
        Set<List<Object>> rows = new HashSet<>();
        for (int p = 0; p < PARTITIONS; p++) {
            int partition = p;
            long[] numbers = LongStream.range(0, NUMBERS)
                    .filter(k -> k % PARTITIONS == partition)
                    .toArray();
            rows.add(List.of(
                    BigDecimal.valueOf(p),
                    BigDecimal.valueOf((long) numbers.length * EXPLODED),
                    BigDecimal.valueOf(LongStream.of(numbers).sum() * sumOfPositions)));
        }
        return rows;
    }
}
