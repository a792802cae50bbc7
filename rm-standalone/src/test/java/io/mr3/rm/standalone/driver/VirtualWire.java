package io.mr3.rm.standalone.driver;

import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.standalone.SealedSecrets;
import io.mr3.rm.standalone.proto.ApplicationFinish;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.ToApplication;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Connections between a driver and a {@link FakeMaster} on virtual time. What is on its way when one is cut is lost. */
final class VirtualWire implements MasterDialer {
    private final Mailbox up;
    private final Mailbox down;
    private final FakeMaster master;
    private final SealedSecrets seals = new SealedSecrets(Secret.generate());
    private Pipe current;
    /** Nobody listens. */
    boolean broken;
    /** How often it was tried. */
    int dials;

    VirtualWire(Mailboxes mailboxes, FakeMaster master) {
        Mailboxes.Owner owner = new Mailboxes.Owner() {
            @Override
            public void endOfTurn() {}

            @Override
            public void failed(Throwable cause) {
                throw new AssertionError(cause);
            }
        };
        this.up = mailboxes.create("wire to the master", owner);
        this.down = mailboxes.create("wire to the driver", owner);
        this.master = master;
    }

    @Override
    public CompletionStage<MasterLine> dial(Consumer<ToApplication> received, Consumer<String> closed) {
        CompletableFuture<MasterLine> result = new CompletableFuture<>();
        dials++;
        up.post(() -> {
            if (broken) {
                result.completeExceptionally(new IOException("cannot connect: Connection refused"));
            } else {
                current = new Pipe(received, closed);
                result.complete(current);
            }
        });
        return result;
    }

    /** Ends the connection here and now. */
    void cut() {
        if (current != null) {
            current.end("connection reset");
        }
    }

    boolean isOpen() {
        return current != null && !current.ended;
    }

    private final class Pipe implements MasterLine, FakeMaster.Peer {
        private final Consumer<ToApplication> received;
        private final Consumer<String> closed;
        private final FakeMaster.Line line;
        private boolean ended;

        private Pipe(Consumer<ToApplication> received, Consumer<String> closed) {
            this.received = received;
            this.closed = closed;
            this.line = master.accept(this);
        }

        @Override
        public void send(FromApplication message) {
            up.post(() -> {
                if (!ended) {
                    line.received(message);
                }
            });
        }

        @Override
        public void send(ToApplication message) {
            down.post(() -> {
                if (!ended) {
                    received.accept(message);
                }
            });
        }

        /** Behind what was sent before, in both directions. */
        @Override
        public void close(String reason) {
            up.post(() -> down.post(() -> end(reason)));
        }

        @Override
        public void finishNow(ApplicationFinish finish, Duration limit) {
            send(FromApplication.newBuilder().setFinish(finish).build());
            close("the application has ended");
        }

        @Override
        public SealedSecrets seals() {
            return seals;
        }

        private void end(String reason) {
            if (!ended) {
                ended = true;
                line.closed();
                down.post(() -> closed.accept(reason));
            }
        }
    }

    /** Opens what this wire's secrets were sealed with. */
    SealedSecrets seals() {
        return seals;
    }
}
