package io.mr3.am.dag;

import com.google.protobuf.ByteString;
import io.mr3.am.lease.GroupCapacity;
import io.mr3.common.AttemptId;
import io.mr3.common.Counters;
import io.mr3.rpc.proto.RegisterDag;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The user's plug-ins of one DAG and the payloads that only they and the workers understand. One implementation is
 * {@code io.mr3.tez.am}; tests have their own. Created methods run on the DAG's mailbox unless said otherwise, as the DAG's
 * user and with its class loader. Whatever a plug-in throws fails the vertex it belongs to.
 */
public interface PluginHost {
    /** Creates the manager that decides when and how often tasks of {@code vertex} run. */
    VertexManager createVertexManager(VertexPlan vertex, VertexManagerContext context);

    /** Creates the initialiser of a root input; only for those listed in {@link VertexPlan#initializedInputs()}. */
    InputInitializer createInitializer(VertexPlan vertex, String input, InitializerContext context);

    /** Creates the committer of a sink; only for those listed in {@link VertexPlan#committedSinks()}. */
    OutputCommitter createCommitter(VertexPlan vertex, String sink);

    /** What a worker must know before the first vertex of this DAG. */
    RegisterDag registration();

    /** What a worker must know before the first attempt of the vertex; asked when the vertex is configured. */
    ByteString template(VertexPlan vertex);

    /** Physical inputs of root input {@code input} for one task; 1 unless an initialiser or manager said otherwise. */
    int rootPhysicalInputs(VertexPlan vertex, String input, int task);

    /**
     * Whether a task of the vertex that runs again on the same inputs may write other rows, or divide them otherwise among
     * its partitions. Asked at most once, when an output that consumers know of is lost.
     */
    boolean outputsMayDiffer(VertexPlan vertex);

    /**
     * The side of initialisers and committers that runs in a worker, since the master must not load their classes; empty
     * if they run here. The same for each call.
     */
    Optional<RemotePlugins> remote();

    /** The DAG has ended: release class loaders and file systems. On an I/O thread. */
    void close();

    /** Plug-ins in a worker. On the DAG's mailbox. */
    interface RemotePlugins {
        /** Before any plug-in is made. */
        void connect(PluginLine line);

        /** A worker that knows nothing of these plug-ins yet hears what is said from now on. */
        void workerReady();

        /** The worker has said something. */
        void heard(ByteString message);

        /** The worker is gone, and all that ran there; another one follows. */
        void workerLost(String reason);

        /** No worker can run plug-ins of this DAG. */
        void refused(String reason);
    }

    /** The way to the worker that runs plug-ins. */
    interface PluginLine {
        /** Runs {@code step} on the DAG's mailbox; from any thread. */
        void post(Runnable step);

        /** Sends to the present worker; lost if there is none. On the DAG's mailbox. */
        void say(ByteString message);
    }

    /** Decides when and how often tasks of one vertex run. Tez API: VertexManagerPlugin. On the DAG's mailbox. */
    interface VertexManager {
        void initialize();

        /** The vertex may run; {@code completed} are the source attempts that succeeded before. */
        void vertexStarted(List<AttemptId> completed);

        /** A source task succeeded; again for each success after its output was lost. */
        void sourceTaskCompleted(AttemptId attempt);

        void eventReceived(ByteString payload, AttemptId producer);

        /** A root input is initialised; its manager places the data by {@link VertexManagerContext#addInputData}. */
        void inputInitialized(String input, InitializedInput result);

        /** A state that was subscribed to was reached; once per state. */
        void vertexStateChanged(String vertex, VertexEventKind state);
    }

    /** What an initialiser returned; only the host that made it looks inside. */
    interface InitializedInput {}

    /** Finds out what a root input consists of. Tez API: InputInitializer. */
    interface InputInitializer {
        /** Blocks as long as it takes; on an I/O thread of its own, which {@link #cancel} interrupts. */
        InitializedInput initialize() throws Exception;

        /** Events of source tasks that succeeded; on the DAG's mailbox, must not block. */
        void eventReceived(String sourceVertex, ByteString payload);

        /** On the DAG's mailbox, after the events of that vertex; must not block. */
        void vertexStateChanged(String vertex, VertexEventKind state);

        /** The DAG no longer wants the result; from any thread. */
        void cancel();
    }

    /** Makes a sink's output visible, or removes it. Tez API: OutputCommitter. All on I/O threads. */
    interface OutputCommitter {
        void setup() throws Exception;

        void commit() throws Exception;

        /** @param killed the DAG was killed rather than that it failed */
        void abort(boolean killed) throws Exception;
    }

    /** What an initialiser may ask of its DAG; from any thread but the DAG's mailbox. */
    interface InitializerContext {
        /** Final number of tasks of {@code vertex}, as soon as it is known; blocks. */
        int parallelism(String vertex) throws InterruptedException;

        /** Asks for {@link InputInitializer#vertexStateChanged}; states reached before are told at once, in order. */
        void subscribe(String vertex, Set<VertexEventKind> states);

        /** Adds to the counters of the vertex. */
        void addCounters(Counters counters);

        GroupCapacity capacity();
    }
}
