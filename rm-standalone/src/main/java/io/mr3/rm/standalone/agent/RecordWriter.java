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
    private final Consumer<ContainerRecord> written;
    private List<Consumer<IOException>> waiting = new ArrayList<>();
    private boolean writing;

    /** {@code written} hears of each content that is on the disk, or, if that fails, would be. */
    RecordWriter(
            ContainerId id,
            ContainerHost.Tools tools,
            Supplier<ContainerRecord> current,
            Consumer<ContainerRecord> written) {
        this.id = id;
        this.tools = tools;
        this.current = current;
        this.written = written;
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
                        done -> over(record, served, null),
                        failure -> {
                            LOG.warn("{} cannot be written down: {}", id, failure.getMessage());
                            over(record, served, failure);
                        });
    }

    private void over(ContainerRecord record, List<Consumer<IOException>> served, IOException failure) {
        writing = false;
        written.accept(record);
        served.forEach(then -> then.accept(failure));
        if (!writing && !waiting.isEmpty()) {
            next();
        }
    }
}
