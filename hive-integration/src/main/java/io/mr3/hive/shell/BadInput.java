package io.mr3.hive.shell;

/** What the user asked for can't be done; the message is the one line that the user sees. */
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what was expected, what came, and which option, key or path is meant; one line
     */
    public BadInput(String message) {
        super(message);
    }

    /**
     * @param message what was expected, what came, and which option, key or path is meant; one line
     * @param cause for the log; not shown
     */
    public BadInput(String message, Throwable cause) {
        super(message, cause);
    }
}
