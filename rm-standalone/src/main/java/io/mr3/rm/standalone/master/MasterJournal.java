package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.journal.Journal;
import io.mr3.rm.standalone.proto.ApplicationEvent;
import io.mr3.rm.standalone.proto.ApplicationForgotten;
import io.mr3.rm.standalone.proto.ApplicationKnown;
import io.mr3.rm.standalone.proto.ContainerAllocated;
import io.mr3.rm.standalone.proto.ContainerFreed;
import io.mr3.rm.standalone.proto.EndsHeard;
import io.mr3.rm.standalone.proto.JournalRecord;
import io.mr3.rm.standalone.proto.MasterStarted;
import io.mr3.rm.standalone.proto.NodeForgotten;
import io.mr3.rm.standalone.proto.NodeKnown;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Writes down what must outlive the master, and lets what follows from it wait until it is on the disk. On the master's mailbox
 * alone.
 */
final class MasterJournal implements AutoCloseable {
    private final Journal journal;
    private final JournalImage image;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long appended;
    private long durable;

    private record Waiting(long record, Runnable then) {}

    MasterJournal(Journal journal) {
        this.journal = journal;
        this.image = JournalImage.of(journal.recovered());
    }

    /** What was written so far, by masters of before as well. */
    JournalImage image() {
        return image;
    }

    /** Runs {@code then} once all that was appended until now is on the disk: at once if it is. */
    void whenDurable(Runnable then) {
        if (durable == appended) {
            then.run();
        } else {
            waiting.add(new Waiting(appended, then));
        }
    }

    /** Replaces records by fewer ones when there are many; at the end of a turn. */
    void shorten() {
        if (journal.isLong()) {
            journal.replace(image.records());
        }
    }

    void started(MasterStarted start) {
        append(JournalRecord.newBuilder().setMaster(start).build());
    }

    /** Nothing if that is what is known already. */
    void known(NodeKnown node) {
        if (!node.equals(image.node(node.getNode()))) {
            append(JournalRecord.newBuilder().setNode(node).build());
        }
    }

    void forgotten(String node) {
        if (image.node(node) != null) {
            append(JournalRecord.newBuilder()
                    .setNodeForgotten(NodeForgotten.newBuilder().setNode(node))
                    .build());
        }
    }

    void known(ApplicationKnown application) {
        append(JournalRecord.newBuilder().setApplication(application).build());
    }

    void forgotten(String application, String status) {
        append(JournalRecord.newBuilder()
                .setApplicationForgotten(ApplicationForgotten.newBuilder()
                        .setApplication(application)
                        .setStatus(status))
                .build());
    }

    void allocated(ContainerAllocated container) {
        append(JournalRecord.newBuilder().setAllocated(container).build());
    }

    /** @param unheard what the application has not acknowledged of it */
    void freed(ContainerId container, List<ApplicationEvent> unheard) {
        append(JournalRecord.newBuilder()
                .setFreed(ContainerFreed.newBuilder()
                        .setContainer(container.toMessage())
                        .addAllUnheard(unheard))
                .build());
    }

    /** The application has acknowledged all that it had to hear of these workers. */
    void heard(String application, Collection<Long> workers) {
        EndsHeard.Builder heard = EndsHeard.newBuilder();
        for (long worker : workers) {
            ContainerId id = new ContainerId(application, worker);
            if (image.isUnheard(id)) {
                heard.addContainers(id.toMessage());
            }
        }
        if (heard.getContainersCount() > 0) {
            append(JournalRecord.newBuilder().setHeard(heard).build());
        }
    }

    private void append(JournalRecord record) {
        image.apply(record);
        long number = ++appended;
        journal.append(record, () -> durable(number));
    }

    private void durable(long number) {
        durable = Math.max(durable, number);
        while (!waiting.isEmpty() && waiting.peek().record <= durable) {
            waiting.remove().then.run();
        }
    }

    @Override
    public void close() {
        journal.close();
    }
}
