package io.mr3.tez.shuffle;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a client and a server on one port of two addresses, and changes one bit of each answer. */
final class FlippingProxy implements Closeable {
    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile long flipAt = Long.MAX_VALUE;
    private volatile long answered;

    /** @param server on another address than 127.0.0.1; clients find the proxy there, on the same port */
    FlippingProxy(InetSocketAddress server) throws IOException {
        this.server = server;
        listener = new ServerSocket(server.getPort(), 50, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(this::accept, "flipping-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** Changes the byte of later answers that has this position; connections begin anew, so that each has one answer. */
    void flipAt(long position) throws IOException {
        flipAt = position;
        for (Socket connection : open) {
            connection.close();
        }
        open.clear();
    }

    /** Bytes of the last answer. */
    long answered() {
        return answered;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket there = new Socket(server.getAddress(), server.getPort());
                open.add(client);
                start(() -> copy(client, there, Long.MAX_VALUE));
                start(() -> answered = copy(there, client, flipAt));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void start(Runnable copy) {
        Thread thread = new Thread(copy, "flipping-proxy-copy");
        thread.setDaemon(true);
        thread.start();
    }

    private static long copy(Socket from, Socket to, long flipAt) {
        long copied = 0;
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[4096];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (flipAt >= copied && flipAt < copied + count) {
                    buffer[(int) (flipAt - copied)] ^= 4;
                }
                out.write(buffer, 0, count);
                copied += count;
            }
        } catch (IOException e) {
            // one side has hung up
        }
        return copied;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
