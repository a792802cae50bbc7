package io.mr3.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.dag.DagIntake;
import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.FakePlugins;
import io.mr3.am.dag.PlanBuilder;
import io.mr3.am.dag.SessionFiles;
import io.mr3.am.group.BrokerSettings;
import io.mr3.am.group.ContainerBroker;
import io.mr3.am.group.DagQueues;
import io.mr3.am.group.WorkerService;
import io.mr3.am.lease.GroupScope;
import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.common.Resources;
import io.mr3.common.WorkerId;
import io.mr3.config.GroupKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.FinalStatus;
import io.mr3.rm.LaunchFile;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.Registration;
import io.mr3.rm.ResourceManagerDriver;
import io.mr3.rm.ResourceManagerEvents;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.testkit.VirtualMailboxes;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Which DAGs share groups, and how long groups are there. No worker ever starts, so that DAGs run until they are killed. */
class ContainerGroupsTest {
    private static final AppId ONE = new AppId(1, 1);
    private static final AppId TWO = new AppId(1, 2);

    private final VirtualMailboxes world = new VirtualMailboxes(1);
    private final Requests requests = new Requests();
    private final Map<String, Boolean> ownProcess = new HashMap<>();
    private final Map<DagId, DagStarter.RunningDag> running = new HashMap<>();
    private final Map<DagId, DagStateProto> states = new HashMap<>();
    private final ContainerGroups groups = groups(Map.of("mr3.local.worker", "process", "mr3.local.workers", "9"));

    private ContainerGroups groups(Map<String, String> settings) {
        Mr3Conf conf = Mr3Conf.of(settings);
        ContainerBroker broker = new ContainerBroker(
                world, mailbox -> requests, new WorkerService(), BrokerSettings.defaults(), (reason, forGood) -> {
                    throw new AssertionError(reason);
                });
        RecordedHistory history = new RecordedHistory(event -> {});
        ContainerGroups made = new ContainerGroups(
                new ContainerGroups.Plan(
                        name -> GroupSettings.read(conf, name),
                        GroupKeys.declared(conf),
                        group -> List.of(),
                        DagQueues.individual(),
                        "me"),
                broker,
                (spec, files, own) -> {
                    ownProcess.put(spec.name(), own);
                    return worker ->
                            new LaunchSpec(List.of("java"), Map.of(), Map.of(), new Resources(1, 1), List.of(), own);
                },
                world,
                world,
                history,
                history);
        broker.start();
        made.start();
        world.settle();
        return made;
    }

    private static DagId dag(AppId app, int number) {
        return new DagId(app, number);
    }

    private static PlanBuilder plan(DagId id) {
        return new PlanBuilder().id(id).user("me").vertex("v", 1);
    }

    private void start(PlanBuilder builder) {
        start(groups, builder, SessionFiles.NONE);
    }

    private void start(ContainerGroups in, PlanBuilder builder, SessionFiles files) {
        DagPlan plan = builder.build();
        running.put(
                plan.id(),
                in.start(
                        new DagIntake.Intake(plan, new FakePlugins(plan), files),
                        status -> states.put(plan.id(), status.getState())));
        world.settle();
    }

    private void end(DagId dag) {
        running.remove(dag).kill("enough");
        world.settle();
        assertEquals(DagStateProto.DAG_KILLED, states.get(dag));
    }

    private static List<String> names(ContainerGroups of) {
        return of.all().stream().map(group -> group.spec().name()).toList();
    }

    private List<String> names() {
        return names(groups);
    }

    @Test
    void plainDagsOfAllSessionsShareTheDefaultGroup() {
        start(plan(dag(ONE, 1)));
        start(plan(dag(TWO, 1)));
        assertEquals(List.of("default"), names());
        assertEquals(2, groups.all().get(0).status().waiting());
        end(dag(ONE, 1));
        world.advance(Duration.ofDays(1));
        assertEquals(List.of("default"), names());
    }

    @Test
    void declaredGroupsAreThereFromTheStartAndStay() {
        ContainerGroups declared = groups(Map.of("mr3.containergroup.map.slots", "7"));
        assertEquals(List.of("default", "map"), names(declared));
        start(declared, plan(dag(ONE, 1)).group("v", "map"), SessionFiles.NONE);
        end(dag(ONE, 1));
        world.advance(Duration.ofDays(1));
        assertEquals(List.of("default", "map"), names(declared));
        assertEquals(7, declared.all().get(1).spec().size().slots());
    }

