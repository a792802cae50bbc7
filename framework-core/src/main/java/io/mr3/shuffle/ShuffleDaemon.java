package io.mr3.shuffle;

import com.google.protobuf.ByteString;
import io.mr3.common.DagId;
import io.mr3.daemon.DaemonService;
import io.mr3.daemon.DaemonSettings;
import io.mr3.daemon.DaemonTask;
import io.mr3.daemon.DaemonTaskAttempt;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * The shuffle handler as a daemon: a {@link ShuffleServer} in each worker. Its metadata is the port, as Tez's auxiliary service
 * gives it: four bytes. The address of each is broadcast, so that every worker knows all handlers of its group.
 */
public final class ShuffleDaemon implements DaemonService {
    /** What the daemon is called in every group. */
    public static final String NAME = "shuffle";

    /** How the settings travel. */
    public static String payload(ShuffleSettings settings) {
        return String.join(
                " ",
                settings.bindHost(),
                Integer.toString(settings.port()),
                Integer.toString(settings.ioThreads()),
                Integer.toString(settings.maxConnections()));
    }

    /** Settings from a payload. */
    static ShuffleSettings settings(String payload) {
        String[] words = payload.split(" ", -1);
        return ShuffleSettings.DEFAULT
                .listeningOn(words[0], Integer.parseInt(words[1]))
                .withThreads(Integer.parseInt(words[2]))
                .withConnections(Integer.parseInt(words[3]));
    }

    /** The port in the metadata of an attempt. */
    public static int port(ByteString metadata) {
        return metadata.asReadOnlyByteBuffer().getInt(0);
    }

    @Override
    public DaemonTask createTask(DaemonSettings settings) {
        return new ShuffleAddresses();
    }

    @Override
    public DaemonTaskAttempt createAttempt(DaemonSettings settings) {
        return new Handler(settings(settings.payload()));
    }

    /** The handler of one worker. */
    private static final class Handler implements DaemonTaskAttempt {
        private final ShuffleSettings settings;
        private ShufflePeers peers = new ShufflePeers();
        private ShuffleServer server;

        private Handler(ShuffleSettings settings) {
            this.settings = settings;
        }

        @Override
        public ByteString initialize(Context context) throws Exception {
            settings.checkReachedAs(context.host());
            server = ShuffleServer.start(settings);
            return ByteString.copyFrom(ByteBuffer.allocate(Integer.BYTES).putInt(0, server.port()));
        }

        @Override
        public void handle(ByteString event) throws Exception {
            peers.handle(event);
        }

        @Override
        public void dagJoined(Dag dag) {
            server.registerDag(DagId.parse(dag.id()), dag.sessionToken().toByteArray(), dag.localDirs());
        }

        @Override
        public CompletionStage<Void> dagLeft(String dag) {
            return server.dagEnded(DagId.parse(dag));
        }

        /** Outputs are served on: consumers know their port. */
        @Override
        public boolean forget() {
            peers = new ShufflePeers();
            return true;
        }

        @Override
        public void close() {
            if (server != null) {
                server.close();
            }
        }
    }
}
