package io.mr3.am.dag;

import io.mr3.rm.LaunchFile;
import java.util.List;

/**
 * Files that the DAGs of a session need beyond what every worker has: jars with its functions and formats, scripts. DAGs
 * whose files are the same share workers, and no others do. Thread-safe.
 */
public interface SessionFiles {
    /** No such files. */
    SessionFiles NONE = new SessionFiles() {
        @Override
        public String fingerprint() {
            return "";
        }

        @Override
        public List<LaunchFile> files() {
            return List.of();
        }

        @Override
        public List<String> classPath() {
            return List.of();
        }

        @Override
        public void retain() {}

        @Override
        public void release() {}
    };

    /** Equal if, and only if, names and contents of all files are; empty for none. */
    String fingerprint();

    /** What workers find in their working directory. */
    List<LaunchFile> files();

    /** Names of those of them that belong on the class path of workers, in order. */
    List<String> classPath();

    /** Keeps the files from being deleted, until {@link #release} was called as often. */
    void retain();

    /** Takes back a {@link #retain}. */
    void release();
}
