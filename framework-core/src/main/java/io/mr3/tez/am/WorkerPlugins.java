package io.mr3.tez.am;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mr3.am.dag.PluginHost.PluginLine;
import io.mr3.am.dag.PluginHost.RemotePlugins;
import io.mr3.tez.proto.PluginCall;
import io.mr3.tez.proto.PluginReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Plug-ins of a DAG that run in a worker, as the master knows them: the calls that are open. A worker that is lost is
 * replaced, and the next one is told of all of them. On the DAG's mailbox, unless said otherwise.
 */
final class WorkerPlugins implements RemotePlugins {
    private final Map<Long, RemoteCall> open = new LinkedHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private PluginLine line;
    private boolean ready;
    private String refusal;

    /** A number for a call; from any thread. */
    long nextCall() {
        return numbers.incrementAndGet();
    }

    /** Begins a call as soon as there is a worker; from any thread. */
    void open(long number, RemoteCall call) {
        line.post(() -> {
            open.put(number, call);
            if (refusal != null) {
                call.refused(refusal);
            } else if (ready) {
                call.begin();
            }
        });
    }

    /** Hears nothing of a call any more; from any thread. */
    void close(long number) {
        line.post(() -> open.remove(number));
    }

    /** Runs a step on the DAG's mailbox; from any thread. */
    void post(Runnable step) {
        line.post(step);
    }

    /** Says something to the worker, if there is one. */
    void say(PluginCall.Builder call) {
        if (ready) {
            line.say(call.build().toByteString());
        }
    }

    @Override
    public void connect(PluginLine newLine) {
        line = newLine;
    }

    @Override
    public void workerReady() {
        ready = true;
        calls().forEach(RemoteCall::begin);
    }

    @Override
    public void heard(ByteString message) {
        PluginReport report;
        try {
            report = PluginReport.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("expected a report about a plug-in, got bytes that are none", e);
        }
        RemoteCall call = open.get(report.getCall());
        if (call != null) {
            call.heard(report);
        }
    }

    @Override
    public void workerLost(String reason) {
        ready = false;
        calls().forEach(call -> call.workerLost(reason));
    }

    @Override
    public void refused(String reason) {
        refusal = reason;
        calls().forEach(call -> call.refused(reason));
    }

    private List<RemoteCall> calls() {
        return List.copyOf(open.values());
    }
}
