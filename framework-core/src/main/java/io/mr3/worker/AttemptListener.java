package io.mr3.worker;

import io.mr3.common.AttemptId;
import io.mr3.rpc.proto.AttemptReport;

/** What an attempt tells its worker; from any thread, in order per attempt. */
public interface AttemptListener {
    /** Something is new. The report with an end is the attempt's last sign of life: all its own threads are done. */
    void report(AttemptReport report);

    /** It asks whether it may commit; {@link RunningAttempt#answerCommit} follows. */
    void askCommit(AttemptId attempt);

    /** It has failed or was told to stop, and should make its last report soon. */
    void stopping(AttemptId attempt);

    /** The whole process can no longer be trusted; the attempt's last report may follow. */
    void poisoned(AttemptId attempt, Throwable cause);
}
