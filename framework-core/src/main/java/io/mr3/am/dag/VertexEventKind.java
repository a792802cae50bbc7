package io.mr3.am.dag;

/** States of a vertex that plug-ins can subscribe to. Tez API: VertexState. */
public enum VertexEventKind {
    /** Number of tasks and edges are final. */
    CONFIGURED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    KILLED
}
