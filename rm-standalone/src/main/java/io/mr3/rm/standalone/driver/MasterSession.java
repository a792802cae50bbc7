package io.mr3.rm.standalone.driver;

import io.mr3.mailbox.Mailbox;
import io.mr3.rm.standalone.SealedSecrets;
import io.mr3.rm.standalone.proto.ApplicationBeat;
import io.mr3.rm.standalone.proto.ApplicationEvent;
import io.mr3.rm.standalone.proto.ApplicationRegister;
import io.mr3.rm.standalone.proto.ApplicationWelcome;
import io.mr3.rm.standalone.proto.BeatReply;
import io.mr3.rm.standalone.proto.FromApplication;
import io.mr3.rm.standalone.proto.Refusal;
import io.mr3.rm.standalone.proto.ReportsAck;
import io.mr3.rm.standalone.proto.ToApplication;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one application registered with the master: connects, registers, beats, and does so again for ever when the connection
 * is lost or falls silent. What was said on an earlier connection is not heard. On the driver's mailbox, but for {@link #take}.
 */
final class MasterSession {
    static final int PROTOCOL = 1;

    private static final Logger LOG = LoggerFactory.getLogger(MasterSession.class);
    private static final Duration WELCOME_LIMIT = Duration.ofSeconds(10);
    private static final Duration LEAST_SILENCE = Duration.ofSeconds(5);
    private static final int BEATS_OF_SILENCE = 3;
    private static final int LEAST_BEAT_MILLIS = 10;

    /** Whose session it is; called on the mailbox. */
    interface Application {
        /** All that the master has to know, but for versions and the application's name there. */
        ApplicationRegister.Builder registration(SealedSecrets seals);

        /**
         * The master has taken the registration.
         *
         * @param anew whether it knew nothing of this application
         */
        void welcomed(ApplicationWelcome welcome, boolean anew);

        /** An event of a worker, each once. */
        void happened(ApplicationEvent event);

        /** Anything else but what keeps the session. */
        void received(ToApplication message);

        /** A try to register has failed. The next one follows unless {@code forGood}. */
        void failed(String reason, boolean forGood);

        /** The connection has ended, of a registration that had succeeded; the next try follows. */
        void lost();
    }

    private final Mailbox mailbox;
    private final MasterDialer dialer;
    private final Application application;
    private final BackOff backOff;
    private String id = "";
    private String token = "";
    private long epoch;
    /** Number of the last event that was heard in this epoch. */
    private long heardUpTo;

    private Call current;

    private final Object lock = new Object();
    private MasterLine open;
    private boolean stopped;

    MasterSession(Mailbox mailbox, MasterDialer dialer, Application application, BackOff backOff) {
        this.mailbox = mailbox;
        this.dialer = dialer;
        this.application = application;
        this.backOff = backOff;
    }

    /** One connection, from the first try to its end. */
    private static final class Call {
        private MasterLine line;
        private boolean welcomed;
        private int beat;
        private boolean beatAnswered = true;
        private long heard;
    }

    /** Begins, or begins again at once. */
    void dial() {
        Call call = new Call();
        current = call;
        dialer.dial(
                        message -> mailbox.post(() -> received(call, message)),
                        reason -> mailbox.post(() -> end(call, reason)))
                .whenComplete((line, failure) -> {
                    if (failure == null && !keep(line)) {
                        line.close("the application has ended");
                    } else {
                        mailbox.post(() -> dialled(call, line, failure));
                    }
                });
    }

    /** Whether messages reach a master that has registered this application. */
    boolean isRegistered() {
        return current != null && current.welcomed;
    }

    /** The application's id; empty before its first registration. */
    String id() {
        return id;
    }

    /** The connection of a session that is registered. */
    MasterLine line() {
        return current.line;
    }

    /** Ends the session; what was sent before still goes out. */
    void stop(String reason) {
        current = null;
        MasterLine line = take();
        if (line != null) {
            line.close(reason);
        }
    }

    /** Ends the session and leaves its connection to the caller; null if there is none. From any thread. */
    MasterLine take() {
        synchronized (lock) {
            stopped = true;
            MasterLine line = open;
            open = null;
            return line;
        }
    }

    private boolean keep(MasterLine line) {
        synchronized (lock) {
            if (!stopped) {
                open = line;
            }
            return !stopped;
        }
    }

