package io.mr3.common.fsm;

/** A message that the receiver's state does not allow; an error of the engine, told with the history of that state. */
public final class IllegalTransitionException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public IllegalTransitionException(String message) {
        super(message);
    }
}
