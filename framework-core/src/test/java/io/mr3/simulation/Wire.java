package io.mr3.simulation;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.mr3.mailbox.Mailbox;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.ConnectionRefusedException;
import io.mr3.rpc.Service;
import java.time.Duration;

/**
 * A connection to the master, as TCP has them: messages are bytes, keep their order and take some time; when the
 * connection breaks, what was on its way is lost, and the ends hear of it at different times, or never.
 *
 * @param <U> what the far end says to the master
 * @param <D> what the master says
 */
public final class Wire<U extends MessageLite, D extends MessageLite> {
    /** The end that connected. */
    public interface FarEnd<D> {
        void received(D message);

        /** The connection has ended; at most once. */
        void closed(String reason);
    }

    private final Mailbox network;
    private final Misfortunes luck;
    private final Parser<D> downParser;
    private final FarEnd<D> far;
    private final Direction up = new Direction();
    private final Direction down = new Direction();
    private ConnectionHandler<U> master;
    private Parser<U> upParser;
    private boolean masterOpen = true;
    private boolean farOpen = true;
    private boolean broken;

    /**
     * A connection that is not made yet.
     *
     * @param network carries what is on its way
     */
    public Wire(Mailbox network, Misfortunes luck, Parser<D> downParser, FarEnd<D> far) {
        this.network = network;
        this.luck = luck;
        this.downParser = downParser;
        this.far = far;
    }

    /** Messages one way: none overtakes another. */
    private final class Direction {
        private long lastNanos;
        private int pending;

        void carry(Runnable delivery) {
            long now = network.nanoTime();
            long wait =
                    luck.oneIn(2) ? 0 : luck.millis(luck.oneIn(10) ? 1500 : 5).toNanos();
            lastNanos = Math.max(lastNanos, now + wait);
            pending++;
            Runnable arrival = () -> {
                pending--;
                delivery.run();
            };
            if (pending == 1 && lastNanos == now) {
                network.post(arrival);
            } else {
                network.after(Duration.ofNanos(lastNanos - now), arrival);
            }
        }
    }

    /** Connects; a refusal comes back as the end of the connection. */
    public void connect(Service<U> service, String name) {
        up.carry(() -> {
            upParser = service.parser();
            try {
                master = service.accept(new MasterEnd(name), name);
            } catch (ConnectionRefusedException e) {
                masterOpen = false;
                down.carry(() -> farCloses("refused: " + e.getMessage()));
            }
        });
    }

    /** The far end says something. */
    public void say(U message) {
        if (!farOpen) {
            return;
        }
        byte[] bytes = message.toByteArray();
        up.carry(() -> {
            if (masterOpen && !broken) {
                master.received(parse(upParser, bytes));
            }
        });
    }

    /** The far end closes after what it has said. */
    public void hangUp(String reason) {
        farOpen = false;
        up.carry(() -> masterCloses(reason));
    }

    /** The far end's process is gone: its operating system may still send what was said. */
    public void die() {
        farOpen = false;
        broken = luck.oneIn(2);
        network.after(luck.millis(500), () -> up.carry(() -> masterCloses("connection reset")));
    }

    /** The master's process is gone: its operating system resets the connection. */
    public void masterDies() {
        masterOpen = false;
        down.carry(() -> farCloses("connection reset"));
    }

    /** The connection breaks. */
    public void breakOff() {
        broken = true;
        if (luck.oneIn(2)) {
            network.after(luck.millis(2000), () -> up.carry(() -> masterCloses("connection reset")));
        }
        if (luck.oneIn(2)) {
            network.after(luck.millis(2000), () -> farCloses("connection reset"));
        }
    }

    /** Whether both ends can hear each other. */
    public boolean isWhole() {
        return master != null && masterOpen && farOpen && !broken;
    }

    private void masterCloses(String reason) {
        if (masterOpen && master != null) {
            masterOpen = false;
            master.closed(reason);
        }
    }

    private void farCloses(String reason) {
        if (farOpen) {
            farOpen = false;
            far.closed(reason);
        }
    }

    private static <M> M parse(Parser<M> parser, byte[] bytes) {
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("a message cannot be read", e);
        }
    }

    private final class MasterEnd implements Connection {
        private final String name;

        private MasterEnd(String name) {
            this.name = name;
        }

        @Override
        public void send(MessageLite message) {
            if (!masterOpen) {
                return;
            }
            byte[] bytes = message.toByteArray();
            down.carry(() -> {
                if (farOpen && !broken) {
                    far.received(parse(downParser, bytes));
                }
            });
        }

        @Override
        public void close(String reason) {
            if (masterOpen) {
                network.post(() -> masterCloses(reason));
                down.carry(() -> {
                    if (!broken) {
                        farCloses(reason);
                    }
                });
            }
        }

        @Override
        public String peer() {
            return name;
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1:1";
        }

        @Override
        public boolean isOpen() {
            return masterOpen;
        }

        @Override
        public long queuedBytes() {
            return 0;
        }
    }
}
