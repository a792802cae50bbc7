package io.mr3.am.group;

import io.mr3.rm.LaunchFile;
import java.util.List;
import java.util.Map;

/**
 * What a worker of a group is started with.
 *
 * @param ownProcess a process of its own, also where the resource manager would run workers as threads
 * @param javaOptions the heap size is not among them
 * @param environment added to what the container has anyway
 * @param files in the working directory; jars among them are at the end of the class path, in this order
 */
public record WorkerProgram(
        boolean ownProcess, List<String> javaOptions, Map<String, String> environment, List<LaunchFile> files) {
    /** Nothing beyond what every worker has. */
    public static final WorkerProgram PLAIN = new WorkerProgram(false, List.of(), Map.of(), List.of());

    public WorkerProgram {
        javaOptions = List.copyOf(javaOptions);
        environment = Map.copyOf(environment);
        files = List.copyOf(files);
    }
}
