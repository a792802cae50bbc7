package io.mr3.client;

import io.mr3.rpc.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * Where clients reach a DAGAppMaster, and what proves to both that they may.
 *
 * @param hostPort {@code host:port}
 * @param secretFile holds the secret
 */
public record MasterAddress(String hostPort, Path secretFile) {
    private static final int MAX_PORT = 65535;

    /** @throws IllegalArgumentException in one line, if {@code hostPort} is none */
    public MasterAddress {
        int colon = hostPort.lastIndexOf(':');
        boolean legal =
                hostPort.matches("\\S+:[0-9]{1,5}") && Integer.parseInt(hostPort.substring(colon + 1)) <= MAX_PORT;
        if (!legal) {
            throw new IllegalArgumentException("expected host:port, got '" + hostPort + "'");
        }
    }

    /** The host is looked up now. */
    public InetSocketAddress socketAddress() {
        int colon = hostPort.lastIndexOf(':');
        return new InetSocketAddress(hostPort.substring(0, colon), Integer.parseInt(hostPort.substring(colon + 1)));
    }

    /** @throws IOException in one line, if the file is missing, is readable by others, or holds no secret */
    public Secret secret() throws IOException {
        return Secret.read(secretFile);
    }

    @Override
    public String toString() {
        return hostPort;
    }
}
