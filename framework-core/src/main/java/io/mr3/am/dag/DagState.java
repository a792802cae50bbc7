package io.mr3.am.dag;

import io.mr3.rpc.proto.DagStateProto;

/** States of a DAG. */
enum DagState {
    NEW(DagStateProto.DAG_SUBMITTED),
    RUNNING(DagStateProto.DAG_RUNNING),
    /** All vertices have succeeded; their outputs are made visible. */
    COMMITTING(DagStateProto.DAG_RUNNING),
    /** Its vertices are told to end. */
    TERMINATING(DagStateProto.DAG_RUNNING),
    /** No task runs; outputs are removed. */
    ABORTING(DagStateProto.DAG_RUNNING),
    SUCCEEDED(DagStateProto.DAG_SUCCEEDED),
    FAILED(DagStateProto.DAG_FAILED),
    KILLED(DagStateProto.DAG_KILLED);

    private final DagStateProto shown;

    DagState(DagStateProto shown) {
        this.shown = shown;
    }

    /** What clients see. */
    DagStateProto shown() {
        return shown;
    }
}