    private void dialled(Call call, MasterLine line, Throwable failure) {
        if (call != current) {
            return;
        }
        if (failure != null) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            tryLater(cause.getMessage() == null ? cause.toString() : cause.getMessage());
            return;
        }
        call.line = line;
        line.send(FromApplication.newBuilder()
                .setRegister(application
                        .registration(line.seals())
                        .setOldestProtocol(PROTOCOL)
                        .setNewestProtocol(PROTOCOL)
                        .setApplication(id)
                        .setToken(token))
                .build());
        mailbox.after(WELCOME_LIMIT, () -> {
            if (call == current && !call.welcomed) {
                end(call, "no answer to the registration within " + WELCOME_LIMIT.toSeconds() + " s");
            }
        });
    }

    private void received(Call call, ToApplication message) {
        if (call != current) {
            return;
        }
        call.heard = mailbox.nanoTime();
        switch (message.getMessageCase()) {
            case REFUSAL -> refused(call, message.getRefusal());
            case WELCOME -> welcomed(call, message.getEpoch(), message.getWelcome());
            case BEAT -> answered(call, message.getBeat());
            case EVENTS -> happened(call, message.getEvents().getEventsList());
            default -> {
                if (call.welcomed) {
                    application.received(message);
                }
            }
        }
    }

    /** Events that come again are acknowledged again. */
    private void happened(Call call, List<ApplicationEvent> events) {
        if (!call.welcomed) {
            return;
        }
        for (ApplicationEvent event : events) {
            if (event.getNumber() > heardUpTo) {
                heardUpTo = event.getNumber();
                application.happened(event);
            }
        }
        call.line.send(FromApplication.newBuilder()
                .setAcknowledged(ReportsAck.newBuilder().setUpTo(heardUpTo))
                .build());
    }

    /** A master that was started again, and one that takes us for somebody new, number their events anew. */
    private void welcomed(Call call, long newEpoch, ApplicationWelcome welcome) {
        call.welcomed = true;
        backOff.reset();
        boolean anew = !welcome.getApplication().equals(id);
        if (anew || newEpoch != epoch) {
            epoch = newEpoch;
            heardUpTo = 0;
        }
        id = welcome.getApplication();
        token = welcome.getToken();
        LOG.info(
                "registered with the master as {}{}",
                id,
                welcome.getRecovering() ? ", which waits for its agents" : "");
        application.welcomed(welcome, anew);
        beatEvery(call, Duration.ofMillis(Math.max(LEAST_BEAT_MILLIS, welcome.getNextBeatMs())));
    }

    /** A master that does not know us any more may take us as somebody new; one that takes nobody is given up. */
    private void refused(Call call, Refusal refusal) {
        boolean known = !id.isEmpty() && !refusal.getForGood();
        drop(call, "refused");
        if (refusal.getTryAgain()) {
            tryLater(refusal.getReason());
        } else if (known) {
            LOG.warn("the master does not know {} any more: {}; registering anew", id, refusal.getReason());
            id = "";
            token = "";
            dialLater();
        } else {
            application.failed(refusal.getReason(), true);
        }
    }

    private void answered(Call call, BeatReply reply) {
        if (reply.getRegisterAgain()) {
            end(call, "the master asks for another registration");
        } else if (reply.getNumber() == call.beat) {
            call.beatAnswered = true;
        }
    }

    /** One that was not answered is sent again as it was. */
    private void beatEvery(Call call, Duration interval) {
        mailbox.after(interval, () -> {
            if (call != current) {
                return;
            }
            Duration silence = Duration.ofNanos(mailbox.nanoTime() - call.heard);
            if (silence.compareTo(LEAST_SILENCE) > 0
                    && silence.compareTo(interval.multipliedBy(BEATS_OF_SILENCE)) > 0) {
                end(call, "nothing was heard for " + silence.toMillis() + " ms");
                return;
            }
            if (call.beatAnswered) {
                call.beat++;
                call.beatAnswered = false;
            }
            call.line.send(FromApplication.newBuilder()
                    .setBeat(ApplicationBeat.newBuilder().setNumber(call.beat))
                    .build());
            beatEvery(call, interval);
        });
    }

    private void end(Call call, String reason) {
        if (call != current) {
            return;
        }
        boolean wasRegistered = call.welcomed;
        drop(call, reason);
        if (wasRegistered) {
            LOG.warn("the connection to the master has ended: {}; connecting again", reason);
            application.lost();
            dialLater();
        } else {
            tryLater(reason);
        }
    }

    private void drop(Call call, String reason) {
        current = null;
        synchronized (lock) {
            open = null;
        }
        if (call.line != null) {
            call.line.close(reason);
        }
    }

    private void tryLater(String reason) {
        current = null;
        application.failed(reason, false);
        dialLater();
    }

    private void dialLater() {
        mailbox.after(backOff.next(), () -> {
            synchronized (lock) {
                if (stopped) {
                    return;
                }
            }
            if (current == null) {
                dial();
            }
        });
    }
}
