package io.mr3.hive.rows;

import java.util.ArrayList;
import java.util.List;

/** What else people do with Hive: formats, types, views, transactions, statistics, and settings of Tez's runtime. */
final class MoreStatements {
    private static final String ACID = " stored as orc tblproperties ('transactional'='true')";

    private static final List<PlanShape> REDUCTIONS = List.of(PlanShape.of(
                    "semijoin-reduction",
                    "select count(*), sum(fact.v + big.w) from fact join big on fact.k = big.k where big.w = 17",
                    "bloom_filter")
            .with("hive.tez.dynamic.partition.pruning", "true")
            .with("hive.tez.dynamic.semijoin.reduction", "true")
            .with("hive.tez.bigtable.minsize.semijoin.reduction", "1")
            .with("hive.tez.min.bloom.filter.entries", "1")
            .with("hive.tez.dynamic.semijoin.reduction.threshold", "-999999999999")
            .with("hive.disable.unsafe.external.table.operations", "false"));

    private static final List<PlanShape> RUNTIME = List.of(
            ordered("legacy-sorter").with("tez.runtime.sorter.class", "LEGACY"),
            ordered("pipelined-shuffle")
                    .with("tez.runtime.pipelined-shuffle.enabled", "true")
                    .with("tez.runtime.enable.final-merge.in.output", "false"),
            ordered("unmerged-spills").with("tez.runtime.enable.final-merge.in.output", "false"),
            PlanShape.of("row-by-row", "select k % 100, count(*), max(v) from fact group by k % 100", "SIMPLE_EDGE")
                    .with("hive.vectorized.execution.enabled", "false"),
            PlanShape.of("skewed-groups", "select v % 5, count(*), sum(k) from fact group by v % 5", "rand()")
                    .with("hive.groupby.skewindata", "true"));

    private static final List<PlanShape> FORMATS = formats();

    private static final List<PlanShape> TYPES = List.of(
            PlanShape.of(
                            "complex-types",
                            "select id, size(tags), tags[1], attributes['k'], place.x from complex where size(tags) > 1")
                    .after(
                            List.of(
                                    "create table complex (id int, tags array<string>, attributes map<string,int>,"
                                            + " place struct<x:int,y:string>) stored as orc",
                                    "insert into complex select k, array('a', cast(v as string)), map('k', v),"
                                            + " named_struct('x', d, 'y', 'here') from fact where k < 3000"),
                            List.of(),
                            "select k, 2, cast(v as varchar), v, d from fact where k < 3000"),
            PlanShape.of(
                            "lateral-view",
                            "select w.word, count(*) from big lateral view explode(array(w % 3, w % 5)) w as word"
                                    + " group by w.word",
                            "Lateral View Join Operator")
                    .after(
                            List.of(),
                            List.of(),
                            "select word, count(*) from (select w % 3 word from big union all select w % 5 from big) x"
                                    + " group by word"),
            PlanShape.of(
                            "outer-lateral-view",
                            "select count(*), count(e.x) from dim lateral view outer explode(if(d < 4, array(d, d),"
                                    + " cast(null as array<int>))) e as x",
                            "Lateral View Join Operator")
                    .after(List.of(), List.of(), "select 12, 8"),
            PlanShape.of(
                            "collected",
                            "select d, sort_array(collect_set(v % 4)), size(collect_list(v)) from fact group by d")
                    .judgedByStockTezAlone(),
            PlanShape.of(
                            "scripts",
                            "select transform (k, w) using 'cat' as (a string, b string) from big where w < 100",
                            "Transform Operator")
                    .after(
                            List.of(),
                            List.of(),
                            "select cast(k as varchar), cast(w as varchar) from big where w < 100"));

    private static final List<PlanShape> QUERIES = List.of(
            PlanShape.of("view", "select sum(n) from per_k where n > 0")
                    .after(
                            List.of("create view per_k as select k, count(*) n from fact group by k"),
                            List.of(),
                            "select sum(n) from (select k, count(*) n from fact group by k) x"),
            PlanShape.of(
                    "common-table-expression",
                    "with low as (select * from fact where v < 100), high as (select * from fact where v > 900)"
                            + " select count(*), sum(low.v), sum(high.v) from low join high on low.d = high.d"
                            + " where low.k < 2000 and high.k < 2000",
                    "SIMPLE_EDGE"),
            PlanShape.of("exists", "select count(*) from big where exists (select 1 from fact where fact.k = big.k)"),
            PlanShape.of("not-in", "select count(*) from big where k not in (select k from fact where v < 500)"),
            PlanShape.of(
                    "full-outer-join",
                    "select count(*), count(fact.k), count(big.k) from fact full outer join big on fact.k = big.k",
                    "SIMPLE_EDGE"),
            PlanShape.of("union-distinct", "select count(*) from (select k from fact union select k from big) u"),
            PlanShape.of("intersect", "select count(*) from (select k from fact intersect select k from big) u"),
            PlanShape.of("except", "select count(*) from (select k from fact except select k from big) u"),
            PlanShape.of(
                    "ranks",
                    "select * from (select k, d, rank() over (partition by d order by v desc, k) r,"
                            + " lag(v) over (partition by d order by k) l from fact) x where r <= 5",
                    "PTF Operator"),
            PlanShape.of("cube", "select d, v % 2, count(*) from fact group by d, v % 2 with cube")
                    .after(List.of(), List.of(), "select d, v % 2, count(*) from fact group by cube (d, v % 2)"),
            PlanShape.of("distinct-aggregates", "select d, count(distinct v), count(distinct k) from fact group by d"),
            PlanShape.of("order-by-all", "select k, v from fact where v < 50 order by k, v", "SIMPLE_EDGE"),
            PlanShape.of("skewed-table", "select count(*), sum(a.v + b.w) from lopsided a join big b on a.k = b.k")
                    .with("hive.optimize.skewjoin.compiletime", "true")
                    .after(
                            List.of(
                                    "create table lopsided (k int, v int) skewed by (k) on (3) stored as orc",
                                    "insert into lopsided select if(v < 500, 3, k), v from fact"),
                            List.of(),
                            "select count(*), sum(a.v + b.w) from (select case when v < 500 then 3 else k end k, v from"
                                    + " fact) a join big b on a.k = b.k"));

