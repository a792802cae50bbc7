package io.mr3.am.group;

import com.google.protobuf.Parser;
import io.mr3.common.WorkerId;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.ConnectionRefusedException;
import io.mr3.rpc.Service;
import io.mr3.rpc.proto.FromWorker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The rpc service {@code worker}: leads each worker to the group that asked for it, and turns away all others. */
public final class WorkerService implements Service<FromWorker> {
    /** The name that workers ask for. */
    public static final String NAME = "worker";

    /** Written by the broker before a worker is asked for; read on event loops. */
    private final Map<WorkerId, WorkerIntake> expected = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parser<FromWorker> parser() {
        return FromWorker.parser();
    }

    @Override
    public ConnectionHandler<FromWorker> accept(Connection connection, String peerName) {
        WorkerId worker = read(peerName);
        WorkerIntake group = expected.get(worker);
        if (group == null) {
            throw new ConnectionRefusedException(worker + " is not asked for here: it may have been declared lost");
        }
        return group.connected(worker, connection);
    }

    void expect(WorkerId worker, WorkerIntake group) {
        expected.put(worker, group);
    }

    void forget(WorkerId worker) {
        expected.remove(worker);
    }

    private static WorkerId read(String peerName) {
        try {
            return WorkerId.parse(peerName);
        } catch (IllegalArgumentException e) {
            throw new ConnectionRefusedException(e.getMessage());
        }
    }
}
