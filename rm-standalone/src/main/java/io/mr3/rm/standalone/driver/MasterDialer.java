package io.mr3.rm.standalone.driver;

import io.mr3.rm.standalone.proto.ToApplication;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Connects to the cluster's master. */
interface MasterDialer {
    /**
     * Tries once; never blocks.
     *
     * @param received gets each message, in order, from any thread; must not block
     * @param closed told once why a connection that was open has ended, after its last message
     * @return completes from any thread, before anything is received; with an {@link java.io.IOException} of one line that
     *     says why it is impossible
     */
    CompletionStage<MasterLine> dial(Consumer<ToApplication> received, Consumer<String> closed);
}
