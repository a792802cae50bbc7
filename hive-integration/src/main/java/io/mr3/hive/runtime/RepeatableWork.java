package io.mr3.hive.runtime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.ql.exec.Operator;
import org.apache.hadoop.hive.ql.exec.Utilities;
import org.apache.hadoop.hive.ql.exec.tez.DagUtils;
import org.apache.hadoop.hive.ql.exec.tez.MapTezProcessor;
import org.apache.hadoop.hive.ql.exec.tez.ReduceTezProcessor;
import org.apache.hadoop.hive.ql.plan.AggregationDesc;
import org.apache.hadoop.hive.ql.plan.BaseWork;
import org.apache.hadoop.hive.ql.plan.DynamicPruningEventDesc;
import org.apache.hadoop.hive.ql.plan.ExprNodeDesc;
import org.apache.hadoop.hive.ql.plan.ExprNodeDescUtils;
import org.apache.hadoop.hive.ql.plan.FileSinkDesc;
import org.apache.hadoop.hive.ql.plan.FilterDesc;
import org.apache.hadoop.hive.ql.plan.GroupByDesc;
import org.apache.hadoop.hive.ql.plan.JoinDesc;
import org.apache.hadoop.hive.ql.plan.LimitDesc;
import org.apache.hadoop.hive.ql.plan.MapJoinDesc;
import org.apache.hadoop.hive.ql.plan.PTFDesc;
import org.apache.hadoop.hive.ql.plan.ReduceSinkDesc;
import org.apache.hadoop.hive.ql.plan.ScriptDesc;
import org.apache.hadoop.hive.ql.plan.SelectDesc;
import org.apache.hadoop.hive.ql.plan.TableScanDesc;
import org.apache.hadoop.hive.ql.plan.TopNKeyDesc;

/**
 * Whether a vertex of Hive writes the same rows to the same partitions when it runs again. In doubt it does not: then what
 * was made of a lost output is made again, which costs time; the other mistake costs rows.
 */
final class RepeatableWork {
    private static final Set<String> PROCESSORS =
            Set.of(MapTezProcessor.class.getName(), ReduceTezProcessor.class.getName());

    /** Aggregates that are the same in whatever order rows come. */
    private static final Set<String> UNORDERED =
            Set.of("count", "min", "max", "bloom_filter", "compute_bit_vector_hll");

    /** The same, but where floating point numbers are added up. */
    private static final Set<String> SUMS = Set.of("sum", "$sum0", "avg");

    private final boolean readsVertices;

    /** @param readsVertices whether rows come from other vertices, in any order; those of a split always come in the same */
    RepeatableWork(boolean readsVertices) {
        this.readsVertices = readsVertices;
    }

    /** Whether this is a vertex of which {@link #of} can tell. */
    static boolean knows(String processor) {
        return PROCESSORS.contains(processor);
    }

    /**
     * Reads the plan of a vertex.
     *
     * @param conf of its processor
     * @throws RuntimeException if there is none, or it names a class that is not here
     */
    static List<BaseWork> read(String processor, Configuration conf) throws IOException {
        List<BaseWork> works = new ArrayList<>();
        try {
            works.add(
                    processor.equals(MapTezProcessor.class.getName())
                            ? Utilities.getMapWork(conf)
                            : Utilities.getReduceWork(conf));
            for (String merged : conf.getTrimmedStringCollection(DagUtils.TEZ_MERGE_WORK_FILE_PREFIXES)) {
                works.add(Utilities.getMergeWork(conf, merged));
            }
        } finally {
            Utilities.clearWorkMap(conf);
        }
        if (works.contains(null)) {
            throw new IOException("expected a plan in the settings of a " + processor + ", got none");
        }
        return works;
    }

    boolean of(BaseWork work) {
        return work.getAllOperators().stream().map(Operator::getConf).allMatch(this::of);
    }

    /** Vectorised operators have the same descriptions as the others, but not the same classes. */
    private boolean of(Object operator) {
        if (operator instanceof ScriptDesc) {
            return false;
        }
        return expressions(operator).allMatch(ExprNodeDescUtils::isDeterministic)
                && !(readsVertices && dependsOnOrder(operator));
    }

    private static boolean dependsOnOrder(Object operator) {
        if (operator instanceof ReduceSinkDesc sink) {
            // rows without a key are dealt out in turn
            boolean dealtOut = isEmpty(sink.getPartitionCols()) && sink.getNumReducers() != 1;
            return dealtOut || sink.getTopN() >= 0;
        }
        if (operator instanceof GroupByDesc group) {
            return group.getAggregators().stream().anyMatch(RepeatableWork::dependsOnOrder);
        }
        return operator instanceof LimitDesc || operator instanceof PTFDesc || operator instanceof TopNKeyDesc;
    }

    private static boolean dependsOnOrder(AggregationDesc aggregate) {
        String name = aggregate.getGenericUDAFName();
        boolean addsFloats = aggregate.getParameters().stream()
                .map(ExprNodeDesc::getTypeString)
                .anyMatch(type -> type.contains("double") || type.contains("float"));
        return !UNORDERED.contains(name) && !(SUMS.contains(name) && !addsFloats);
    }

    private static boolean isEmpty(Collection<?> list) {
        return list == null || list.isEmpty();
    }

    private static Stream<ExprNodeDesc> expressions(Object operator) {
        List<ExprNodeDesc> found = new ArrayList<>();
        if (operator instanceof TableScanDesc scan) {
            found.add(scan.getFilterExpr());
        } else if (operator instanceof FilterDesc filter) {
            found.add(filter.getPredicate());
        } else if (operator instanceof SelectDesc select) {
            addAll(found, select.getColList());
        } else if (operator instanceof GroupByDesc group) {
            addAll(found, group.getKeys());
            group.getAggregators().forEach(aggregate -> addAll(found, aggregate.getParameters()));
        } else if (operator instanceof ReduceSinkDesc sink) {
            addAll(found, sink.getKeyCols());
            addAll(found, sink.getValueCols());
            addAll(found, sink.getPartitionCols());
            addAll(found, sink.getBucketCols());
        } else if (operator instanceof JoinDesc join) {
            join.getExprs().values().forEach(list -> addAll(found, list));
            if (join.getFilters() != null) {
                join.getFilters().values().forEach(list -> addAll(found, list));
            }
            addAll(found, join.getResidualFilterExprs());
            if (join instanceof MapJoinDesc mapJoin && mapJoin.getKeys() != null) {
                mapJoin.getKeys().values().forEach(list -> addAll(found, list));
            }
        } else if (operator instanceof DynamicPruningEventDesc pruning) {
            found.add(pruning.getPartKey());
            found.add(pruning.getPredicate());
        } else if (operator instanceof FileSinkDesc sink) {
            addAll(found, sink.getPartitionCols());
        } else if (operator instanceof TopNKeyDesc top) {
            addAll(found, top.getKeyColumns());
            addAll(found, top.getPartitionKeyColumns());
        }
        return found.stream().filter(expression -> expression != null);
    }

    private static void addAll(List<ExprNodeDesc> found, List<ExprNodeDesc> more) {
        if (more != null) {
            found.addAll(more);
        }
    }
}
