package io.mr3.common;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Finds out whether a server could open a port. Somebody may take it yet. */
public final class FreePort {
    private FreePort() {}

    /**
     * Binds the port as a server does that takes over from one that has ended, but never listens: a client that polls would
     * take the look for the service.
     *
     * @param address port 0: any
     * @throws IOException why it can't be opened
     */
    public static void check(InetSocketAddress address) throws IOException {
        try (Socket probe = new Socket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        }
    }
}
