package io.mr3.am;

import com.google.protobuf.Parser;
import io.mr3.am.group.ContainerGroup;
import io.mr3.am.group.GroupStatus;
import io.mr3.client.AdminClient;
import io.mr3.common.DagId;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.Service;
import io.mr3.rpc.proto.DagReport;
import io.mr3.rpc.proto.DagsReport;
import io.mr3.rpc.proto.EndDag;
import io.mr3.rpc.proto.FromAdmin;
import io.mr3.rpc.proto.GetLog;
import io.mr3.rpc.proto.GroupReport;
import io.mr3.rpc.proto.GroupsReport;
import io.mr3.rpc.proto.MasterReport;
import io.mr3.rpc.proto.RunningDaemon;
import io.mr3.rpc.proto.ShutsDown;
import io.mr3.rpc.proto.ToAdmin;
import io.mr3.rpc.proto.WorkerReport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers people about a DAGAppMaster. It owns nothing: sessions are asked on their mailbox, groups publish what they
 * tell. On the connections' event loops; blocks nowhere.
 */
final class AdminService implements Service<ToAdmin> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminService.class);

    private final MasterReport facts;
    private final Sessions sessions;
    private final Supplier<List<ContainerGroup>> groups;
    private final IntSupplier allocated;
    private final ReportedLogs logs;
    private final Executor io;
    private final MasterHost host;

    /**
     * A service of one DAGAppMaster.
     *
     * @param facts what does not change: name, pid, start and the like
     * @param groups the latest published
     * @param allocated workers that have come into service so far
     * @param io reads log files
     */
    AdminService(
            MasterReport facts,
            Sessions sessions,
            Supplier<List<ContainerGroup>> groups,
            IntSupplier allocated,
            ReportedLogs logs,
            Executor io,
            MasterHost host) {
        this.facts = facts;
        this.sessions = sessions;
        this.groups = groups;
        this.allocated = allocated;
        this.logs = logs;
        this.io = io;
        this.host = host;
    }

    @Override
    public String name() {
        return AdminClient.SERVICE;
    }

    @Override
    public Parser<ToAdmin> parser() {
        return ToAdmin.parser();
    }

    @Override
    public ConnectionHandler<ToAdmin> accept(Connection connection, String peerName) {
        return new ConnectionHandler<>() {
            @Override
            public void received(ToAdmin question) {
                answer(question, new Reply(connection, question.getRequest()));
            }

            @Override
            public void closed(String reason) {
                // nothing is kept for a connection
            }
        };
    }

    /** Where the answer to one question goes; from any thread. */
    private record Reply(Connection connection, long request) {
        void send(FromAdmin.Builder answer) {
            connection.send(answer.setRequest(request).build());
        }

        void refuse(String why) {
            send(FromAdmin.newBuilder().setRefused(why));
        }
    }

    private void answer(ToAdmin question, Reply reply) {
        switch (question.getQuestionCase()) {
            case MASTER ->
                sessions.report()
                        .thenAccept(dags -> reply.send(FromAdmin.newBuilder().setMaster(master(dags))));
            case DAGS ->
                sessions.report()
                        .thenAccept(dags -> reply.send(FromAdmin.newBuilder().setDags(dags)));
            case END_DAG -> end(question.getEndDag(), reply);
            case GROUPS -> reply.send(FromAdmin.newBuilder().setGroups(groups()));
            case LOG -> io.execute(() -> read(question.getLog(), reply));
            case SHUT_DOWN -> shutDown(question.getShutDown().getReason(), reply);
            default -> reply.refuse("expected a question that this version of mr3 knows, got another");
        }
    }

    private MasterReport master(DagsReport dags) {
        int queued =
                (int) dags.getDagsList().stream().filter(DagReport::getQueued).count();
        int ended =
                (int) dags.getDagsList().stream().filter(AdminService::hasEnded).count();
        List<GroupStatus> now = statuses();
        return facts.toBuilder()
                .setNowMs(dags.getNowMs())
                .setSessions(dags.getSessions())
                .setQueuedDags(queued)
                .setRunningDags(dags.getDagsCount() - queued - ended)
                .setWorkers((int)
                        workers(now).filter(GroupStatus.WorkerStatus::isActive).count())
                .setSlots(now.stream().mapToInt(GroupStatus::slots).sum())
                .setBusySlots(now.stream().mapToInt(GroupStatus::busySlots).sum())
                .build();
    }

    private static boolean hasEnded(DagReport dag) {
        return AcceptedDag.isFinal(dag.getStatus());
    }

    private void end(EndDag question, Reply reply) {
        DagId id;
        try {
            id = DagId.parse(question.getDagId());
        } catch (IllegalArgumentException e) {
            reply.refuse(e.getMessage());
            return;
        }
        LOG.info("{} is to end: {}", id, question.getReason());
        sessions.end(id, question.getReason())
                .thenAccept(ended -> ended.ifPresentOrElse(
                        dag -> reply.send(FromAdmin.newBuilder().setEndedDag(dag)),
                        () -> reply.refuse("expected a DAG that runs or waits, got " + id)));
    }

    private GroupsReport groups() {
        GroupsReport.Builder report = GroupsReport.newBuilder().setAllocated(allocated.getAsInt());
        statuses().forEach(group -> report.addGroups(write(group)));
        return report.build();
    }

    private static GroupReport write(GroupStatus group) {
        GroupReport.Builder report = GroupReport.newBuilder()
                .setName(group.name())
                .setScope(group.scope())
                .setDags(group.dags())
                .setAllocated(group.allocated())
                .setMinWorkers(group.minWorkers())
                .setSlots(group.slots())
                .setBusySlots(group.busySlots())
                .setWaiting(group.waiting())
                .setMaxWorkers(group.maxWorkers());
        group.workers()
                .forEach(worker -> report.addWorkers(WorkerReport.newBuilder()
                        .setWorker(worker.id().toString())
                        .setLocation(worker.location())
                        .setState(worker.state())
                        .setSlots(worker.slots())
                        .setBusySlots(worker.busySlots())
                        .setUsedMemoryBytes(worker.usedMemoryBytes())
                        .setLogFile(worker.logFile())
                        .addAllBadDirectories(worker.badDirectories())));
        group.daemons()
                .forEach(daemon -> report.addDaemons(RunningDaemon.newBuilder()
                        .setName(daemon.name())
                        .setClassName(daemon.className())
                        .setAttempts(daemon.ready())
                        .setHistory(daemon.history())));
        return report.build();
    }

    private void read(GetLog question, Reply reply) {
        try {
            reply.send(FromAdmin.newBuilder()
                    .setLog(logs.read(question.getOf(), question.getLines(), workers(statuses()))));
        } catch (IOException e) {
            reply.refuse(e.getMessage());
        }
    }

    private void shutDown(String reason, Reply reply) {
        if (!host.isShared()) {
            reply.refuse("this DAGAppMaster is part of its client, process " + facts.getPid() + ", and ends with it");
            return;
        }
        reply.send(FromAdmin.newBuilder().setShutsDown(ShutsDown.getDefaultInstance()));
        host.shutDown().accept(reason);
    }

    private List<GroupStatus> statuses() {
        return groups.get().stream().map(ContainerGroup::status).toList();
    }

    private static Stream<GroupStatus.WorkerStatus> workers(List<GroupStatus> of) {
        return of.stream().flatMap(group -> group.workers().stream());
    }
}
