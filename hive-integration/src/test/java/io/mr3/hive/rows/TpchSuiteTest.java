package io.mr3.hive.rows;

import io.mr3.hive.compare.TpcBenchmark;

/** All 22 queries of TPC-H, with plain line items and with line items by year; and spread over several ContainerGroups. */
class TpchSuiteTest extends RowsSuite {
    TpchSuiteTest() {
        super(
                TpcBenchmark.TPCH,
                "0.1",
                "thread,two_processes,thread/by_year,two_processes/by_year,per_map_reduce,per_vertex",
                "3");
    }

    @Override
    boolean everyQueryHasRows() {
        return true;
    }
}
