package io.mr3.simulation;

import com.google.protobuf.ByteString;
import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.mailbox.Mailbox;
import io.mr3.rpc.Service;
import io.mr3.rpc.proto.CloseSession;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.FromAm;
import io.mr3.rpc.proto.KillDag;
import io.mr3.rpc.proto.OpenSession;
import io.mr3.rpc.proto.SubmitDag;
import io.mr3.rpc.proto.ToAm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A client with a session: submits DAGs, waits for their ends, and sometimes kills one, or is suddenly gone. */
final class SimulatedClient implements Wire.FarEnd<FromAm> {
    /** A plan that the intake refuses. */
    static final ByteString BAD_PLAN = ByteString.copyFromUtf8("bad");

    /** When a DAG that is killed must have ended, even if the master stands still for a while. */
    private static final Duration LATEST_END = Duration.ofSeconds(50);

    private final AppId app;
    private final Mailbox network;
    private final Misfortunes luck;
    private final Wire<ToAm, FromAm> wire;
    private final List<Query> queries = new ArrayList<>();
    private final Map<DagId, DagStatus> last = new HashMap<>();
    private final Set<Long> unanswered = new HashSet<>();
    private int toSubmit;
    private int asked;
    private boolean vanished;
    private boolean closed;

    SimulatedClient(AppId app, int toSubmit, Mailbox network, Misfortunes luck, Service<ToAm> service) {
        this.app = app;
        this.toSubmit = toSubmit;
        this.network = network;
        this.luck = luck;
        wire = new Wire<>(network, luck, FromAm.parser(), this);
        wire.connect(service, "client");
        wire.say(ToAm.newBuilder()
                .setOpen(OpenSession.newBuilder().setAppId(app.toString()).setUser("joe"))
                .build());
        submitNext();
    }

    AppId app() {
        return app;
    }

    /** Its DAG has reached the master. */
    void arrived(Query query) {
        queries.add(query);
        if (vanished || luck.oneIn(8)) {
            query.mayBeKilled();
        }
        if (!vanished && luck.oneIn(10)) {
            query.mayBeKilled();
            network.after(luck.millis(luck.oneIn(3) ? 15_000 : 3000), () -> kill(query));
        }
    }

    private void submitNext() {
        network.after(luck.millis(4000), () -> {
            if (vanished || toSubmit == 0) {
                return;
            }
            toSubmit--;
            if (luck.oneIn(10)) {
                submit(BAD_PLAN);
            }
            submit(ByteString.copyFromUtf8("plan"));
            if (luck.strike(8)) {
                network.after(luck.millis(10_000), this::vanish);
            }
            submitNext();
        });
    }

    private void submit(ByteString plan) {
        long request = ++asked;
        unanswered.add(request);
        wire.say(ToAm.newBuilder()
                .setSubmit(SubmitDag.newBuilder().setRequest(request).setPlan(plan))
                .build());
    }

    private void kill(Query query) {
        ToAm kill = ToAm.newBuilder()
                .setKill(KillDag.newBuilder().setDagId(query.id().toString()).setReason("no patience"))
                .build();
        if (vanished) {
            return;
        }
        wire.say(kill);
        if (luck.oneIn(2)) {
            wire.say(kill);
        }
        network.after(LATEST_END, () -> check(query.isOver(), "killed " + query.id() + ", which goes on"));
    }

    private void vanish() {
        if (!closed) {
            vanished = true;
            queries.forEach(Query::mayBeKilled);
            wire.die();
            network.after(
                    LATEST_END,
                    () -> check(queries.stream().allMatch(Query::isOver), "has gone, its DAGs have not: " + queries));
        }
    }

    /** Whether it will submit nothing more, and all that it submitted was answered and has ended. */
    boolean isDone() {
        return (vanished
                        || toSubmit == 0
                                && unanswered.isEmpty()
                                && queries.stream().allMatch(this::knowsEnd))
                && queries.stream().allMatch(Query::isOver);
    }

    private boolean knowsEnd(Query query) {
        DagStatus status = last.get(query.id());
        return status != null && Query.isFinal(status);
    }

    void close() {
        closed = true;
        if (!vanished) {
            wire.say(ToAm.newBuilder()
                    .setClose(CloseSession.getDefaultInstance())
                    .build());
            wire.hangUp("done");
        }
    }

    List<Query> queries() {
        return queries;
    }

    @Override
    public void received(FromAm message) {
        if (message.hasAccepted()) {
            check(unanswered.remove(message.getAccepted().getRequest()), "is answered twice");
        } else if (message.hasStatus()) {
            DagStatus status = message.getStatus();
            DagStatus before = last.put(DagId.parse(status.getDagId()), status);
            check(before == null || !Query.isFinal(before), "hears of " + status.getDagId() + " after its end");
        }
    }

    @Override
    public void closed(String reason) {
        check(closed, "is sent away: " + reason);
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("client " + app + " " + what);
        }
    }
}
