package io.mr3.rm.standalone.journal;

import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.testkit.VirtualMailboxes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A journal on a disk in memory and on virtual time; records are numbers. */
final class JournalScene implements Mailboxes.Owner {
    static final Path DIRECTORY = Path.of("/journal");
    static final Path FILE = DIRECTORY.resolve("journal");

    final VirtualMailboxes mailboxes;
    final MemoryDisk disk;
    final FileJournal journal;
    /** Numbers of the records whose callbacks were heard, in their order. */
    final List<Long> durable = new ArrayList<>();

    final List<String> failures = new ArrayList<>();
    private final Mailbox mailbox;

    JournalScene(long seed, MemoryDisk disk) throws IOException {
        this.mailboxes = new VirtualMailboxes(seed);
        this.disk = disk;
        this.mailbox = mailboxes.create("owner", this);
        this.journal = FileJournal.open(disk, DIRECTORY, mailbox, mailboxes.io(), failures::add);
    }

    JournalScene append(long... numbers) {
        for (long number : numbers) {
            journal.append(JournalFileTest.records(number).get(0), () -> durable.add(number));
        }
        return this;
    }

    JournalScene replace(long... numbers) {
        journal.replace(JournalFileTest.records(numbers));
        return this;
    }

    JournalScene settle() {
        mailboxes.settle();
        return this;
    }

    /** What the next process finds. */
    List<Long> reopened() throws IOException {
        return JournalFileTest.numbers(new JournalScene(1, disk).journal.recovered());
    }

    @Override
    public void endOfTurn() {
        // everything is done by messages
    }

    @Override
    public void failed(Throwable cause) {
        throw new AssertionError(cause);
    }
}
