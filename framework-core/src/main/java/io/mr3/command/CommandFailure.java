package io.mr3.command;

/** A command cannot do what it was asked for; the message is what the user sees. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        super(message);
    }
}
