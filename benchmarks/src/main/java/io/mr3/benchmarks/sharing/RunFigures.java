package io.mr3.benchmarks.sharing;

/**
 * A run in numbers.
 *
 * @param dags that ran
 * @param allocated workers that became ready for attempts, in all
 * @param wallSeconds from the first statement to the last rows; compiling is in it
 * @param dagSeconds from the arrival of each DAG to its end, in all
 * @param processorSeconds of DAGAppMaster and workers
 */
record RunFigures(int dags, int allocated, double wallSeconds, double dagSeconds, double processorSeconds) {}
