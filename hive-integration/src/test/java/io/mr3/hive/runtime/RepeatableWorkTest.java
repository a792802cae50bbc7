package io.mr3.hive.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.ql.CompilationOpContext;
import org.apache.hadoop.hive.ql.exec.FunctionRegistry;
import org.apache.hadoop.hive.ql.exec.Operator;
import org.apache.hadoop.hive.ql.exec.OperatorFactory;
import org.apache.hadoop.hive.ql.exec.tez.ReduceTezProcessor;
import org.apache.hadoop.hive.ql.plan.AggregationDesc;
import org.apache.hadoop.hive.ql.plan.ExprNodeColumnDesc;
import org.apache.hadoop.hive.ql.plan.ExprNodeConstantDesc;
import org.apache.hadoop.hive.ql.plan.ExprNodeDesc;
import org.apache.hadoop.hive.ql.plan.ExprNodeGenericFuncDesc;
import org.apache.hadoop.hive.ql.plan.FilterDesc;
import org.apache.hadoop.hive.ql.plan.GroupByDesc;
import org.apache.hadoop.hive.ql.plan.LimitDesc;
import org.apache.hadoop.hive.ql.plan.OperatorDesc;
import org.apache.hadoop.hive.ql.plan.ReduceSinkDesc;
import org.apache.hadoop.hive.ql.plan.ReduceWork;
import org.apache.hadoop.hive.ql.plan.ScriptDesc;
import org.apache.hadoop.hive.ql.plan.SelectDesc;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfo;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfoFactory;
import org.junit.jupiter.api.Test;

class RepeatableWorkTest {
    private static final ExprNodeDesc COLUMN = column("k", TypeInfoFactory.longTypeInfo);

    private static ExprNodeDesc column(String name, TypeInfo type) {
        return new ExprNodeColumnDesc(type, name, "t", false);
    }

    private static ExprNodeDesc call(String function, ExprNodeDesc... arguments) throws Exception {
        return ExprNodeGenericFuncDesc.newInstance(
                FunctionRegistry.getFunctionInfo(function).getGenericUDF(), new ArrayList<>(List.of(arguments)));
    }

    /** A vertex with one operator behind another. */
    private static boolean isRepeatable(boolean readsVertices, OperatorDesc... operators) {
        Operator<?> root = null;
        Operator<?> last = null;
        for (OperatorDesc desc : operators) {
            Operator<?> next = OperatorFactory.get(new CompilationOpContext(), desc);
            if (last == null) {
                root = next;
            } else {
                last.setChildOperators(new ArrayList<>(List.of(next)));
                next.setParentOperators(new ArrayList<>(List.of(last)));
            }
            last = next;
        }
        ReduceWork work = new ReduceWork("Reducer 2");
        work.setReducer(root);
        return new RepeatableWork(readsVertices).of(work);
    }

    private static SelectDesc select(ExprNodeDesc... columns) {
        return new SelectDesc(List.of(columns), List.of("_col0"));
    }

    private static ReduceSinkDesc sink(List<ExprNodeDesc> partitionColumns, int reducers, int top) {
        ReduceSinkDesc sink = new ReduceSinkDesc();
        sink.setKeyCols(List.of(COLUMN));
        sink.setPartitionCols(partitionColumns);
        sink.setNumReducers(reducers);
        sink.setTopN(top);
        return sink;
    }

    private static GroupByDesc group(String function, TypeInfo type) {
        GroupByDesc group = new GroupByDesc();
        group.setKeys(List.of(COLUMN));
        AggregationDesc aggregate = new AggregationDesc();
        aggregate.setGenericUDAFName(function);
        aggregate.setParameters(List.of(column("v", type)));
        group.setAggregators(List.of(aggregate));
        return group;
    }

    @Test
    void plainRowsAre() {
        assertTrue(isRepeatable(true, select(COLUMN), sink(List.of(COLUMN), -1, -1)));
        assertTrue(isRepeatable(true, group("sum", TypeInfoFactory.longTypeInfo), select(COLUMN)));
        assertTrue(isRepeatable(true, group("max", TypeInfoFactory.doubleTypeInfo)));
    }

    @Test
    void luckIsNotWhereverItStands() throws Exception {
        ExprNodeDesc half = new ExprNodeConstantDesc(TypeInfoFactory.doubleTypeInfo, 0.5);
        assertFalse(isRepeatable(false, select(call("rand"))));
        assertFalse(isRepeatable(false, select(call("uuid"))));
        assertFalse(isRepeatable(false, new FilterDesc(call("<", call("rand"), half), false), select(COLUMN)));
        assertFalse(isRepeatable(false, select(COLUMN), sink(List.of(call("rand")), -1, -1)), "as for skewed groups");
        assertTrue(isRepeatable(false, select(call("<", COLUMN, half))));
    }

    @Test
    void scriptsMayDoAnything() {
        assertFalse(isRepeatable(false, new ScriptDesc()));
    }

    @Test
    void orderMattersWhereItIsNotGiven() {
        for (OperatorDesc desc : List.of(
                new LimitDesc(10),
                sink(List.of(COLUMN), -1, 10),
                sink(List.of(), -1, -1),
                group("collect_list", TypeInfoFactory.longTypeInfo),
                group("sum", TypeInfoFactory.doubleTypeInfo))) {
            assertFalse(isRepeatable(true, desc), desc.getClass().getName());
            assertTrue(isRepeatable(false, desc), desc.getClass().getName());
        }
        assertTrue(isRepeatable(true, sink(List.of(), 1, -1)), "one reducer gets all rows");
    }

    @Test
    void settingsWithoutPlanAreAnError() {
        String processor = ReduceTezProcessor.class.getName();
        assertTrue(RepeatableWork.knows(processor));
        assertFalse(RepeatableWork.knows("org.example.Processor"));
        IOException e = assertThrows(IOException.class, () -> RepeatableWork.read(processor, new Configuration(false)));
        assertEquals("expected a plan in the settings of a " + processor + ", got none", e.getMessage());
    }
}
