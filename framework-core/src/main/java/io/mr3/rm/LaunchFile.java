package io.mr3.rm;

import java.net.URI;

/**
 * A file that a worker needs.
 *
 * @param name under which the worker finds it in its working directory; no path
 * @param source where it is, e.g. {@code file:/…} or {@code hdfs://…}
 */
public record LaunchFile(String name, URI source) {
    public LaunchFile {
        if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
            throw new IllegalArgumentException("expected a plain file name for a worker's file, got '" + name + "'");
        }
    }
}
