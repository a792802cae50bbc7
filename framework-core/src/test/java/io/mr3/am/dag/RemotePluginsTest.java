package io.mr3.am.dag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mr3.am.dag.PluginHost.PluginLine;
import io.mr3.am.dag.PluginHost.RemotePlugins;
import io.mr3.common.WorkerId;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.PluginMessage;
import io.mr3.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A DAG whose plug-ins run in a worker finds one, and finds another one when that is lost. */
class RemotePluginsTest {
    /** Says hello to each worker, and remembers what it hears. */
    private static final class Remote implements RemotePlugins {
        final List<String> log = new ArrayList<>();
        PluginLine line;

        @Override
        public void connect(PluginLine newLine) {
            line = newLine;
            line.say(ByteString.copyFromUtf8("too early"));
        }

        @Override
        public void workerReady() {
            log.add("ready");
            line.say(ByteString.copyFromUtf8("hello"));
        }

        @Override
        public void heard(ByteString message) {
            log.add("heard " + message.toStringUtf8());
        }

        @Override
        public void workerLost(String reason) {
            log.add("lost " + reason);
            line.say(ByteString.copyFromUtf8("too late"));
        }

        @Override
        public void refused(String reason) {
            log.add("refused " + reason);
        }
    }

    private final Remote remote = new Remote();

    private DagTrial trial(long seed) {
        remote.log.clear();
        DagTrial trial = new DagTrial(seed, new PlanBuilder().vertex("map", 2));
        trial.plugins.remote = remote;
        trial.slots.setPlacing(false);
        return trial.start();
    }

    private static void runUntil(DagTrial trial, java.util.function.BooleanSupplier condition) {
        trial.world.runUntil(condition::getAsBoolean, Duration.ofMinutes(1));
    }

    @Test
    void eachWorkerHearsWhatIsSaidSinceItWasReady() {
        Seeds.each(50, seed -> {
            DagTrial trial = trial(seed);
            runUntil(trial, () -> trial.slots.saidOfPlugins().size() == 1);
            trial.slots.reportPlugins(trial.plan.id(), message("a result"));
            runUntil(trial, () -> remote.log.size() == 2);
            trial.slots.lose(new WorkerId(1));
            runUntil(trial, () -> trial.slots.saidOfPlugins().size() == 2);
            assertEquals(List.of("ready", "heard a result"), remote.log.subList(0, 2));
            assertTrue(remote.log.get(2).startsWith("lost worker-1@host1 is lost: "), remote.log.toString());
            assertEquals("ready", remote.log.get(3));
            assertEquals(List.of("worker-1 hello", "worker-2 hello"), trial.slots.saidOfPlugins());
            trial.slots.setPlacing(true);
            trial.succeed();
        });
    }

    @Test
    void aWorkerThatCannotRunTheDagSaysWhy() {
        DagTrial trial = trial(1);
        runUntil(trial, () -> trial.slots.saidOfPlugins().size() == 1);

        trial.slots.reportPlugins(
                trial.plan.id(),
                PluginMessage.newBuilder().setRefusal("no disk").build());
        runUntil(trial, () -> remote.log.size() == 2);

        assertEquals("refused no disk", remote.log.get(1));
        trial.runner.kill("enough");
        trial.finish().expect(DagStateProto.DAG_KILLED);
    }

    private static PluginMessage message(String text) {
        return PluginMessage.newBuilder()
                .setPayload(ByteString.copyFromUtf8(text))
                .build();
    }
}
