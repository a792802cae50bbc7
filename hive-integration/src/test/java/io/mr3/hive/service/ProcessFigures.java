package io.mr3.hive.service;

import java.util.Map;

/**
 * What a JVM holds after a full collection.
 *
 * @param heap bytes of objects
 * @param classes loaded classes
 * @param threads of the process
 * @param descriptors open files and sockets but for jars
 * @param ports on which it listens
 * @param tokens of Hadoop's
 */
record ProcessFigures(long heap, long classes, long threads, long descriptors, long ports, long tokens) {
    static ProcessFigures of(ProcessProbe probe) {
        Map<String, Long> instances = probe.instances();
        return new ProcessFigures(
                probe.heapBytes(),
                probe.loadedClasses(),
                probe.threads(),
                probe.descriptors().size(),
                probe.listeningPorts().size(),
                instances.getOrDefault("org.apache.hadoop.security.token.Token", 0L));
    }

    /** Whether a process that holds {@code later} after more of the same work keeps something of that work. */
    boolean grewTo(ProcessFigures later) {
        return later.heap > heap * 1.05
                || later.classes > classes * 1.01
                || later.threads > threads + 3
                || later.descriptors > descriptors + 5
                || later.ports != ports
                || later.tokens > tokens;
    }
}
