package io.mr3.tez;

import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.common.counters.TezCounters;
import org.apache.tez.dag.api.UserPayload;

/**
 * What an application needs around the attempts that share a JVM, and around the initialisers that share the master's;
 * found by {@link java.util.ServiceLoader}. The engine itself knows no application.
 */
public interface TaskEnvironment {
    /** Where the environment runs. */
    enum Role {
        MASTER,
        WORKER
    }

    /**
     * Once per process, before anything else of the application runs.
     *
     * @param slots attempts (or initialisers) at once
     * @param taskMemoryBytes memory of all of them together
     * @param cacheBytes memory of the application's cache, 0 for none
     */
    default void processStarted(Role role, String name, int slots, long taskMemoryBytes, long cacheBytes) {}

    /**
     * On the root thread of an attempt, before anything of it is built; threads made later by this one inherit what is set
     * here.
     *
     * @param id attempt id in Tez's text form, or a name of the same uniqueness for an initialiser
     */
    default void attemptBegins(String id) {}

    /**
     * On the same thread, once what the attempt counts has a place and before any of it runs.
     *
     * @param counters become part of the attempt's; for whatever the application counts outside of Tez's own
     */
    default void attemptCounts(String id, TezCounters counters) {}

    /** On the same thread, when all of the attempt is done. */
    default void attemptEnds(String id) {}

    /**
     * Artifacts of which every process must have the same version, e.g. {@code hive-exec}: a session may name its own copy
     * of what is installed, and no other.
     */
    default Set<String> fixedArtifacts() {
        return Set.of();
    }

    /**
     * Whether a task that runs again on the same inputs may write other rows, or divide them otherwise among its partitions:
     * since it draws random numbers, or since what it writes depends on an order in which rows happen to arrive. In the
     * master, as the DAG's user and with its class loader; rarely, as it is asked only when an output is lost.
     *
     * @param processor class name of the vertex' processor
     * @param payload of the processor
     * @param readsVertices whether it reads outputs of other vertices, which arrive in any order
     * @return false if that is nobody's processor that this application knows
     * @throws Exception if the payload cannot be read; then outputs are taken to differ
     */
    default boolean outputsMayDiffer(String processor, UserPayload payload, boolean readsVertices) throws Exception {
        return false;
    }

    /** The DAG has ended; nothing of it runs here any more. */
    default void dagEnded(String dagId, Configuration dagConf) {}
}
