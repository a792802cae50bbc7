package io.mr3.shuffle;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the shuffle handlers of one worker listen. As metadata of a daemon each port takes four bytes, as Tez's auxiliary service
 * gives its only one.
 *
 * @param ports one for each handler, at least one
 */
public record ShufflePorts(List<Integer> ports) {
    /**
     * Checks that there is a port.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ShufflePorts {
        ports = List.copyOf(ports);
        if (ports.isEmpty()) {
            throw new IllegalArgumentException("expected a port of a shuffle handler, got none");
        }
    }

    /**
     * From the metadata of an attempt of the daemon.
     *
     * @throws IllegalArgumentException if these are no ports
     */
    public static ShufflePorts read(ByteString metadata) {
        if (metadata.size() % Integer.BYTES != 0) {
            throw new IllegalArgumentException(
                    "expected ports of shuffle handlers, four bytes each, got " + metadata.size() + " bytes");
        }
        ByteBuffer bytes = metadata.asReadOnlyByteBuffer();
        List<Integer> ports = new ArrayList<>();
        while (bytes.hasRemaining()) {
            ports.add(bytes.getInt());
        }
        return new ShufflePorts(ports);
    }

    /** The inverse of {@link #read}. */
    public ByteString metadata() {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * ports.size());
        ports.forEach(bytes::putInt);
        return ByteString.copyFrom(bytes.flip());
    }

    /** The port of the handler whose turn it is when {@code before} attempts of the vertex have had one; even for each vertex. */
    public int turn(int vertex, int before) {
        return ports.get(Math.floorMod(vertex + before, ports.size()));
    }

    /** Whether a handler of this worker listens there. */
    public boolean include(int port) {
        return ports.contains(port);
    }

    /** All of them on {@code host}, as outputs name them: {@code host:port}. */
    List<String> on(String host) {
        return ports.stream().map(port -> host + ":" + port).toList();
    }
}
