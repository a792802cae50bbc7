package io.mr3.tez.worker;

import java.nio.file.Path;
import java.util.List;

/**
 * The local directories of one attempt.
 *
 * @param writable where Tez writes for it, and looks for outputs that it reads from the disk
 * @param all whether these are all directories of its DAG: if not, outputs may lie where Tez does not look for them
 */
record AttemptDirs(List<Path> writable, boolean all) {
    AttemptDirs {
        writable = List.copyOf(writable);
    }
}
