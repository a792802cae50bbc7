package io.mr3.worker;

import com.google.protobuf.ByteString;
import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.VertexId;
import io.mr3.rpc.proto.AttemptEnd;
import io.mr3.rpc.proto.AttemptReport;
import io.mr3.rpc.proto.Launch;
import io.mr3.rpc.proto.RegisterDag;
import io.mr3.rpc.proto.RegisterVertex;
import io.mr3.rpc.proto.RoutedEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Attempts that do what the test says, and remember what they were told. */
final class FakeHost implements TaskHost {
    final Map<DagId, FakeDag> dags = new HashMap<>();
    final Map<AttemptId, FakeAttempt> attempts = new HashMap<>();
    String refusal;
    boolean closed;

    static final class FakeDag implements HostedDag {
        final FakeHost host;
        final List<Path> localDirs;
        boolean ended;

        private FakeDag(FakeHost host, List<Path> localDirs) {
            this.host = host;
            this.localDirs = localDirs;
        }

        @Override
        public byte[] shuffleSecret() {
            return new byte[] {1};
        }

        @Override
        public void registerVertex(VertexId vertex, RegisterVertex order) {
            if (order.getName().equals("bad")) {
                throw new IllegalArgumentException("no such class");
            }
        }

        @Override
        public RunningAttempt launch(AttemptId attempt, Launch order, List<Path> localDirs, AttemptListener listener) {
            FakeAttempt made = new FakeAttempt(attempt, localDirs, listener);
            host.attempts.put(attempt, made);
            return made;
        }

        @Override
        public void aboutPlugins(ByteString message, Consumer<ByteString> answers) {
            answers.accept(ByteString.copyFromUtf8("heard ").concat(message));
        }

        @Override
        public void ended() {
            ended = true;
        }
    }

    static final class FakeAttempt implements RunningAttempt {
        final AttemptListener listener;
        final List<Path> localDirs;
        final List<RoutedEvent> heard = new ArrayList<>();
        final List<Boolean> answers = new ArrayList<>();
        final List<String> kills = new ArrayList<>();
        AttemptEnd announcedEnd;
        AttemptEnd endOfProcess;
        private final AttemptId id;

        private FakeAttempt(AttemptId id, List<Path> localDirs, AttemptListener listener) {
            this.id = id;
            this.localDirs = localDirs;
            this.listener = listener;
        }

        AttemptReport.Builder report() {
            return AttemptReport.newBuilder().setAttemptId(id.toString());
        }

        void end(AttemptEnd.Outcome outcome) {
            listener.report(
                    report().setEnd(AttemptEnd.newBuilder().setOutcome(outcome)).build());
        }

        @Override
        public void deliver(List<RoutedEvent> events) {
            heard.addAll(events);
        }

        @Override
        public void answerCommit(boolean granted) {
            answers.add(granted);
        }

        @Override
        public void kill(String reason) {
            kills.add(reason);
        }

        @Override
        public Optional<AttemptEnd> announcedEnd() {
            return Optional.ofNullable(announcedEnd);
        }

        @Override
        public Optional<AttemptEnd> endOfProcess() {
            return Optional.ofNullable(endOfProcess);
        }

        @Override
        public String stacks() {
            return "stacks of " + id;
        }
    }

    @Override
    public HostedDag registerDag(DagId dag, RegisterDag order, List<Path> localDirs, Map<String, ByteString> daemons) {
        if (refusal != null) {
            throw new IllegalArgumentException(refusal);
        }
        FakeDag made = new FakeDag(this, localDirs);
        dags.put(dag, made);
        return made;
    }

    @Override
    public void close() {
        closed = true;
    }
}
