package io.mr3.hive.compare;

import io.mr3.hive.data.DataCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;

/** TPC-H data, the same rows for every engine: as text in a directory, and as ORC tables of Hive. */
public final class TpchTables {
    /** Columns in the generator's order, in Hive's words. */
    private static final Map<String, String> COLUMNS = new TreeMap<>(Map.of(
            "customer",
            "c_custkey bigint, c_name string, c_address string, c_nationkey bigint, c_phone string,"
                    + " c_acctbal decimal(12,2), c_mktsegment string, c_comment string",
            "lineitem",
            "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int, l_quantity decimal(12,2),"
                    + " l_extendedprice decimal(12,2), l_discount decimal(12,2), l_tax decimal(12,2),"
                    + " l_returnflag string, l_linestatus string, l_shipdate date, l_commitdate date,"
                    + " l_receiptdate date, l_shipinstruct string, l_shipmode string, l_comment string",
            "nation",
            "n_nationkey bigint, n_name string, n_regionkey bigint, n_comment string",
            "orders",
            "o_orderkey bigint, o_custkey bigint, o_orderstatus string, o_totalprice decimal(12,2), o_orderdate date,"
                    + " o_orderpriority string, o_clerk string, o_shippriority int, o_comment string",
            "part",
            "p_partkey bigint, p_name string, p_mfgr string, p_brand string, p_type string, p_size int,"
                    + " p_container string, p_retailprice decimal(12,2), p_comment string",
            "partsupp",
            "ps_partkey bigint, ps_suppkey bigint, ps_availqty int, ps_supplycost decimal(12,2), ps_comment string",
            "region",
            "r_regionkey bigint, r_name string, r_comment string",
            "supplier",
            "s_suppkey bigint, s_name string, s_address string, s_nationkey bigint, s_phone string,"
                    + " s_acctbal decimal(12,2), s_comment string"));

    private final Path directory;

    private TpchTables(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes the data if the directory does not hold it yet.
     *
     * @param scale 1 is about a gigabyte
     */
    public static TpchTables make(String scale, Path directory) {
        String[] words = {"tpch", "--scale", scale, "--out", directory.toString()};
        int exitCode = new CommandLine(new DataCommand()).execute(words);
        if (exitCode != 0 || !Files.isDirectory(directory)) {
            throw new IllegalStateException("TPC-H at scale " + scale + " cannot be made in " + directory);
        }
        return new TpchTables(directory);
    }

    /** All eight. */
    public List<String> names() {
        return List.copyOf(COLUMNS.keySet());
    }

    /** Makes ORC tables of these names in the engine's current database, from text tables named {@code …_text}. */
    public void loadIntoHive(Engine hive, List<String> names) {
        for (String name : names) {
            hive.run("create table " + name + " stored as orc as select * from " + asText(hive, name));
        }
    }

    /**
     * Makes lineitem as an ORC table that is partitioned by the year of shipping, from a text table; each task of the
     * dynamic partition insert writes all seven years.
     */
    public void loadLineitemByYear(Engine hive) {
        String text = asText(hive, "lineitem");
        hive.run("create table lineitem (" + COLUMNS.get("lineitem")
                + ") partitioned by (l_shipyear int) stored as orc");
        hive.run("insert into lineitem partition (l_shipyear) select *, year(l_shipdate) from " + text);
    }

    private String asText(Engine hive, String name) {
        String text = name + "_text";
        hive.run("create external table " + text + " (" + COLUMNS.get(name) + ") row format delimited"
                + " fields terminated by '|' location '"
                + file(name).getParent().toUri() + "'");
        return text;
    }

    /** Makes tables of these names in a DuckDB. */
    public void loadIntoDuckDb(DuckDb duckDb, List<String> names) {
        for (String name : names) {
            duckDb.run("create table " + name + " (" + COLUMNS.get(name).replace("string", "varchar") + ")");
            duckDb.run(
                    "copy " + name + " from '" + file(name) + "' (format csv, delimiter '|', header false, quote '')");
        }
    }

    private Path file(String name) {
        return directory.toAbsolutePath().resolve(name).resolve(name + ".txt");
    }
}
