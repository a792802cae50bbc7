package io.mr3.rm.standalone.driver;

import io.mr3.rm.standalone.SealedSecrets;
import io.mr3.rm.standalone.proto.ApplicationFinish;
import io.mr3.rm.standalone.proto.FromApplication;
import java.time.Duration;

/** An open connection to the cluster's master. Safe from any thread. */
interface MasterLine {
    /** Queues a message; never blocks, ignored once closed. */
    void send(FromApplication message);

    /** Closes after what was sent before. */
    void close(String reason);

    /** Says that the application has ended, and closes when the master has heard it or {@code limit} is over: blocks that long. */
    void finishNow(ApplicationFinish finish, Duration limit);

    /** Seals secrets for those who know the secret that this connection was made with. */
    SealedSecrets seals();
}
