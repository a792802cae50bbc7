package io.mr3.rm.standalone.agent;

import io.mr3.mailbox.Mailbox;
import io.mr3.rm.standalone.proto.AgentRegister;
import io.mr3.rm.standalone.proto.AgentState;
import io.mr3.rm.standalone.proto.AgentWelcome;
import io.mr3.rm.standalone.proto.FromAgent;
import io.mr3.rm.standalone.proto.Refusal;
import io.mr3.rm.standalone.proto.ToAgent;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to the master, made again for ever. What comes on it is heard in order, from the newest connection alone,
 * and from no master of another cluster or of a lower epoch than was ever obeyed; a new epoch is on the disk before it is
 * obeyed. On the agent's mailbox.
 */
final class MasterLink {
    static final int PROTOCOL = 1;
    private static final Logger LOG = LoggerFactory.getLogger(MasterLink.class);
    private static final Duration WELCOME_WITHIN = Duration.ofSeconds(10);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** The agent, as far as the link needs it; on its mailbox. */
    interface Owner {
        /** What to say first. */
        AgentRegister registration(AgentState state);

        /** The master knows all; from here on it is obeyed. */
        void welcomed(AgentWelcome welcome);

        /** An order or answer, after the welcome. */
        void heard(ToAgent message);

        /** The master is no longer there. */
        void lost();

        /** Whoever started this must see that it cannot work here. */
        void turnedAway(String why);
    }

    private final Mailbox mailbox;
    private final MasterConnector connector;
    private final Steps steps;
    private final Records records;
    private final BackOff backOff;
    private final Owner owner;
    private final Queue<ToAgent> inbox = new ArrayDeque<>();
    private AgentState state;
    private int session;
    private Connection connection;
    private boolean welcomed;
    private boolean everWelcomed;
    private boolean writing;
    private boolean ended;
    private Runnable afterEnd = () -> {};
    private String lastProblem = "";

    MasterLink(
            Mailbox mailbox,
            MasterConnector connector,
            Steps steps,
            Records records,
            AgentState state,
            BackOff backOff,
            Owner owner) {
        this.mailbox = mailbox;
        this.connector = connector;
        this.steps = steps;
        this.records = records;
        this.state = state;
        this.backOff = backOff;
        this.owner = owner;
    }

    boolean isWelcomed() {
        return welcomed;
    }

    /** Cluster and epoch that are obeyed. */
    AgentState state() {
        return state;
    }

    /** Tries now. */
    void connect() {
        if (ended) {
            return;
        }
        int mine = ++session;
        connector
                .connect(new Handler(mine))
                .whenComplete((made, failure) -> mailbox.post(() -> {
                    if (failure == null) {
                        connected(mine, made);
                    } else {
                        lost(mine, reason(failure));
                    }
                }));
    }

    private static String reason(Throwable failure) {
        Throwable root = failure.getCause() == null ? failure : failure.getCause();
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    private final class Handler implements ConnectionHandler<ToAgent> {
        private final int mine;

        Handler(int mine) {
            this.mine = mine;
        }

        @Override
        public void received(ToAgent message) {
            mailbox.post(() -> {
                if (mine == session) {
                    inbox.add(message);
                    hear();
                }
            });
        }

        @Override
        public void closed(String reason) {
            mailbox.post(() -> lost(mine, reason));
        }
    }

    private void connected(int mine, Connection made) {
        if (mine != session || ended) {
            made.close("no longer wanted");
            return;
        }
        connection = made;
        send(FromAgent.newBuilder().setRegister(owner.registration(state)).build());
        mailbox.after(WELCOME_WITHIN, () -> {
            if (mine == session && !welcomed && !writing) {
                drop("the master does not answer a registration");
            }
        });
    }

    /** Ignored while there is no connection: all that matters is told again on the next. */
    void send(FromAgent message) {
        if (connection != null) {
            connection.send(message);
        }
    }

    /** A beat was answered: the connection is good. */
    void isGood() {
        backOff.succeeded();
        lastProblem = "";
    }

    /** Gives the connection up and makes another. */
    void drop(String why) {
        if (connection != null) {
            connection.close(why);
        }
        lost(session, why);
    }

    /** No connection from here on; {@code then} runs when what was sent has gone out, or never will. */
    void end(String why, Runnable then) {
        ended = true;
        welcomed = false;
        afterEnd = then;
        if (connection == null) {
            over();
        } else {
            connection.close(why);
            mailbox.after(FAREWELL, this::over);
        }
    }

    private void over() {
        Runnable then = afterEnd;
        afterEnd = () -> {};
        then.run();
    }

    private void lost(int of, String why) {
        if (of != session) {
            return;
        }
        session++;
        if (ended) {
            over();
            return;
        }
        connection = null;
        inbox.clear();
        boolean was = welcomed;
        welcomed = false;
        if (was || !why.equals(lastProblem)) {
            LOG.warn("without the master: {}; tries again", why);
        }
        lastProblem = why;
        if (was) {
            owner.lost();
        }
        int now = session;
        mailbox.after(backOff.next(), () -> {
            if (now == session) {
                connect();
            }
        });
    }

    private void hear() {
        while (!writing && !inbox.isEmpty()) {
            hear(inbox.remove());
        }
    }

    private void hear(ToAgent message) {
        if (message.getEpoch() < state.getEpoch()) {
            drop("expected a master of epoch " + state.getEpoch() + " or later, got one of epoch "
                    + message.getEpoch());
        } else if (message.hasRefusal()) {
            refused(message.getRefusal());
        } else if (!welcomed && message.hasWelcome()) {
            greet(message.getEpoch(), message.getWelcome());
        } else if (welcomed && message.getEpoch() == state.getEpoch() && !message.hasWelcome()) {
            owner.heard(message);
        } else {
            drop("expected " + (welcomed ? "orders of epoch " + state.getEpoch() : "a welcome") + ", got "
                    + message.getMessageCase() + " of epoch " + message.getEpoch());
        }
    }

    private void refused(Refusal refusal) {
        String why = "refused by the master: " + refusal.getReason();
        drop(why);
        if (!refusal.getTryAgain()) {
            complain(why);
        }
    }

    /** One that worked before, and may have workers, goes on trying; one that never did must not look as if it worked. */
    private void complain(String why) {
        if (!everWelcomed) {
            owner.turnedAway(why);
        }
    }

    private void greet(long epoch, AgentWelcome welcome) {
        boolean ours = state.getCluster().isEmpty() || state.getCluster().equals(welcome.getCluster());
        if (!ours || welcome.getProtocol() != PROTOCOL) {
            String why = ours
                    ? "expected protocol " + PROTOCOL + ", the master wants " + welcome.getProtocol()
                    : "belongs to cluster " + state.getCluster() + ", the master is that of cluster "
                            + welcome.getCluster();
            drop(why);
            complain(why);
            return;
        }
        AgentState next = AgentState.newBuilder()
                .setCluster(welcome.getCluster())
                .setEpoch(epoch)
                .build();
        if (next.equals(state)) {
            obey(welcome);
            return;
        }
        int mine = session;
        writing = true;
        steps.run(
                () -> {
                    records.writeState(next);
                    return next;
                },
                written -> {
                    writing = false;
                    state = written;
                    if (mine == session) {
                        obey(welcome);
                    }
                    hear();
                },
                failure -> {
                    writing = false;
                    if (mine == session) {
                        drop("epoch " + epoch + " cannot be written down: " + failure.getMessage());
                    }
                    hear();
                });
    }

    private void obey(AgentWelcome welcome) {
        welcomed = true;
        everWelcomed = true;
        owner.welcomed(welcome);
    }
}
