package io.mr3.shuffle.fetch;

import io.mr3.shuffle.fetch.IdleConnections.Wire;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One request of a fetcher. Of HTTP it speaks what shuffle handlers do: a GET, and an answer whose length is told, after which the
 * next request may go over the same wire. Belongs to one thread; any other may {@link #disconnect} it, which ends at once whatever blocks.
 */
final class FetchConnection extends HttpURLConnection {
    /** Tez's unordered fetchers try again at once when they are refused, and say so to the DAGAppMaster each time. */
    private static final long REFUSAL_MILLIS = 500;

    private final FetchConnections all;
    private final String handler;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Object lock = new Object();
    private volatile boolean lost;
    /** Guarded by the lock. */
    private Socket socket;

    private Wire wire;
    /** Whether another request went over the wire before. */
    private boolean reused;

    private Map<String, List<String>> request = Map.of();
    private boolean refused;
    private AnswerHead head;
    private InputStream body;
    private IOException failure;

    FetchConnection(URL url, FetchConnections all) {
        super(url);
        this.all = all;
        this.handler = url.getHost() + ":" + url.getPort();
    }

    /** Where it goes, {@code host:port}. */
    String handler() {
        return handler;
    }

    /** The handler serves no more; from any thread. */
    void lose() {
        lost = true;
        close();
    }

    /**
     * Connects. If the handler is lost this returns, and {@link #getInputStream} fails: Tez takes a failure here for one of the
     * network, and repeats it until its time-out for connections.
     */
    @Override
    public void connect() throws IOException {
        if (connected) {
            return;
        }
        request = getRequestProperties();
        refused = !all.opens(this);
        if (!refused) {
            try {
                wire = all.rested(handler);
                reused = wire != null;
                if (reused) {
                    use(wire.socket());
                } else {
                    open();
                }
            } catch (IOException e) {
                if (!lost) {
                    all.closed(this);
                    throw e;
                }
            }
        }
        connected = true;
    }

    private void open() throws IOException {
        Socket made = new Socket();
        use(made);
        made.setTcpNoDelay(true);
        made.connect(new InetSocketAddress(url.getHost(), url.getPort()), getConnectTimeout());
        wire = new Wire(made, new BufferedInputStream(made.getInputStream()));
    }

    /** From here on it is this one that {@link #close} closes. */
    private void use(Socket next) throws IOException {
        synchronized (lock) {
            socket = next;
            if (closed.getCount() == 0) {
                next.close();
                throw new SocketException("the connection to " + handler + " is closed");
            }
        }
        next.setSoTimeout(getReadTimeout());
    }

    @Override
    public InputStream getInputStream() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        if (body == null) {
            try {
                connect();
                body = ask();
            } catch (IOException e) {
                failure = explained(e);
                close();
                throw failure;
            }
        }
        return body;
    }

    private InputStream ask() throws IOException {
        if (refused) {
            pause();
        }
        if (refused || lost) {
            throw new IOException("the shuffle handler at " + handler + " is lost");
        }
        byte[] question = FetchRequest.of(url, request);
        try {
            head = exchange(question);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            if (!reused || lost) {
                throw e;
            }
            // the handler closed it while it rested
            close(wire.socket());
            open();
            head = exchange(question);
        }
        if (!head.isOk()) {
            throw new IOException("expected outputs from " + handler + ", got '" + head.status() + "'");
        }
        return new FetchBody(wire.in(), head.bodyLength(), this);
    }

    private AnswerHead exchange(byte[] question) throws IOException {
        wire.socket().getOutputStream().write(question);
        return AnswerHead.read(wire.in());
    }

    /** All of the body is read. */
    void answered() {
        if (!head.keepsConnection()) {
            close();
            return;
        }
        synchronized (lock) {
            if (closed.getCount() == 0) {
                return;
            }
            closed.countDown();
            socket = null;
        }
        all.rests(this, wire);
    }

    /** Unless the fetcher is ended meanwhile. */
    private void pause() throws IOException {
        try {
            closed.await(REFUSAL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** What a reader is told of a failure: if the handler is lost, that. */
    IOException explained(IOException e) {
        return lost ? new IOException("the shuffle handler at " + handler + " is lost", e) : e;
    }

    /** Ends it; from any thread. */
    void close() {
        Socket made;
        synchronized (lock) {
            closed.countDown();
            made = socket;
        }
        all.closed(this);
        if (made != null) {
            close(made);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // nobody reads from it any more
        }
    }

    @Override
    public void disconnect() {
        close();
    }

    @Override
    public boolean usingProxy() {
        return false;
    }

    @Override
    public String getHeaderField(String name) {
        AnswerHead answer = answer();
        return answer == null ? null : answer.field(name);
    }

    /** The first is the status line, which has no name. */
    @Override
    public String getHeaderField(int n) {
        AnswerHead answer = answer();
        if (answer == null || n < 0 || n > answer.fields().size()) {
            return null;
        }
        return n == 0 ? answer.status() : answer.fields().get(n - 1).getValue();
    }

    @Override
    public String getHeaderFieldKey(int n) {
        AnswerHead answer = answer();
        return answer == null || n <= 0 || n > answer.fields().size()
                ? null
                : answer.fields().get(n - 1).getKey();
    }

    private AnswerHead answer() {
        if (head == null && failure == null) {
            try {
                getInputStream();
            } catch (IOException e) {
                // the next one who asks for the body is told
            }
        }
        return head;
    }
}
