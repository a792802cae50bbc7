package io.mr3.shuffle;

import com.google.protobuf.ByteString;
import io.mr3.common.DagId;
import io.mr3.daemon.DaemonService;
import io.mr3.daemon.DaemonSettings;
import io.mr3.daemon.DaemonTask;
import io.mr3.daemon.DaemonTaskAttempt;
import io.mr3.shuffle.fetch.FetchConnections;
import java.util.concurrent.CompletionStage;

/**
 * The shuffle handlers as a daemon: one {@link ShuffleServer} or several in each worker. Its metadata is their
 * {@linkplain ShufflePorts ports}. The addresses are broadcast, so that every worker knows all handlers of its group, and lets go
 * of those that are lost.
 */
public final class ShuffleDaemon implements DaemonService {
    /** What the daemon is called in every group. */
    public static final String NAME = "shuffle";

    /**
     * How the settings travel.
     *
     * @param handlers in each worker
     */
    public static String payload(ShuffleSettings settings, int handlers) {
        return String.join(
                " ",
                settings.bindHost(),
                Integer.toString(settings.port()),
                Integer.toString(settings.ioThreads()),
                Integer.toString(settings.maxConnections()),
                Integer.toString(handlers));
    }

    @Override
    public DaemonTask createTask(DaemonSettings settings) {
        return new ShuffleAddresses();
    }

    @Override
    public DaemonTaskAttempt createAttempt(DaemonSettings settings) {
        String[] words = settings.payload().split(" ", -1);
        int handlers = Integer.parseInt(words[4]);
        return new Handlers(
                ShuffleSettings.DEFAULT
                        .listeningOn(words[0], Integer.parseInt(words[1]))
                        .withThreads(Integer.parseInt(words[2]), handlers)
                        .withConnections(Integer.parseInt(words[3])),
                handlers);
    }

    /** The handlers of one worker. */
    private static final class Handlers implements DaemonTaskAttempt {
        private final ShuffleSettings settings;
        private final int count;
        private ShufflePeers peers = new ShufflePeers(FetchConnections.ofThisProcess());
        private ShuffleHandlers handlers;

        private Handlers(ShuffleSettings settings, int count) {
            this.settings = settings;
            this.count = count;
        }

        @Override
        public ByteString initialize(Context context) throws Exception {
            settings.checkReachedAs(context.host());
            handlers = ShuffleHandlers.start(settings, count);
            return handlers.ports().metadata();
        }

        @Override
        public void handle(ByteString event) throws Exception {
            peers.handle(event);
        }

        @Override
        public void dagJoined(Dag dag) {
            handlers.registerDag(DagId.parse(dag.id()), dag.sessionToken().toByteArray(), dag.localDirs());
        }

        @Override
        public CompletionStage<Void> dagLeft(String dag) {
            FetchConnections.ofThisProcess().closeIdle();
            return handlers.dagEnded(DagId.parse(dag));
        }

        /** Outputs are served on: consumers know their ports. */
        @Override
        public boolean forget() {
            peers = new ShufflePeers(FetchConnections.ofThisProcess());
            return true;
        }

        @Override
        public void close() {
            if (handlers != null) {
                handlers.close();
            }
        }
    }
}
