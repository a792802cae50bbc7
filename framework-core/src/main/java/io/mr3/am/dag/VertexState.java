package io.mr3.am.dag;

import io.mr3.rpc.proto.VertexStateProto;

/** States of a vertex. */
enum VertexState {
    NEW(VertexStateProto.VERTEX_NEW),
    /** Its manager, initialisers and committers prepare; its parallelism or a routing may be unknown. */
    INITIALIZING(VertexStateProto.VERTEX_INITIALIZING),
    /** It waits for its sources to start. */
    INITED(VertexStateProto.VERTEX_INITED),
    RUNNING(VertexStateProto.VERTEX_RUNNING),
    COMMITTING(VertexStateProto.VERTEX_COMMITTING),
    /** May run again, if an output is lost. */
    SUCCEEDED(VertexStateProto.VERTEX_SUCCEEDED),
    /** Its tasks are told to end. */
    TERMINATING(VertexStateProto.VERTEX_RUNNING),
    FAILED(VertexStateProto.VERTEX_FAILED),
    KILLED(VertexStateProto.VERTEX_KILLED);

    private final VertexStateProto shown;

    VertexState(VertexStateProto shown) {
        this.shown = shown;
    }

    /** What clients see. */
    VertexStateProto shown() {
        return shown;
    }

    /** Whether it has been allowed to run. */
    boolean hasStarted() {
        return this == RUNNING || this == COMMITTING || this == SUCCEEDED;
    }

    /** Whether it no longer does what it was made for. */
    boolean isGivenUp() {
        return this == TERMINATING || this == FAILED || this == KILLED;
    }

    /** Whether none of its tasks runs, as things stand. */
    boolean isAtRest() {
        return this == SUCCEEDED || this == FAILED || this == KILLED;
    }
}
