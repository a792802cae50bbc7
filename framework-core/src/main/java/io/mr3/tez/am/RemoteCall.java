package io.mr3.tez.am;

import io.mr3.tez.proto.PluginReport;

/** Something that a worker does for a plug-in host. On the DAG's mailbox. */
interface RemoteCall {
    /** Says all that a worker which knows nothing of this call must know. */
    void begin();

    /** The worker has said something about it. */
    void heard(PluginReport report);

    /** What the worker did is lost; {@link #begin} follows when there is another one, unless the call has ended. */
    void workerLost(String reason);

    /** Nothing will ever be done about it. */
    void refused(String reason);
}
