package io.mr3.tez.worker;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mr3.common.VertexId;
import io.mr3.tez.TezCounterCodec;
import io.mr3.tez.plugin.InitializerEngine;
import io.mr3.tez.plugin.InitializerSpec;
import io.mr3.tez.proto.AskParallelism;
import io.mr3.tez.proto.Parallelism;
import io.mr3.tez.proto.PluginCounters;
import io.mr3.tez.proto.PluginReport;
import io.mr3.tez.proto.RunInitializer;
import io.mr3.tez.proto.Subscribe;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.tez.common.counters.TezCounters;
import org.apache.tez.dag.api.DagTypeConverters;
import org.apache.tez.dag.api.InputInitializerDescriptor;
import org.apache.tez.dag.api.event.VertexState;
import org.apache.tez.dag.api.records.DAGProtos.RootInputLeafOutputProto;

/** The DAG of an initialiser in this worker: a master at the other end of a connection. Thread-safe. */
final class RemoteEngine implements InitializerEngine {
    private final long call;
    private final RunInitializer order;
    private final Consumer<PluginReport.Builder> reports;
    private final AtomicLong questions = new AtomicLong();
    private final Map<Long, CompletableFuture<Integer>> unanswered = new ConcurrentHashMap<>();

    RemoteEngine(long call, RunInitializer order, Consumer<PluginReport.Builder> reports) {
        this.call = call;
        this.order = order;
        this.reports = reports;
    }

    /** What the initialiser is made from. */
    static InitializerSpec spec(RunInitializer order, Configuration ofDag) throws InvalidProtocolBufferException {
        RootInputLeafOutputProto input = RootInputLeafOutputProto.parseFrom(order.getInput());
        InputInitializerDescriptor initializer =
                DagTypeConverters.convertInputInitializerDescriptorFromDAGPlan(input.getControllerDescriptor());
        Configuration ofVertex = TezSettings.over(ofDag, order.getConf());
        return new InitializerSpec(
                VertexId.parse(order.getVertexId()),
                order.getDagName(),
                order.getVertexName(),
                input.getName(),
                initializer.getClassName(),
                initializer.getUserPayload(),
                DagTypeConverters.convertInputDescriptorFromDAGPlan(input.getIODescriptor())
                        .getUserPayload(),
                () -> new Configuration(ofVertex),
                order.getPlannedTasks(),
                Resource.newInstance(order.getTaskMemoryMb(), order.getTaskCores()));
    }

    /** The master waits for the final number in any case: whoever hears of a source hears of one that is configured. */
    @Override
    public int parallelism(String vertex, boolean inDelivery) throws InterruptedException {
        long question = questions.incrementAndGet();
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        unanswered.put(question, answer);
        reports.accept(report().setAskParallelism(
                        AskParallelism.newBuilder().setQuestion(question).setVertex(vertex)));
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e);
        }
    }

    void answer(Parallelism answer) {
        CompletableFuture<Integer> asked = unanswered.remove(answer.getQuestion());
        if (answer.getError().isEmpty()) {
            asked.complete(answer.getTasks());
        } else {
            asked.completeExceptionally(new IllegalStateException(answer.getError()));
        }
    }

    @Override
    public void subscribe(String vertex, Set<VertexState> states) {
        Subscribe.Builder subscription = Subscribe.newBuilder().setVertex(vertex);
        if (states != null) {
            states.forEach(state -> subscription.addStates(state.name()));
        }
        reports.accept(report().setSubscribe(subscription));
    }

    @Override
    public void addCounters(TezCounters counters) {
        reports.accept(
                report().setCounters(PluginCounters.newBuilder().addAllGroups(TezCounterCodec.toWire(counters))));
    }

    @Override
    public Resource total() {
        return Resource.newInstance(order.getTotalMemoryMb(), order.getTotalCores());
    }

    @Override
    public int nodes() {
        return order.getNodes();
    }

    private PluginReport.Builder report() {
        return PluginReport.newBuilder().setCall(call);
    }
}
