package io.mr3.hive.rows;

import java.util.List;

/** A statement for each form of DAG that Hive plans. */
final class PlanShapes {
    private static final String JOIN =
            "select count(*), sum(fact.v + big.w) from fact join big on fact.k = big.k" + " where fact.v % 50 = 7";

    static final PlanShape PLAIN_JOIN =
            PlanShape.of("plain-join", JOIN, "SIMPLE_EDGE").with("hive.exec.reducers.bytes.per.reducer", "20000");

    /** Hive trusts the order of buckets in such tables alone: not in external ones, and full ACID tables have none. */
    private static final String INSERT_ONLY =
            " tblproperties ('transactional'='true','transactional_properties'='insert_only')";

    /** The filter leaves far less than Hive expects, so its vertex manager needs fewer reducers than planned. */
    static final PlanShape REDUCED_JOIN = PlanShape.of("reduced-join", JOIN, "SIMPLE_EDGE")
            .with("hive.exec.reducers.bytes.per.reducer", "20000")
            .with("hive.tez.auto.reducer.parallelism", "true");

    static final List<PlanShape> ALL = List.of(
            PLAIN_JOIN,
            REDUCED_JOIN,
            PlanShape.of(
                            "map-join",
                            "select dim.name, count(*), sum(fact.v) from fact join dim on fact.d = dim.d group by dim.name",
                            "BROADCAST_EDGE")
                    .with("hive.auto.convert.join", "true"),
            PlanShape.of(
                    "union",
                    "select src, count(*), sum(n) from (select 'f' src, v n from fact where v > 10"
                            + " union all select 'b' src, w n from big) u group by src",
                    "CONTAINS"),
            PlanShape.of(
                    "top",
                    "select * from (select k, v from fact order by v desc, k limit 10) top",
                    "SIMPLE_EDGE",
                    "Limit"),
            PlanShape.of("dynamic-partitions", "select d, count(*), sum(k), sum(v) from dyn group by d")
                    .after(
                            List.of(
                                    "create table dyn (k int, v int) partitioned by (d int) stored as orc",
                                    "insert into dyn partition (d) select k, v, d from fact"),
                            List.of("SIMPLE_EDGE", "Dependency Collection"),
                            "select d, count(*), sum(k), sum(v) from fact group by d"),
            PlanShape.of(
                            "multi-insert",
                            "select 'low' part, count(*), sum(n) from low union all"
                                    + " select 'high' part, count(*), sum(n) from high")
                    .after(
                            List.of(
                                    "create table low (n int) stored as orc",
                                    "create table high (n int) stored as orc",
                                    "from fact insert into low select v where v < 100"
                                            + " insert into high select distinct v where v >= 100"),
                            List.of("default.low", "default.high"),
                            "select 'low' part, count(*), sum(v) from fact where v < 100 union all"
                                    + " select 'high' part, count(distinct v), sum(distinct v) from fact where v >= 100"),
            PlanShape.of(
                            "partition-pruning",
                            "select count(*), sum(fact.v) from fact join dim on fact.d = dim.d where dim.name = 'name 3'",
                            "Dynamic Partitioning Event Operator")
                    .with("hive.tez.dynamic.partition.pruning", "true"),
            PlanShape.of(
                            "all-partitions-pruned",
                            "select count(*), sum(fact.v) from fact join dim on fact.d = dim.d where dim.name = 'nobody'",
                            "Dynamic Partitioning Event Operator")
                    .with("hive.tez.dynamic.partition.pruning", "true"),
            PlanShape.of(
                            "bucket-map-join",
                            "select count(*), sum(a.v + b.v) from bucketed a join bucketed_too b on a.k = b.k",
                            "CUSTOM_EDGE")
                    .with("hive.auto.convert.join", "true")
                    .with("hive.auto.convert.join.noconditionaltask.size", "1000000")
                    .after(
                            List.of(
                                    "create table bucketed (k int, v int) clustered by (k) into 4 buckets"
                                            + " stored as orc tblproperties ('transactional'='true')",
                                    "create table bucketed_too (k int, v int) clustered by (k) into 4 buckets"
                                            + " stored as orc tblproperties ('transactional'='true')",
                                    "insert into bucketed select k, v from fact",
                                    "insert into bucketed_too select k, w from big"),
                            List.of("SIMPLE_EDGE"),
                            "select count(*), sum(fact.v + big.w) from fact join big on fact.k = big.k"),
            PlanShape.of(
                    "window",
                    "select k, sum(w) over (partition by k % 10 order by k rows between 2 preceding and current row)"
                            + " from big",
                    "PTF Operator"),
            PlanShape.of(
                            "cartesian-product",
                            "select count(*), sum(a.w + b.d), min(b.name) from big a cross join dim b",
                            "XPROD_EDGE")
                    .with("hive.tez.cartesian-product.enabled", "true"),
            PlanShape.of("partitioned-hash-join", JOIN, "CUSTOM_SIMPLE_EDGE")
                    .with("hive.auto.convert.join", "true")
                    .with("hive.auto.convert.join.noconditionaltask.size", "20000")
                    .with("hive.exec.reducers.bytes.per.reducer", "20000")
                    .with("hive.optimize.dynamic.partition.hashjoin", "true"),
            PlanShape.of(
                            "sort-merge-bucket-join",
                            "select count(*), sum(a.v + b.v) from sorted a join sorted_too b on a.k = b.k",
                            "Dummy Store")
                    .with("hive.auto.convert.join", "true")
                    .with("hive.auto.convert.join.noconditionaltask.size", "1")
                    .with("hive.auto.convert.sortmerge.join", "true")
                    .after(
                            List.of(
                                    "create table sorted (k int, v int) clustered by (k) sorted by (k) into 4 buckets"
                                            + " stored as orc" + INSERT_ONLY,
                                    "create table sorted_too (k int, v int) clustered by (k) sorted by (k) into 4"
                                            + " buckets stored as orc" + INSERT_ONLY,
                                    "insert into sorted select k, v from fact",
                                    "insert into sorted_too select k, w from big"),
                            List.of("SIMPLE_EDGE"),
                            "select count(*), sum(fact.v + big.w) from fact join big on fact.k = big.k"),
            PlanShape.of(
                            "grouping-sets",
                            "select d, v % 3, count(*), sum(k) from fact group by d, v % 3"
                                    + " grouping sets ((d, v % 3), (d), ())",
                            "Group By Operator")
                    .after(
                            List.of(),
                            List.of(),
                            "select d, v % 3, count(*), sum(k) from fact group by"
                                    + " grouping sets ((d, v % 3), (d), ())"),
            PlanShape.of("empty-table", "select count(*), max(k) from nothing where k > 3", "SIMPLE_EDGE"),
            PlanShape.of(
                    "join-with-empty-table",
                    "select count(*), count(nothing.k) from big left join nothing on big.k = nothing.k",
                    "SIMPLE_EDGE"),
            PlanShape.of("missing-partition", "select count(*), sum(v) from fact where d = 77"));

    private PlanShapes() {}
}
