package io.mr3.tez.plugin;

/** A plug-in of a DAG failed; the cause is what it threw. */
public final class PluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PluginException(String message, Throwable cause) {
        super(message, cause);
    }
}
