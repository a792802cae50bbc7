package io.mr3.am.lease;

/** Whose DAGs a ContainerGroup is there for. */
public enum GroupScope {
    /** Those of every session. */
    OPEN,
    /** Those of one session; the group ends with it. */
    SESSION,
    /** One DAG; the group ends with it. */
    PRIVATE
}
