package io.mr3.command;

/** A command cannot do what it was asked for; the message is what the user sees. */
public final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message one line, or one line for each thing that went wrong */
    public CommandFailure(String message) {
        super(message);
    }
}
