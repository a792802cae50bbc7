package io.mr3.simulation;

import io.mr3.common.AttemptId;
import io.mr3.common.DagId;
import io.mr3.common.TaskId;
import io.mr3.rpc.proto.AttemptEnd.Outcome;
import io.mr3.rpc.proto.ReadError;
import io.mr3.testkit.ScriptedAttempt.Read;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What attempts do: they read all inputs, complain of those that cannot be read, write, ask whether they may commit, and
 * succeed; or misfortune strikes. An attempt that succeeds has read what it should have, or the run fails.
 */
final class Life {
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

    private final Misfortunes luck;
    private final SimulatedDaemon.World daemon;
    private final Map<DagId, Query> queries = new HashMap<>();
    private final Outputs outputs = new Outputs();

    Life(Misfortunes luck, SimulatedDaemon.World daemon) {
        this.luck = luck;
        this.daemon = daemon;
    }

    SimulatedDaemon.World daemon() {
        return daemon;
    }

    Misfortunes luck() {
        return luck;
    }

    void add(Query query) {
        queries.put(query.id(), query);
    }

    Query query(DagId dag) {
        return queries.get(dag);
    }

    void launched(LifelikeAttempt attempt) {
        outputs.launched(attempt.id(), attempt.process());
        SimulatedProcess process = attempt.process();
        if (luck.strike(120)) {
            attempt.later(luck.millis(2000), process::crash);
        } else if (luck.strike(120)) {
            attempt.later(luck.millis(2000), () -> hang(process));
        } else if (luck.strike(120)) {
            attempt.later(luck.millis(2000), process::loseConnection);
        }
        if (luck.kills()) {
            attempt.later(luck.millis(500), () -> attempt.end(Outcome.KILLED, "killed for no reason"));
        }
        heard(attempt);
    }

    private void hang(SimulatedProcess process) {
        if (luck.oneIn(4)) {
            process.hangForEver();
        } else {
            process.hang(luck.millis(30_000));
        }
    }

    /** Something came for it. */
    void heard(LifelikeAttempt attempt) {
        if (!attempt.isEnded() && attempt.isComplete()) {
            attempt.wake(luck.millis(luck.oneIn(3) ? 4000 : 400));
        }
    }

    /** Most attempts stop soon; some only when it is too late. */
    void kill(LifelikeAttempt attempt, String reason) {
        if (luck.strike(40)) {
            attempt.process().harm();
            attempt.later(HALF_A_MINUTE, () -> attempt.end(Outcome.KILLED, reason));
        } else {
            attempt.later(luck.millis(1000), () -> attempt.end(Outcome.KILLED, reason));
        }
    }

    /** It has all its inputs, if none was withdrawn meanwhile, and comes to its end. */
    void finish(LifelikeAttempt attempt) {
        if (!attempt.isComplete()) {
            return;
        }
        if (attempt.query().isPoisoned(attempt.vertex(), attempt.task())) {
            attempt.query().poison().taken(attempt);
        } else if (luck.strike(25)) {
            attempt.fail("planned failure");
        } else if (luck.strike(400)) {
            attempt.query().mayFail();
            attempt.end(Outcome.FATAL, "planned fatal failure");
        } else if (!complains(attempt)) {
            write(attempt);
        }
    }

    private void write(LifelikeAttempt attempt) {
        boolean producer = attempt.description().getOutEdgesCount() > 0;
        if (producer && !attempt.hasTold() && luck.oneIn(5)) {
            attempt.query().tellsEarly();
            writeAll(attempt);
            attempt.output().report();
            attempt.wake(luck.millis(3000));
        } else if (attempt.query().commits(attempt.id().vertex()) && !attempt.mayCommit()) {
            attempt.listener().askCommit(attempt.id());
            attempt.wake(luck.millis(2000).plusMillis(500));
        } else {
            succeed(attempt);
        }
    }

    /** Its rows depend on what it has read, and in some vertices on luck. */
    private void writeAll(LifelikeAttempt attempt) {
        Map<TaskId, Integer> read = new TreeMap<>(Comparator.comparing(TaskId::toString));
        attempt.inputs().forEach((edge, inputs) -> inputs.values().forEach(input -> {
            AttemptId producer = producer(attempt.query(), edge, input);
            read.put(producer.task(), outputs.content(producer));
        }));
        int luckyNumber =
                attempt.query().differs(attempt.vertex()) ? attempt.id().number() : 0;
        attempt.wroteOf(read);
        outputs.written(attempt.id(), Objects.hash(attempt.id().task(), luckyNumber, read));
    }

    private void succeed(LifelikeAttempt attempt) {
        attempt.query().inputs().check(attempt, outputs);
        if (attempt.read() == null) {
            writeAll(attempt);
        }
        attempt.query().wrote(attempt.id(), attempt.read());
        outputs.succeeded(attempt.id());
        if (luck.strike(60)) {
            outputs.damage(attempt.id());
        }
        if (attempt.hasTold()) {
            attempt.end(Outcome.SUCCEEDED, "");
        } else {
            attempt.succeed();
        }
    }

    void ended(LifelikeAttempt attempt, Outcome outcome) {
        attempt.query().ended(attempt.id(), outcome);
    }

    /** Reads all inputs; what cannot be read is complained of, and waited for. */
    private boolean complains(LifelikeAttempt attempt) {
        boolean waits = false;
        for (Map.Entry<Integer, Map<Integer, Read>> edge : attempt.inputs().entrySet()) {
            for (Map.Entry<Integer, Read> input : edge.getValue().entrySet()) {
                AttemptId producer = producer(attempt.query(), edge.getKey(), input.getValue());
                boolean gone = !outputs.isReadable(producer);
                if (gone && attempt.triesToReach(outputs.process(producer))) {
                    waits = true;
                } else if (gone || luck.strike(400)) {
                    complain(attempt, edge.getKey(), input, outputs.isDamaged(producer));
                    return true;
                }
            }
        }
        if (waits) {
            attempt.wake(Duration.ofSeconds(1));
        }
        return waits;
    }

    private void complain(LifelikeAttempt attempt, int edge, Map.Entry<Integer, Read> input, boolean damaged) {
        ReadError.Builder error = ReadError.newBuilder()
                .setEdge(edge)
                .setInputIndex(input.getKey())
                .setVersion(input.getValue().version())
                .setDiskErrorAtSource(damaged && luck.oneIn(2))
                .setDiagnostics("cannot be read");
        attempt.complain(error);
        if (luck.oneIn(3)) {
            attempt.complain(error);
        }
        attempt.report();
        attempt.wake(luck.millis(2000).plusMillis(500));
    }

    private static AttemptId producer(Query query, int edge, Read read) {
        return new AttemptId(new TaskId(query.source(edge), read.sourceTask()), read.version());
    }
}
