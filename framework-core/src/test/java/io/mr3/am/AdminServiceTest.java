package io.mr3.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.MessageLite;
import io.mr3.am.group.DagQueues;
import io.mr3.rpc.Connection;
import io.mr3.rpc.proto.EndDag;
import io.mr3.rpc.proto.FromAdmin;
import io.mr3.rpc.proto.GetDags;
import io.mr3.rpc.proto.GetGroups;
import io.mr3.rpc.proto.GetLog;
import io.mr3.rpc.proto.GetMaster;
import io.mr3.rpc.proto.MasterReport;
import io.mr3.rpc.proto.ShutDown;
import io.mr3.rpc.proto.ToAdmin;
import io.mr3.testkit.VirtualMailboxes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AdminServiceTest {
    private final VirtualMailboxes mailboxes = new VirtualMailboxes(3);
    private final List<FromAdmin> answers = new ArrayList<>();
    private final List<String> shutDowns = new ArrayList<>();

    private final Connection connection = new Connection() {
        @Override
        public void send(MessageLite message) {
            answers.add((FromAdmin) message);
        }

        @Override
        public void close(String reason) {
            throw new AssertionError("expected an answer, got an end: " + reason);
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
            return true;
        }

        @Override
        public long queuedBytes() {
            return 0;
        }
    };

    private FromAdmin ask(Consumer<String> shutDown, ToAdmin.Builder question) {
        Sessions sessions = new Sessions(
                mailboxes,
                (id, session, plan) -> {
                    throw new AssertionError();
                },
                (intake, listener) -> {
                    throw new AssertionError();
                },
                (plan, at) -> {},
                DagQueues.individual(),
                1,
                1);
        MasterHost host = new MasterHost("me", Path.of("/no such/master.log"), shutDown);
        AdminService service = new AdminService(
                MasterReport.newBuilder().setName("am-x").setPid(77).build(),
                sessions,
                List::of,
                () -> 5,
                new ReportedLogs(host.logFile(), List.of()),
                mailboxes.io(),
                host);
        service.accept(connection, "test").received(question.setRequest(9).build());
        mailboxes.settle();
        FromAdmin answer = answers.remove(0);
        assertEquals(9, answer.getRequest());
        assertTrue(answers.isEmpty());
        return answer;
    }

    @Test
    void tells_of_the_master_and_its_dags() {
        MasterReport report = ask(null, ToAdmin.newBuilder().setMaster(GetMaster.getDefaultInstance()))
                .getMaster();
        assertEquals("am-x", report.getName());
        assertEquals(77, report.getPid());
        assertEquals(0, report.getSessions());
        assertTrue(ask(null, ToAdmin.newBuilder().setDags(GetDags.getDefaultInstance()))
                .hasDags());
    }

    @Test
    void tells_how_many_workers_there_have_been() {
        assertEquals(
                5,
                ask(null, ToAdmin.newBuilder().setGroups(GetGroups.getDefaultInstance()))
                        .getGroups()
                        .getAllocated());
    }

    @Test
    void refuses_in_one_line() {
        assertEquals(
                "expected dag id, got 'x'",
                refusal(ToAdmin.newBuilder().setEndDag(EndDag.newBuilder().setDagId("x"))));
        assertEquals(
                "expected a DAG that runs or waits, got dag_1_0001_1",
                refusal(ToAdmin.newBuilder().setEndDag(EndDag.newBuilder().setDagId("dag_1_0001_1"))));
        assertEquals(
                "log file /no such/master.log is not on the DAGAppMaster's host",
                refusal(ToAdmin.newBuilder()
                        .setLog(GetLog.newBuilder().setOf("am").setLines(1))));
        assertEquals("expected a question that this version of mr3 knows, got another", refusal(ToAdmin.newBuilder()));
    }

    @Test
    void only_a_shared_master_is_shut_down() {
        ToAdmin.Builder question =
                ToAdmin.newBuilder().setShutDown(ShutDown.newBuilder().setReason("enough"));
        assertEquals(
                "this DAGAppMaster is part of its client, process 77, and ends with it", refusal(question.clone()));
        assertTrue(ask(shutDowns::add, question).hasShutsDown());
        assertEquals(List.of("enough"), shutDowns);
    }

    private String refusal(ToAdmin.Builder question) {
        return ask(null, question).getRefused();
    }
}
