package io.mr3.rpc;

/** A service turns a client away; the message tells the client why. */
public final class ConnectionRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConnectionRefusedException(String reason) {
        super(reason);
    }
}
