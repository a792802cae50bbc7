package io.mr3.llap;

import com.google.protobuf.ByteString;
import io.mr3.daemon.DaemonTask;
import java.util.List;

/** Keeps the table of the workers that hold a part of the group's cache, and tells all of them of each change. */
final class LlapIoTask implements DaemonTask {
    private WorkerTable table = WorkerTable.EMPTY;
    private Context context;

    @Override
    public void start(Context group) {
        context = group;
        WorkerTables.put(group.group(), table);
    }

    @Override
    public void attemptReady(Attempt attempt) {
        publish(table.with(attempt.location()));
    }

    @Override
    public void attemptEnded(Attempt attempt, String reason) {
        publish(table.without(attempt.location()));
    }

    private void publish(WorkerTable changed) {
        table = changed;
        WorkerTables.put(context.group(), changed);
        context.broadcast(changed.toEvent());
    }

    /** Each event is a whole table. */
    @Override
    public List<ByteString> compact(List<ByteString> history) {
        return history.subList(history.size() - Math.min(1, history.size()), history.size());
    }

    @Override
    public void close() {
        if (context != null) {
            WorkerTables.remove(context.group());
        }
    }
}
