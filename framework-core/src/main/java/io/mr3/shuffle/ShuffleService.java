package io.mr3.shuffle;

import java.util.concurrent.Executor;

/**
 * What all connections of one server share.
 *
 * @param disk runs whatever blocks on a disk
 * @param keepAliveSeconds how long clients may keep an idle connection
 */
record ShuffleService(
        ServedDags dags, OutputFiles outputs, ShuffleCounters counters, Executor disk, long keepAliveSeconds) {}
