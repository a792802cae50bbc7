package io.mr3.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.mr3.am.dag.DagIntake;
import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.DagSettings;
import io.mr3.am.dag.PluginHost;
import io.mr3.am.dag.SessionFiles;
import io.mr3.am.group.DagQueue;
import io.mr3.am.group.DagQueues;
import io.mr3.am.lease.GroupScope;
import io.mr3.common.DagId;
import io.mr3.mailbox.Pulse;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.proto.CloseSession;
import io.mr3.rpc.proto.DagReport;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.DagStatus;
import io.mr3.rpc.proto.DagsReport;
import io.mr3.rpc.proto.FromAm;
import io.mr3.rpc.proto.KillDag;
import io.mr3.rpc.proto.NewApplication;
import io.mr3.rpc.proto.OpenSession;
import io.mr3.rpc.proto.SubmitDag;
import io.mr3.rpc.proto.ToAm;
import io.mr3.testkit.VirtualMailboxes;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    private static final DagQueues QUEUES =
            DagQueues.capacity(List.of(new DagQueue("high", 50), new DagQueue("default", 0), new DagQueue("low", 0)));

    private final VirtualMailboxes mailboxes = new VirtualMailboxes(7);
    private final Map<String, FakeDag> started = new LinkedHashMap<>();
    private final List<String> closedPlugins = new ArrayList<>();
    private boolean killedAtOnce = true;
    private final Sessions sessions = new Sessions(mailboxes, this::read, this::start, (plan, at) -> {}, QUEUES, 2, 3);

    /** A DAG that ends when the test says so, or when it is killed. */
    private final class FakeDag implements DagStarter.RunningDag {
        final String id;
        final Consumer<DagStatus> listener;

        FakeDag(String id, Consumer<DagStatus> listener) {
            this.id = id;
            this.listener = listener;
        }

        void end(DagStateProto state, String diagnostics) {
            listener.accept(DagStatus.newBuilder()
                    .setDagId(id)
                    .setState(state)
                    .addDiagnostics(diagnostics)
                    .build());
        }

        @Override
        public void kill(String reason) {
            if (killedAtOnce) {
                end(DagStateProto.DAG_KILLED, reason);
            }
        }
    }

    private static final class Client implements Connection {
        final List<FromAm> heard = new ArrayList<>();
        boolean open = true;

        @Override
        public void send(MessageLite message) {
            heard.add((FromAm) message);
        }

        @Override
        public void close(String reason) {
            open = false;
        }

        @Override
        public String peer() {
            return "test";
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1:1";
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public long queuedBytes() {
            return 0;
        }

        Stream<DagStatus> statuses() {
            return heard.stream().filter(FromAm::hasStatus).map(FromAm::getStatus);
        }
    }

    private DagIntake.Intake read(DagId id, DagIntake.Session session, ByteString plan)
            throws DagIntake.InvalidDagException {
        if (plan.isEmpty()) {
            throw new DagIntake.InvalidDagException("expected a plan, got none", null);
        }
        PluginHost plugins = (PluginHost) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PluginHost.class}, (proxy, method, args) -> {
                    assertEquals("close", method.getName());
                    closedPlugins.add(id.toString());
                    return null;
                });
        return new DagIntake.Intake(
                new DagPlan(
                        id,
                        "a dag",
                        session.user(),
                        session.conf().toStringUtf8(),
                        GroupScope.OPEN,
                        List.of(),
                        List.of(),
                        DagSettings.defaults()),
                plugins,
                SessionFiles.NONE);
    }

    private DagStarter.RunningDag start(DagIntake.Intake intake, Consumer<DagStatus> listener) {
        String id = intake.plan().id().toString();
        FakeDag dag = new FakeDag(id, listener);
        started.put(id, dag);
        return dag;
    }

    private ConnectionHandler<ToAm> open(Client client, String app) {
        return open(client, app, "default");
    }

    /** @param queue of all its DAGs */
    private ConnectionHandler<ToAm> open(Client client, String app, String queue) {
        ConnectionHandler<ToAm> handler = sessions.accept(client, "test");
        handler.received(ToAm.newBuilder()
                .setOpen(OpenSession.newBuilder().setAppId(app).setUser("joe").setConf(ByteString.copyFromUtf8(queue)))
                .build());
        mailboxes.settle();
        return handler;
    }

    private void submit(ConnectionHandler<ToAm> to, long request, String plan) {
        to.received(ToAm.newBuilder()
                .setSubmit(SubmitDag.newBuilder().setRequest(request).setPlan(ByteString.copyFromUtf8(plan)))
                .build());
        mailboxes.settle();
    }

    @Test
    void accepts_a_dag_and_pushes_its_statuses() {
        Client client = new Client();
        ConnectionHandler<ToAm> to = open(client, "application_5_0001");
        assertTrue(client.heard.get(0).hasOpened());
        submit(to, 11, "plan");
        assertEquals(11, client.heard.get(1).getAccepted().getRequest());
        assertEquals("dag_5_0001_1", client.heard.get(1).getAccepted().getDagId());
        started.get("dag_5_0001_1").end(DagStateProto.DAG_SUCCEEDED, "");
        assertEquals(
                DagStateProto.DAG_SUCCEEDED,
                client.statuses().findFirst().orElseThrow().getState());
    }

    @Test
    void shows_that_its_mailbox_takes_turns(@TempDir Path directory) throws IOException {
        Path pulse = directory.resolve("pulse");
        sessions.showPulse(pulse);
        mailboxes.settle();
        Files.delete(pulse);
        mailboxes.advance(Pulse.INTERVAL);
        assertTrue(Files.exists(pulse));
    }

    @Test
    void says_why_a_dag_is_refused_and_goes_on() {
        Client client = new Client();
        ConnectionHandler<ToAm> to = open(client, "application_5_0001");
        submit(to, 1, "");
        assertEquals(
                "expected a plan, got none", client.heard.get(1).getAccepted().getError());
        submit(to, 2, "plan");
        assertEquals("dag_5_0001_2", client.heard.get(2).getAccepted().getDagId());
    }

    @Test
    void lets_dags_beyond_the_limit_wait_in_order() {
        Client client = new Client();
        ConnectionHandler<ToAm> to = open(client, "application_5_0001");
        for (int i = 1; i <= 4; i++) {
            submit(to, i, "plan");
        }
        assertEquals(List.of("dag_5_0001_1", "dag_5_0001_2"), List.copyOf(started.keySet()));
        assertEquals(
                "waits for one of 2 running DAGs to end",
                client.statuses().findFirst().orElseThrow().getWaiting());
        started.get("dag_5_0001_2").end(DagStateProto.DAG_FAILED, "x");
        mailboxes.settle();
        assertEquals(3, started.size());
        assertTrue(started.containsKey("dag_5_0001_3"));
    }

    @Test
    void lets_dags_of_important_queues_pass_others_that_wait() {
        ConnectionHandler<ToAm> one = open(new Client(), "application_5_0001", "low");
        ConnectionHandler<ToAm> two = open(new Client(), "application_5_0002", "nowhere");
        ConnectionHandler<ToAm> three = open(new Client(), "application_5_0003", "high");
        for (int i = 1; i <= 4; i++) {
            submit(one, i, "plan");
        }
        submit(two, 1, "plan");
        submit(three, 1, "plan");
        submit(three, 2, "plan");
        for (int i = 0; i < 5; i++) {
            List.copyOf(started.values()).get(i).end(DagStateProto.DAG_SUCCEEDED, "");
            mailboxes.settle();
        }
        assertEquals(
                List.of(
                        "dag_5_0001_1",
                        "dag_5_0001_2",
                        "dag_5_0003_1",
                        "dag_5_0003_2",
                        "dag_5_0002_1",
                        "dag_5_0001_3",
                        "dag_5_0001_4"),
                List.copyOf(started.keySet()));
        assertEquals(
                List.of("high", "high", "default", "low", "low"),
                report().getDagsList().stream().map(DagReport::getQueue).toList());
    }

    @Test
    void kills_a_waiting_dag_without_starting_it() {
        Client client = new Client();
        ConnectionHandler<ToAm> to = open(client, "application_5_0001");
        for (int i = 1; i <= 3; i++) {
            submit(to, i, "plan");
        }
        to.received(ToAm.newBuilder()
                .setKill(KillDag.newBuilder().setDagId("dag_5_0001_3").setReason("enough"))
                .build());
        mailboxes.settle();
        assertFalse(started.containsKey("dag_5_0001_3"));
        assertEquals(List.of("dag_5_0001_3"), closedPlugins);
        DagStatus last = client.statuses().reduce((a, b) -> b).orElseThrow();
        assertEquals(DagStateProto.DAG_KILLED, last.getState());
        assertEquals(List.of("enough"), last.getDiagnosticsList());
    }

    @Test
    void kills_the_dags_of_a_session_whose_client_is_gone_and_no_others() {
        Client first = new Client();
        Client second = new Client();
        ConnectionHandler<ToAm> one = open(first, "application_5_0001");
        ConnectionHandler<ToAm> two = open(second, "application_5_0002");
        submit(one, 1, "plan");
        submit(two, 1, "plan");
        one.closed("connection reset");
        mailboxes.settle();
        assertEquals(
                DagStateProto.DAG_KILLED,
                first.statuses().findFirst().orElseThrow().getState());
        assertEquals(0, second.statuses().count());
    }

    @Test
    void stops_when_the_last_dag_has_ended_and_runs_no_more() {
        Client client = new Client();
        ConnectionHandler<ToAm> to = open(client, "application_5_0001");
        killedAtOnce = false;
        for (int i = 1; i <= 3; i++) {
            submit(to, i, "plan");
        }
        CompletableFuture<Void> stopped = sessions.stop("the master ends").toCompletableFuture();
        mailboxes.settle();
        assertEquals(List.of("dag_5_0001_3"), closedPlugins);
        started.get("dag_5_0001_1").end(DagStateProto.DAG_KILLED, "the master ends");
        mailboxes.settle();
        assertFalse(stopped.isDone());
        started.get("dag_5_0001_2").end(DagStateProto.DAG_SUCCEEDED, "");
        mailboxes.settle();
        assertTrue(stopped.isDone());
        submit(to, 4, "plan");
        FromAm last = client.heard.get(client.heard.size() - 1);
        assertEquals("the master ends", last.getAccepted().getError());
        assertEquals(2, started.size());
        assertTrue(sessions.stop("again").toCompletableFuture().isDone());
    }

    @Test
    void reports_dags_of_all_sessions_and_forgets_old_ones() {
        ConnectionHandler<ToAm> one = open(new Client(), "application_5_0001");
        ConnectionHandler<ToAm> two = open(new Client(), "application_5_0002");
        for (int i = 1; i <= 5; i++) {
            submit(one, i, "plan");
            started.get("dag_5_0001_" + i).end(DagStateProto.DAG_SUCCEEDED, "");
            mailboxes.settle();
        }
        for (int i = 1; i <= 3; i++) {
            submit(two, i, "plan");
        }
        DagsReport report = report();
        assertEquals(2, report.getSessions());
        assertEquals(
                List.of(
                        "dag_5_0001_3 DAG_SUCCEEDED",
                        "dag_5_0001_4 DAG_SUCCEEDED",
                        "dag_5_0001_5 DAG_SUCCEEDED",
                        "dag_5_0002_1 DAG_SUBMITTED",
                        "dag_5_0002_2 DAG_SUBMITTED",
                        "dag_5_0002_3 DAG_SUBMITTED queued"),
                report.getDagsList().stream()
                        .map(dag -> dag.getStatus().getDagId() + " "
                                + dag.getStatus().getState() + (dag.getQueued() ? " queued" : ""))
                        .toList());
        assertEquals("application_5_0002", report.getDags(4).getSession());
        assertEquals("joe", report.getDags(4).getUser());
    }

    @Test
    void ends_a_dag_for_anybody_and_says_when_that_is_done() {
        Client client = new Client();
        ConnectionHandler<ToAm> to = open(client, "application_5_0001");
        killedAtOnce = false;
        for (int i = 1; i <= 3; i++) {
            submit(to, i, "plan");
        }
        CompletableFuture<Optional<DagReport>> running = end("dag_5_0001_1");
        CompletableFuture<Optional<DagReport>> queued = end("dag_5_0001_3");
        CompletableFuture<Optional<DagReport>> unknown = end("dag_5_0001_4");
        assertFalse(running.isDone());
        assertEquals(
                DagStateProto.DAG_KILLED,
                queued.join().orElseThrow().getStatus().getState());
        assertEquals(Optional.empty(), unknown.join());
        started.get("dag_5_0001_1").end(DagStateProto.DAG_KILLED, "enough");
        mailboxes.settle();
        assertEquals(List.of("enough"), running.join().orElseThrow().getStatus().getDiagnosticsList());
        assertEquals(Optional.empty(), end("dag_5_0001_1").join(), "it has ended before");
        assertEquals(3, report().getDagsCount());
    }

    @Test
    void names_each_application_once() {
        Set<String> ids = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            Client client = new Client();
            sessions.accept(client, "test")
                    .received(ToAm.newBuilder()
                            .setNewApplication(NewApplication.getDefaultInstance())
                            .build());
            mailboxes.settle();
            ids.add(client.heard.get(0).getNamed().getAppId());
        }
        assertEquals(5, ids.size(), ids.toString());
        ids.forEach(id -> assertTrue(id.matches("application_[0-9]+_000[1-5]"), id));
    }

    private DagsReport report() {
        CompletableFuture<DagsReport> report = sessions.report().toCompletableFuture();
        mailboxes.settle();
        return report.join();
    }

    private CompletableFuture<Optional<DagReport>> end(String dag) {
        CompletableFuture<Optional<DagReport>> ended =
                sessions.end(DagId.parse(dag), "enough").toCompletableFuture();
        mailboxes.settle();
        return ended;
    }

    @Test
    void refuses_calls_before_a_session_is_open_and_a_second_session_of_one_id() {
        Client early = new Client();
        sessions.accept(early, "test")
                .received(ToAm.newBuilder()
                        .setClose(CloseSession.getDefaultInstance())
                        .build());
        mailboxes.settle();
        assertTrue(early.heard.get(0).hasRefused());
        assertFalse(early.open);
        open(new Client(), "application_5_0001");
        Client twin = new Client();
        open(twin, "application_5_0001");
        assertEquals(
                "expected a new session, got application_5_0001, which is open",
                twin.heard.get(0).getRefused().getReason());
    }
}