    private static final List<PlanShape> CHANGES = List.of(
            PlanShape.of("update-and-delete", "select count(*), sum(v), max(v) from account")
                    .after(
                            List.of(
                                    "create table account (k int, v int)" + ACID,
                                    "insert into account select k, v from fact",
                                    "update account set v = v + 1 where k % 2 = 0",
                                    "delete from account where k % 5 = 0"),
                            List.of("SIMPLE_EDGE"),
                            "select count(*), sum(case when k % 2 = 0 then v + 1 else v end), max(case when k % 2 = 0 then"
                                    + " v + 1 else v end) from fact where k % 5 <> 0"),
            PlanShape.of("merge", "select count(*), sum(v) from target")
                    .after(
                            List.of(
                                    "create table target (k int, v int)" + ACID,
                                    "insert into target select k, v from fact where k < 6000",
                                    "merge into target t using (select k, w from big) s on t.k = s.k"
                                            + " when matched and s.w < 300 then delete"
                                            + " when matched then update set v = s.w"
                                            + " when not matched then insert values (s.k, s.w)"),
                            List.of("SIMPLE_EDGE"),
                            "select count(*), sum(v) from (select fact.k, coalesce(big.w, fact.v) v from fact left join big"
                                    + " on fact.k = big.k where fact.k < 6000 and (big.w is null or big.w >= 300)"
                                    + " union all select big.k, big.w from big left join"
                                    + " (select k from fact where k < 6000) f on f.k = big.k where f.k is null) x"),
            PlanShape.of("overwrite", "select count(*), sum(v) from replaced")
                    .after(
                            List.of(
                                    "create table replaced (v int) partitioned by (d int) stored as orc",
                                    "insert into replaced partition (d) select v, d from fact",
                                    "insert overwrite table replaced partition (d) select v, d from fact where d < 3"),
                            List.of("SIMPLE_EDGE"),
                            "select count(*), sum(v) from fact" + " where d >= 3 or d < 3"),
            PlanShape.of("merged-files", "select count(*), sum(k) from few_files")
                    .with("hive.merge.tezfiles", "true")
                    .after(
                            List.of(
                                    "create table few_files (k int) stored as orc",
                                    "insert into few_files select k from fact"),
                            List.of("Merge"),
                            "select count(*), sum(k) from fact"),
            PlanShape.of("materialized-view", "select d, n, s from per_d")
                    .after(
                            List.of(
                                    "create table source (d int, v int)" + ACID,
                                    "insert into source select d, v from fact where v < 500",
                                    "create materialized view per_d" + ACID
                                            + " as select d, count(*) n, sum(v) s from source group by d",
                                    "insert into source select d, v from fact where v >= 500",
                                    "alter materialized view per_d rebuild"),
                            List.of(),
                            "select d, count(*), sum(v) from fact group by d"),
            PlanShape.of("answered-by-statistics", "select count(*), min(k), max(k), max(v) from measured")
                    .with("hive.compute.query.using.stats", "true")
                    .after(
                            List.of(
                                    "create table measured (k int, v int)" + ACID,
                                    "insert into measured select k, v from fact",
                                    "analyze table measured compute statistics for columns"),
                            List.of("Stats Work"),
                            "select count(*), min(k), max(k), max(v) from fact"));

    private MoreStatements() {}

    static List<PlanShape> all() {
        List<PlanShape> all = new ArrayList<>();
        List.of(REDUCTIONS, RUNTIME, FORMATS, TYPES, QUERIES, CHANGES).forEach(all::addAll);
        return all;
    }

    /** Much to sort, in little memory: several spills. */
    private static PlanShape ordered(String name) {
        return PlanShape.of(
                        name,
                        "select a.k, a.v, b.w from fact a join big b on a.k = b.k where a.v % 3 = 1",
                        "SIMPLE_EDGE")
                .with("tez.runtime.io.sort.mb", "1");
    }

    private static List<PlanShape> formats() {
        List<PlanShape> shapes = new ArrayList<>();
        for (String format : List.of("textfile", "sequencefile", "rcfile", "orc", "parquet", "avro", "jsonfile")) {
            shapes.add(PlanShape.of(
                            "in-" + format,
                            "select d, count(*), sum(k), count(name), sum(price), max(day), sum(half) from typed_"
                                    + format + " group by d",
                            "SIMPLE_EDGE")
                    .after(
                            List.of(
                                    "create table typed_" + format + " (k bigint, name string, price decimal(10,2),"
                                            + " day date, half double) partitioned by (d int) stored as " + format,
                                    "insert into typed_" + format + " partition (d) select k, if(v % 7 = 0, null,"
                                            + " concat('n', cast(v as string))), cast(v as decimal(10,2)) / 4,"
                                            + " date_add('2020-01-01', v), v / 2.0D, d from fact where d < 3"),
                            List.of("SIMPLE_EDGE"),
                            "select d, count(*), sum(k), count(case when v % 7 <> 0 then 1 end),"
                                    + " sum(cast(v / 4.0 as decimal(10,2))), max(date '2020-01-01' + v),"
                                    + " sum(v / 2.0::double) from fact where d < 3 group by d"));
        }
        return shapes;
    }
}
