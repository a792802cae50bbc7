package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.ContainerRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the record of one container, one write at a time; what is asked for meanwhile is one more write. On the mailbox. */
final class RecordWriter {
    private static final Logger LOG = LoggerFactory.getLogger(RecordWriter.class);

    private final ContainerId id;
    private final ContainerHost.Tools tools;
    private final Supplier<ContainerRecord> current;
    private List<Consumer<IOException>> waiting = new ArrayList<>();
    private boolean writing;

    RecordWriter(ContainerId id, ContainerHost.Tools tools, Supplier<ContainerRecord> current) {
        this.id = id;
        this.tools = tools;
        this.current = current;
    }

    /** Writes what is known now, or more; {@code then} gets null once it is on the disk, or why it is not. */
    void write(Consumer<IOException> then) {
        waiting.add(then);
        if (!writing) {
            next();
        }
    }

    private void next() {
        writing = true;
        List<Consumer<IOException>> served = waiting;
        waiting = new ArrayList<>();
        ContainerRecord record = current.get();
        tools.steps()
                .run(
                        () -> {
                            tools.records().write(record);
                            return record;
                        },
                        written -> over(served, null),
                        failure -> {
                            LOG.warn("{} cannot be written down: {}", id, failure.getMessage());
                            over(served, failure);
                        });
    }

    private void over(List<Consumer<IOException>> served, IOException failure) {
        writing = false;
        served.forEach(then -> then.accept(failure));
        if (!writing && !waiting.isEmpty()) {
            next();
        }
    }
}
