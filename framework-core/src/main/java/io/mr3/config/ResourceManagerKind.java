package io.mr3.config;

/** Where workers come from. */
public enum ResourceManagerKind {
    /** This host. */
    LOCAL,
    /** mr3's own cluster manager. */
    STANDALONE,
    /** Apache Mesos. */
    MESOS,
    /** Hadoop YARN. */
    YARN
}
