package io.mr3.rm;

import io.mr3.common.Resources;
import java.util.List;
import java.util.Map;

/**
 * How to launch a worker. There is no shell in between: arguments reach the process as they stand.
 *
 * @param arguments the program and its arguments
 * @param environment added to what the container has anyway
 * @param secrets environment variables whose values must not appear in arguments, logs or files that others can read
 * @param resources what the container must hold, the JVM's own overhead included
 * @param files to be found in the working directory of the worker
 * @param ownProcess it must share its process with nobody, also where workers are threads otherwise
 */
public record LaunchSpec(
        List<String> arguments,
        Map<String, String> environment,
        Map<String, String> secrets,
        Resources resources,
        List<LaunchFile> files,
        boolean ownProcess) {
    public LaunchSpec {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        secrets = Map.copyOf(secrets);
        files = List.copyOf(files);
    }

    /** Without the values of secrets. */
    @Override
    public String toString() {
        return "LaunchSpec[arguments=" + arguments + ", environment=" + environment + ", secrets=" + secrets.keySet()
                + ", resources=" + resources + ", files=" + files + ", ownProcess="
                + ownProcess + "]";
    }
}