    @Test
    void aDagsVerticesWaitInTheGroupsThatTheyName() {
        start(plan(dag(ONE, 1)).vertex("w", 3).group("v", "map").group("w", "reduce"));
        start(plan(dag(TWO, 1)).group("v", "reduce"));
        assertEquals(List.of("default", "map", "reduce"), names());
        assertEquals(
                List.of(0, 1, 4),
                groups.all().stream().map(group -> group.status().waiting()).toList());
        end(dag(ONE, 1));
        assertEquals(
                List.of(0, 0, 1),
                groups.all().stream().map(group -> group.status().waiting()).toList());
        world.advance(Duration.ofMinutes(6));
        assertEquals(List.of("default", "reduce"), names(), "one that nobody has used for the idle time-out");
    }

    @Test
    void aPrivateGroupEndsWithItsDag() {
        start(plan(dag(ONE, 1)).scope(GroupScope.PRIVATE).vertex("w", 1).group("w", "reduce"));
        start(plan(dag(ONE, 2)).scope(GroupScope.PRIVATE));
        assertEquals(List.of("default", "private.1", "private.2.reduce", "private.3"), names());
        assertEquals(3, requests.waiting.size(), "one worker for each, by itself");
        end(dag(ONE, 1));
        assertEquals(List.of("default", "private.3"), names());
        assertEquals(Set.of("private.3"), Set.copyOf(requests.waiting.values()));
        end(dag(ONE, 2));
        assertEquals(List.of("default"), names());
        assertTrue(requests.waiting.isEmpty());
    }

    @Test
    void aSessionsGroupEndsWithIt() {
        start(plan(dag(ONE, 1)).scope(GroupScope.SESSION));
        start(plan(dag(ONE, 2)).scope(GroupScope.SESSION));
        start(plan(dag(TWO, 1)).scope(GroupScope.SESSION));
        assertEquals(List.of("default", "session.1", "session.2"), names());
        end(dag(ONE, 1));
        end(dag(TWO, 1));
        world.advance(Duration.ofDays(1));
        assertEquals(List.of("default", "session.1", "session.2"), names(), "its next DAG finds it");
        groups.sessionClosed(TWO);
        groups.sessionClosed(ONE);
        world.settle();
        assertEquals(List.of("default", "session.1"), names(), "one of its DAGs still ends");
        end(dag(ONE, 2));
        assertEquals(List.of("default"), names());
        assertTrue(requests.waiting.isEmpty());
    }

    @Test
    void otherUsersAndOtherFilesNeverShare() {
        start(plan(dag(ONE, 1)).user("joe"));
        start(plan(dag(ONE, 2)).user("ann"));
        start(plan(dag(ONE, 3)).user("joe"));
        start(groups, plan(dag(ONE, 4)), new Files("a"));
        start(groups, plan(dag(ONE, 5)), new Files("b"));
        start(groups, plan(dag(ONE, 6)).user("joe"), new Files("a"));
        assertEquals(List.of("default", "apart.1", "apart.2", "apart.3", "apart.4", "apart.5"), names());
        ownProcess.forEach((name, own) -> assertEquals(!name.equals("default"), own, name));
        for (int i = 1; i <= 6; i++) {
            end(dag(ONE, i));
        }
        assertEquals(6, names().size());
        world.advance(Duration.ofMinutes(6));
        assertEquals(List.of("default"), names());
    }

    /** Files that are told apart by a word. */
    private record Files(String fingerprint) implements SessionFiles {
        @Override
        public List<LaunchFile> files() {
            return List.of();
        }

        @Override
        public List<String> classPath() {
            return List.of();
        }

        @Override
        public void retain() {}

        @Override
        public void release() {}
    }

    /** A resource manager that grants nothing; knows for which group each request is. */
    private static final class Requests implements ResourceManagerDriver {
        private final Map<WorkerId, String> waiting = new LinkedHashMap<>();

        @Override
        public CompletionStage<Registration> start(ResourceManagerEvents events) {
            return CompletableFuture.completedFuture(new Registration("app", new Resources(9, 9), 9, Set.of()));
        }

        @Override
        public void request(ContainerRequest request) {
            waiting.put(request.worker(), request.group());
        }

        @Override
        public void cancel(WorkerId worker) {
            waiting.remove(worker);
        }

        @Override
        public void release(WorkerId worker) {}

        @Override
        public CompletionStage<Void> finish(FinalStatus status, String diagnostics) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}
    }
}
