package io.mr3.hive.service;

import io.mr3.common.FreePort;
import io.mr3.hive.shell.BadInput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * A port that a service of Hive's is about to open.
 *
 * @param where setting that says on which address it listens
 * @param value of that setting
 * @param elsewhere value with which no port is opened here; only for a setting that is no address
 * @param host address; empty: all of this host's
 * @param portSetting says which port
 * @param port 0: any
 * @param weakness why everybody who reaches the port gets in; empty if clients must authenticate
 */
record Listener(
        String where, String value, String elsewhere, String host, String portSetting, int port, String weakness) {
    /**
     * Finds out before the service starts what would keep it from listening, or should.
     *
     * @throws BadInput in one line, naming the setting
     */
    void check() {
        InetAddress address = address();
        String expected = value.equals(host)
                ? "an address on this host, such as 127.0.0.1"
                : "a value with which nothing listens on all addresses, such as " + elsewhere;
        if (!weakness.isEmpty() && !(address != null && address.isLoopbackAddress())) {
            throw new BadInput(where + ": expected " + expected + ", got '" + value + "', while " + weakness
                    + "; to listen beyond this host, let clients authenticate");
        }
        // somebody may take the port yet, and then Hive's log says so
        try {
            FreePort.check(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new BadInput(
                    portSetting + ": port " + port + " of " + (host.isEmpty() ? "this host" : host)
                            + " can't be opened: " + e.getMessage(),
                    e);
        }
    }

    private InetAddress address() {
        try {
            return host.isEmpty() ? null : InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new BadInput(where + ": expected an address of this host, got '" + host + "'", e);
        }
    }
}
