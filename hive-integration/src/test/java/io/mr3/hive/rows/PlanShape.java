package io.mr3.hive.rows;

import io.mr3.hive.compare.Engine;
import io.mr3.hive.compare.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A statement that is there for the form of its DAG.
 *
 * @param query whose rows are compared; its plan shows the shape, unless inserts do
 * @param settings of Hive's session under which it has that shape, over {@link #USUAL}
 * @param inserts what runs before the query, in Hive alone; EXPLAIN of the last one shows {@code insertShape}
 * @param insertShape words that its plan must show
 * @param judged what the other database is asked instead of the query, if the query reads what the inserts wrote; null if
 *     nothing can be asked, and only Hive on stock Tez can judge
 */
record PlanShape(
        Statement query, Map<String, String> settings, List<String> inserts, List<String> insertShape, String judged) {
    /** What every shape starts from; each setting that any shape changes is here. */
    private static final Map<String, String> USUAL = Map.ofEntries(
            Map.entry("hive.auto.convert.join", "false"),
            Map.entry("hive.auto.convert.join.noconditionaltask.size", "10000000"),
            Map.entry("hive.tez.auto.reducer.parallelism", "false"),
            Map.entry("hive.exec.reducers.bytes.per.reducer", "256000000"),
            Map.entry("hive.tez.dynamic.partition.pruning", "false"),
            Map.entry("hive.tez.cartesian-product.enabled", "false"),
            Map.entry("hive.optimize.dynamic.partition.hashjoin", "false"),
            Map.entry("hive.auto.convert.sortmerge.join", "false"),
            Map.entry("hive.optimize.sort.dynamic.partition.threshold", "0"),
            Map.entry("hive.tez.dynamic.semijoin.reduction", "false"),
            Map.entry("hive.tez.bigtable.minsize.semijoin.reduction", "100000000"),
            Map.entry("hive.tez.min.bloom.filter.entries", "1000000"),
            Map.entry("hive.tez.dynamic.semijoin.reduction.threshold", "0.5"),
            Map.entry("hive.disable.unsafe.external.table.operations", "true"),
            Map.entry("hive.groupby.skewindata", "false"),
            Map.entry("hive.optimize.skewjoin.compiletime", "false"),
            Map.entry("hive.vectorized.execution.enabled", "true"),
            Map.entry("hive.compute.query.using.stats", "false"),
            Map.entry("hive.merge.tezfiles", "false"),
            Map.entry("tez.runtime.sorter.class", "PIPELINED"),
            Map.entry("tez.runtime.pipelined-shuffle.enabled", "false"),
            Map.entry("tez.runtime.enable.final-merge.in.output", "true"),
            Map.entry("tez.runtime.io.sort.mb", "40"),
            Map.entry("hive.query.name", "unnamed"));

    static PlanShape of(String name, String sql, String... words) {
        Statement query = Statement.of(name, sql).showing(words);
        return new PlanShape(query, Map.of(), List.of(), List.of(), sql);
    }

    PlanShape with(String key, String value) {
        if (!USUAL.containsKey(key)) {
            throw new IllegalArgumentException("expected one of " + USUAL.keySet() + ", got " + key);
        }
        Map<String, String> more = new TreeMap<>(settings);
        more.put(key, value);
        return new PlanShape(query, more, inserts, insertShape, judged);
    }

    /** Made ready by these statements, the last of which shows these words, and judged by another query. */
    PlanShape after(List<String> statements, List<String> words, String judgesQuery) {
        return new PlanShape(query, settings, statements, words, judgesQuery);
    }

    /** The other database has no such thing, or says it in another way. */
    PlanShape judgedByStockTezAlone() {
        return new PlanShape(query, settings, inserts, insertShape, null);
    }

    String name() {
        return query.name();
    }

    /** Brings the session into the state in which the query can run, and returns what is wrong with the plans. */
    List<String> prepare(Engine hive) {
        Map<String, String> session = new TreeMap<>(USUAL);
        session.put("hive.query.name", query.name());
        session.putAll(settings);
        session.forEach((key, value) -> hive.run("set " + key + "=" + value));
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < inserts.size(); i++) {
            if (i == inserts.size() - 1) {
                wrong.addAll(missing(hive, inserts.get(i), insertShape));
            }
            hive.run(inserts.get(i));
        }
        wrong.addAll(missing(hive, query.sql(), query.planShape()));
        return wrong;
    }

    private List<String> missing(Engine hive, String sql, List<String> words) {
        if (words.isEmpty()) {
            return List.of();
        }
        List<String> plan = hive.run("explain " + sql).lines();
        return words.stream()
                .filter(word -> plan.stream().noneMatch(line -> line.contains(word)))
                .map(word -> query.name() + ": no " + word + " in\n" + String.join("\n", plan))
                .toList();
    }
}
