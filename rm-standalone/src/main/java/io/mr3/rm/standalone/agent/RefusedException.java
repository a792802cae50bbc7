package io.mr3.rm.standalone.agent;

import java.io.IOException;

/** A container cannot be launched, and to try again would be in vain. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }

    RefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
