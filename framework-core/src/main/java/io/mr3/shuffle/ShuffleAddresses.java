package io.mr3.shuffle;

import com.google.protobuf.ByteString;
import io.mr3.daemon.DaemonTask;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where the shuffle handlers of a group are, told to all of them. One event is one line, see {@link ShufflePeers}. */
final class ShuffleAddresses implements DaemonTask {
    private final Map<String, String> addresses = new TreeMap<>();
    private Context context;

    @Override
    public void start(Context group) {
        context = group;
    }

    @Override
    public void attemptReady(Attempt attempt) {
        String host = attempt.location().substring(attempt.location().indexOf('@') + 1);
        String places = String.join(",", ShufflePorts.read(attempt.metadata()).on(host));
        addresses.put(attempt.worker(), places);
        context.broadcast(line(ShufflePeers.HERE, attempt.worker(), places));
    }

    @Override
    public void attemptEnded(Attempt attempt, String reason) {
        context.broadcast(line(ShufflePeers.LOST, attempt.worker(), addresses.remove(attempt.worker())));
    }

    @Override
    public void attemptMoved(Attempt attempt) {
        context.broadcast(line(ShufflePeers.MOVED, attempt.worker(), addresses.remove(attempt.worker())));
    }

    /** Those that are there: of those that are gone nobody who comes later has ever heard. */
    @Override
    public List<ByteString> compact(List<ByteString> history) {
        return addresses.entrySet().stream()
                .map(entry -> line(ShufflePeers.HERE, entry.getKey(), entry.getValue()))
                .toList();
    }

    private static ByteString line(String what, String worker, String places) {
        return ByteString.copyFromUtf8(String.join(" ", what, worker, places));
    }
}
