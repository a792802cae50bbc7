package io.mr3.rm.standalone.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Programs that say whether the node is well, or report figures of it.
 *
 * @param exitCounts whether an exit status other than 0 means that it is not
 */
record HealthSettings(List<Path> programs, Duration interval, Duration timeout, boolean exitCounts) {
    HealthSettings {
        programs = List.copyOf(programs);
    }
}
