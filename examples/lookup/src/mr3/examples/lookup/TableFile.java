package mr3.examples.lookup;

import com.google.protobuf.ByteString;
import io.mr3.daemon.DaemonTask;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table in the DAGAppMaster: reads the file, and tells the workers what has changed in it. */
final class TableFile implements DaemonTask {
    private final Path file;
    private final Map<String, String> told = new HashMap<>();
    private Context group;
    private WatchService watch;

    TableFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** A file that is not there, or holds something else, is an error that every DAG of the group shows. */
    @Override
    public void start(Context context) throws IOException {
        group = context;
        tell(read());
        watch = FileSystems.getDefault().newWatchService();
        file.getParent().register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        Thread thread = new Thread(this::follow, "lookup-table");
        thread.setDaemon(true);
        thread.start();
    }

    private void follow() {
        try {
            while (watch.take().pollEvents() != null) {
                change();
            }
        } catch (InterruptedException | java.nio.file.ClosedWatchServiceException e) {
            // the group has ended
        }
    }

    /** A file that can't be read now, since somebody is writing it, leaves the table as it is. */
    private void change() {
        try {
            tell(read());
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("lookup: the table stays as it is: " + e.getMessage());
        }
    }

    private Map<String, String> read() throws IOException {
        Map<String, String> table = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            int tab = line.indexOf('\t');
            if (tab < 1) {
                throw new IllegalArgumentException(file + ": expected a key, a tab and a value, got '" + line + "'");
            }
            table.put(line.substring(0, tab), line.substring(tab + 1));
        }
        return table;
    }

    private synchronized void tell(Map<String, String> table) {
        for (String key : List.copyOf(told.keySet())) {
            if (!table.containsKey(key)) {
                told.remove(key);
                group.broadcast(ByteString.copyFromUtf8(key));
            }
        }
        table.forEach((key, value) -> {
            if (!value.equals(told.put(key, value))) {
                group.broadcast(ByteString.copyFromUtf8(key + "\t" + value));
            }
        });
    }

    /** The last word about each key is all that a new worker needs. */
    @Override
    public List<ByteString> compact(List<ByteString> history) {
        Map<String, ByteString> last = new LinkedHashMap<>();
        for (ByteString event : history) {
            String text = event.toStringUtf8();
            int tab = text.indexOf('\t');
            if (tab < 0) {
                last.remove(text);
            } else {
                last.put(text.substring(0, tab), event);
            }
        }
        return List.copyOf(last.values());
    }

    @Override
    public void close() throws IOException {
        if (watch != null) {
            watch.close();
        }
    }
}
