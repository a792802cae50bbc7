package io.mr3.rm.standalone.command;

import com.google.protobuf.Parser;
import io.mr3.common.files.LifeLock;
import io.mr3.rm.standalone.ProcessFile;
import io.mr3.rm.standalone.command.ProcessStarter.Started;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.ContainerName;
import io.mr3.rm.standalone.proto.FromOperator;
import io.mr3.rm.standalone.proto.ToOperator;
import io.mr3.rm.standalone.view.ClusterJson;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.view.MasterView;
import io.mr3.rm.standalone.view.NodeView;
import io.mr3.rm.standalone.view.WorkerView;
import io.mr3.rpc.Connection;
import io.mr3.rpc.ConnectionHandler;
import io.mr3.rpc.RpcServer;
import io.mr3.rpc.RpcSettings;
import io.mr3.rpc.Secret;
import io.mr3.rpc.Service;
import io.mr3.rpc.ServiceSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Master and agents inside of the test's JVM, as far as commands see them: directories that are claimed, files about
 * processes, a port where operators are answered. Agents register by a call. Thread-safe.
 */
final class FakeCluster implements ProcessStarter, Service<FromOperator>, AutoCloseable {
    /** Of no process that ever was. */
    private static final long NO_PID = 4_000_000_000L;

    /** Agents that end at once, and what they say. */
    final Map<String, String> broken = new HashMap<>();
    /** What operators asked for. */
    final List<String> asked = new ArrayList<>();
    /** What was started, with its settings. */
    final Map<String, Map<String, String>> started = new TreeMap<>();

    /** Shown from the first question on. */
    volatile List<WorkerView> workers = List.of();
    /** Of each agent. */
    volatile String agentAddress = "";

    private final Map<String, Part> running = new TreeMap<>();
    private RpcServer server;
    private int masters;

    /** A claimed directory. */
    private record Part(Path directory, LifeLock lock) {
        void end() {
            try {
                ProcessFile.withdraw(directory);
                lock.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public synchronized Started start(LocalPart part) throws IOException {
        String name = part.directory().getFileName().toString();
        started.put(name, part.settings());
        if (broken.containsKey(name)) {
            return new Ended(broken.get(name));
        }
        Part claimed =
                new Part(part.directory(), ProcessFile.claim(part.directory()).orElseThrow());
        running.put(name, claimed);
        String address = name.equals("master") ? listen(part) : "";
        new ProcessFile(name, NO_PID, address, "", part.log(), Instant.now()).publish(part.directory());
        return new Ended("is alive") {
            @Override
            public boolean hasEnded() {
                return false;
            }
        };
    }

    private String listen(LocalPart part) throws IOException {
        masters++;
        Secret secret = Secret.read(Path.of(part.settings().get("mr3.standalone.secret.file")));
        server = RpcServer.start(RpcSettings.defaults(), secret, new ServiceSet("master", this));
        return "127.0.0.1:" + server.address().getPort();
    }

    synchronized List<String> running() {
        return List.copyOf(running.keySet());
    }

    /** Ends one as if it had been killed. */
    synchronized void kill(String name) {
        running.remove(name).end();
        if (name.equals("master")) {
            server.close();
        }
    }

    @Override
    public String name() {
        return OperatorClient.SERVICE;
    }

    @Override
    public Parser<FromOperator> parser() {
        return FromOperator.parser();
    }

    @Override
    public ConnectionHandler<FromOperator> accept(Connection connection, String peerName) {
        return new ConnectionHandler<>() {
            @Override
            public void received(FromOperator message) {
                answer(connection, message);
            }

            @Override
            public void closed(String reason) {
                // nothing is kept
            }
        };
    }

    private synchronized void answer(Connection connection, FromOperator question) {
        ToOperator.Builder answer = ToOperator.newBuilder().setRequest(question.getRequest());
        switch (question.getQuestionCase()) {
            case CLUSTER -> answer.setCluster(ClusterJson.write(view()));
            case DECOMMISSION -> {
                String node = question.getDecommission().getNode();
                asked.add("decommission " + node + " "
                        + question.getDecommission().getDeadlineMs());
                if (running.containsKey(node)) {
                    answer.setDone("node " + node + " drains");
                } else {
                    answer.setRefused("expected a node of the cluster, got '" + node + "'");
                }
            }
            case RECOMMISSION -> {
                asked.add("recommission " + question.getRecommission().getNode());
                answer.setDone("node " + question.getRecommission().getNode() + " takes workers");
            }
            case DUMP_THREADS -> {
                ContainerName worker = question.getDumpThreads().getContainer();
                asked.add("thread-dump " + worker.getApplication() + " " + worker.getWorker());
                if (worker.getWorker() == 1) {
                    answer.setDone("worker 1 prints its threads into /log");
                } else {
                    answer.setRefused("expected a worker that runs");
                }
            }
            case KILL -> {
                String target = question.getKill().getTarget();
                asked.add("kill " + target + " by " + question.getUser());
                if (target.equals("app-1")) {
                    answer.setDone("application app-1 is ended, with 2 workers");
                } else {
                    answer.setRefused("expected an application or a worker, got '" + target + "'");
                }
            }
            case RESIZE -> {
                String node = question.getResize().getNode();
                Amount total = question.getResize().getTotal();
                asked.add("resize " + node + " " + total.getMemoryMb() + " " + total.getCores());
                answer.setDone("told " + node);
            }
            case RELOAD -> {
                asked.add("reload " + new TreeMap<>(question.getReload().getSettingsMap()));
                answer.setDone("queues: default");
            }
            case STOP -> {
                asked.add("stop " + (question.getStop().getWorkers() ? "all" : "master"));
                answer.setDone("the master ends");
                boolean all = question.getStop().getWorkers();
                CompletableFuture.runAsync(() -> end(all));
            }
            default -> answer.setRefused("what?");
        }
        connection.send(answer.build());
    }

    private synchronized void end(boolean all) {
        server.close();
        for (String name : running()) {
            if (all || name.equals("master")) {
                running.remove(name).end();
            }
        }
    }

    private ClusterView view() {
        List<NodeView> nodes = running.keySet().stream()
                .filter(name -> !name.equals("master"))
                .map(name -> new NodeView(
                        name,
                        "h",
                        "",
                        Map.of(),
                        "active",
                        List.of(),
                        1024,
                        2,
                        0,
                        0,
                        0,
                        100,
                        agentAddress,
                        -1,
                        -1,
                        -1,
                        -1,
                        Map.of()))
                .toList();
        MasterView master =
                new MasterView("c-1", masters, "127.0.0.1:1", "127.0.0.1:8421", System.currentTimeMillis(), "active");
        return new ClusterView(master, nodes, List.of(), workers, List.of(), Map.of());
    }

    @Override
    public void close() {
        for (String name : running()) {
            kill(name);
        }
    }

    private static class Ended implements Started {
        private final String words;

        Ended(String words) {
            this.words = words;
        }

        @Override
        public boolean hasEnded() {
            return true;
        }

        @Override
        public String lastWords() {
            return words;
        }

        @Override
        public void kill() {
            throw new AssertionError("what serves, or has ended, is not killed");
        }
    }
}
