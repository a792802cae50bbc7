package mr3.examples.lookup;

import com.google.protobuf.ByteString;
import io.mr3.daemon.DaemonService;
import io.mr3.daemon.DaemonSettings;
import io.mr3.daemon.DaemonTask;
import io.mr3.daemon.DaemonTaskAttempt;
import java.nio.file.Path;

/**
 * Keeps a small table of keys and values in the memory of every worker, where functions look things up without a join. The table is
 * a file of lines {@code key<TAB>value} that the DAGAppMaster reads again whenever it changes; workers never touch it.
 */
public final class LookupService implements DaemonService {
    /** The payload is the path of the file. */
    @Override
    public DaemonTask createTask(DaemonSettings settings) {
        return new TableFile(Path.of(settings.payload()));
    }

    @Override
    public DaemonTaskAttempt createAttempt(DaemonSettings settings) {
        return new DaemonTaskAttempt() {
            @Override
            public ByteString initialize(Context worker) {
                LookupTable.clear();
                return ByteString.EMPTY;
            }

            @Override
            public void handle(ByteString event) {
                LookupTable.apply(event.toStringUtf8());
            }
        };
    }
}
