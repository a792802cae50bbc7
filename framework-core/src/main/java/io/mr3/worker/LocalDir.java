package io.mr3.worker;

import io.mr3.common.files.DiskProbe;
import io.mr3.common.files.LockedDir;
import io.mr3.common.files.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's own directory below one that is configured, and what is known of it. What blocks on the disk may be called from
 * any thread, and is not while the disk does not answer; what is known changes on the worker's mailbox.
 */
final class LocalDir {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDir.class);
    private static final String NO_ANSWER = "does not answer";

    private final Path parent;
    private final String worker;
    /** Null until it could be taken. */
    private volatile LockedDir own;
    /** Empty while it is good. */
    private volatile String problem = "";
    /** Checks in a row that have failed. */
    private int failedChecks;

    private boolean closed;

    /** Takes nothing yet. */
    LocalDir(Path parent, String worker) {
        this.parent = parent;
        this.worker = worker;
    }

    /** Takes the directory, and removes what dead workers left beside it; blocks. */
    synchronized void take() throws IOException {
        Files.createDirectories(parent);
        LockedDir.removeStale(parent);
        own = LockedDir.create(parent, worker);
    }

    /** Looks whether files can be kept there, and takes it if that was not possible before; blocks. Answers what is wrong. */
    synchronized String check(DiskProbe probe) {
        if (closed) {
            return problem;
        }
        try {
            if (own == null) {
                take();
            } else {
                own.restore();
            }
            return probe.check(own.path()).problem();
        } catch (IOException e) {
            return "cannot be made: " + e;
        }
    }

    boolean isTaken() {
        return own != null;
    }

    /** The worker's own directory; only of one that is taken. */
    Path path() {
        return own.path();
    }

    boolean isGood() {
        return problem.isEmpty();
    }

    /** Whether calls that go to its disk come back. */
    boolean answers() {
        return !problem.equals(NO_ANSWER);
    }

    /** Whether at least {@code checks} in a row have failed. */
    boolean hasFailed(int checks) {
        return failedChecks >= checks;
    }

    void checked(String found) {
        failedChecks = found.isEmpty() ? 0 : failedChecks + 1;
        is(found);
    }

    /** A check has not come back in time. */
    void isLate() {
        checked(NO_ANSWER);
    }

    /** Something is wrong with it, in one line; empty if nothing is. */
    void is(String found) {
        if (!found.isEmpty() && !found.equals(problem)) {
            LOG.warn("{} does without local directory {}: {}", worker, parent, found);
        } else if (found.isEmpty() && !isGood()) {
            LOG.info("{} uses local directory {} again", worker, parent);
        }
        problem = found;
    }

    void deleteTrash() {
        if (isTaken() && answers()) {
            Trees.deleteContent(trash());
        }
    }

    Path trash() {
        return path().resolve("dropped");
    }

    /** Deletes the worker's own directory; one whose disk does not answer is left to the next worker. */
    void close() {
        if (!answers()) {
            LOG.warn("{} cannot remove what it has below {}, which {}", worker, parent, problem);
            return;
        }
        synchronized (this) {
            closed = true;
            if (isTaken()) {
                own.close();
            }
        }
    }

    /** The configured directory, and what is wrong with it. */
    @Override
    public String toString() {
        return isGood() ? parent.toString() : parent + ": " + problem;
    }
}
