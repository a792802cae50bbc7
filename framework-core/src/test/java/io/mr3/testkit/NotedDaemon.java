package io.mr3.testkit;

import com.google.protobuf.ByteString;
import io.mr3.daemon.DaemonService;
import io.mr3.daemon.DaemonSettings;
import io.mr3.daemon.DaemonSpec;
import io.mr3.daemon.DaemonTask;
import io.mr3.daemon.DaemonTaskAttempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A daemon for workers in processes of their own: each attempt notes what it is told in a file of the directory that is the
 * payload, named after its worker. It does not start where a file {@code unfit} is, and fails at the event {@link #POISON}.
 */
public final class NotedDaemon implements DaemonService {
    /** What no attempt survives. */
    public static final String POISON = "poison";

    private static final Map<String, DaemonTask.Context> TASKS = new ConcurrentHashMap<>();

    public static DaemonSpec spec(Path directory) {
        return new DaemonSpec("notes", NotedDaemon.class.getName(), directory.toString());
    }

    /** Tells all attempts of the daemon, whose task is in this process. */
    public static void broadcast(Path directory, String event) {
        Await.until(() -> TASKS.containsKey(directory.toString()));
        TASKS.get(directory.toString()).broadcast(ByteString.copyFromUtf8(event));
    }

    /** What the attempt of a worker has noted. */
    public static List<String> notes(Path directory, String worker) {
        try {
            Path file = directory.resolve(worker);
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public DaemonTask createTask(DaemonSettings settings) {
        return new DaemonTask() {
            @Override
            public void start(Context context) {
                TASKS.put(settings.payload(), context);
            }
        };
    }

    @Override
    public DaemonTaskAttempt createAttempt(DaemonSettings settings) {
        return new Attempt(Path.of(settings.payload()));
    }

    private static final class Attempt implements DaemonTaskAttempt {
        private final Path directory;
        private Path file;

        private Attempt(Path directory) {
            this.directory = directory;
        }

        @Override
        public ByteString initialize(Context context) {
            if (Files.exists(directory.resolve("unfit"))) {
                throw new IllegalStateException("found no fit place");
            }
            file = directory.resolve(context.worker());
            return ByteString.EMPTY;
        }

        @Override
        public void handle(ByteString event) throws IOException {
            String text = event.toStringUtf8();
            if (text.equals(POISON)) {
                throw new IllegalStateException("is poisoned");
            }
            Files.writeString(file, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
