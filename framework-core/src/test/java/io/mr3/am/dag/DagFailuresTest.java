package io.mr3.am.dag;

import static io.mr3.am.dag.EdgePlan.Kind.ONE_TO_ONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.lease.SlotRequest;
import io.mr3.rpc.proto.AttemptEnd.Outcome;
import io.mr3.rpc.proto.DagStateProto;
import io.mr3.rpc.proto.ReadError;
import io.mr3.rpc.proto.VertexStateProto;
import io.mr3.testkit.Seeds;
import io.mr3.testkit.SimulatedAttempt;
import io.mr3.testkit.TaskScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What fails is tried again where that helps, and ends the DAG where it does not. */
class DagFailuresTest {
    private static final int SEEDS = 40;

    private static PlanBuilder chain(int a, int b) {
        return new PlanBuilder().vertex("a", a).vertex("b", b).shuffle("a", "b");
    }

    /** A script for one task; all others succeed. */
    private interface OneTask extends TaskScript {
        void run(SimulatedAttempt attempt);

        String name();

        @Override
        default void inputsComplete(SimulatedAttempt attempt) {
            if (name().equals(attempt.vertex() + "/" + attempt.task())) {
                run(attempt);
            } else {
                attempt.succeed();
            }
        }
    }

    private static TaskScript at(String task, java.util.function.Consumer<SimulatedAttempt> action) {
        return new OneTask() {
            @Override
            public void run(SimulatedAttempt attempt) {
                action.accept(attempt);
            }

            @Override
            public String name() {
                return task;
            }
        };
    }

    private static void endsWith(SimulatedAttempt attempt, int times, Outcome outcome) {
        if (attempt.id().number() < times) {
            attempt.end(outcome, "planned " + outcome);
        } else {
            attempt.succeed();
        }
    }

    @Test
    void failedAttemptIsTriedAgainUntilTheLimit() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(seed, chain(3, 2))
                    .script(at("a/1", attempt -> endsWith(attempt, 3, Outcome.FAILED)))
                    .succeed();
            assertEquals(3, trial.vertex("a").getFailedAttempts());
            assertEquals(6, trial.launched("a").size());
        });
    }

    @Test
    void tooManyFailuresFailTheDagAndTellWhy() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(seed, chain(3, 2))
                    .script(at("a/1", attempt -> attempt.fail("java.lang.IllegalStateException: planned")))
                    .finish()
                    .expect(DagStateProto.DAG_FAILED);
            assertEquals(VertexStateProto.VERTEX_FAILED, trial.vertex("a").getState());
            assertEquals(VertexStateProto.VERTEX_KILLED, trial.vertex("b").getState());
            assertEquals(1, trial.vertex("a").getFailed());
            assertEquals(
                    "java.lang.IllegalStateException: planned", trial.status().getDiagnostics(0));
            String where = trial.status().getDiagnostics(1);
            for (String part : List.of(
                    "Vertex a (vertex_1700000000000_0001_1_00)",
                    "task_1700000000000_0001_1_00_000001",
                    "4 of its attempts",
                    "attempt_1700000000000_0001_1_00_000001_3",
                    "@host",
                    "/logs/worker-")) {
                assertTrue(where.contains(part), where);
            }
        });
    }

    @Test
    void fatalFailureIsNotTriedAgain() {
        DagTrial trial = new DagTrial(1, chain(3, 2))
                .script(at("a/1", attempt -> attempt.end(Outcome.FATAL, "planned")))
                .finish()
                .expect(DagStateProto.DAG_FAILED);
        assertEquals(1, trial.launched("a").stream().filter(a -> a.task() == 1).count());
    }

    @Test
    void killedAttemptsAreNoFailures() {
        int kills = TaskMachine.MAX_KILLS - 1;
        DagTrial trial = new DagTrial(1, chain(3, 2))
                .script(at("a/1", attempt -> endsWith(attempt, kills, Outcome.KILLED)))
                .succeed();
        assertEquals(kills, trial.vertex("a").getKilledAttempts());
    }

    @Test
    void revokedSlotIsAskedForAgain() {
        Seeds.each(SEEDS, seed -> {
            AtomicInteger revoked = new AtomicInteger();
            DagTrial trial = new DagTrial(seed, chain(3, 2));
            trial.script(new TaskScript() {
                @Override
                public void launched(SimulatedAttempt attempt) {
                    if (revoked.incrementAndGet() <= 5) {
                        trial.slots.revoke(attempt.id(), "planned");
                    }
                }
            });
            trial.succeed();
        });
    }

    /** Early outputs of an attempt that fails are withdrawn, so that consumers wait for those of the next one. */
    @Test
    void outputsOfFailedAttemptsAreWithdrawn() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(seed, chain(2, 2), 2, 4)
                    .script(new TaskScript() {
                        @Override
                        public void inputsComplete(SimulatedAttempt attempt) {
                            if (attempt.vertex().equals("a") && attempt.id().number() == 0) {
                                attempt.output().report();
                                attempt.fail("planned");
                            } else if (attempt.vertex().equals("b")) {
                                attempt.worker().mailbox().after(Duration.ofSeconds(9), () -> {
                                    if (attempt.inputs().get(0).size() == 2) {
                                        attempt.succeed();
                                    }
                                });
                            } else {
                                attempt.succeed();
                            }
                        }
                    })
                    .succeed();
            trial.launched("b").forEach(b -> b.inputs().get(0).values().forEach(r -> assertEquals(1, r.version())));
            // a consumer may have run with them and be waiting for them again: the next attempt must get a slot
            List<SlotRequest> again = trial.slots.requests().stream()
                    .filter(request -> request.attempt().number() == 1)
                    .toList();
            assertEquals(2, again.size());
            assertTrue(again.stream().allMatch(SlotRequest::rerun), again::toString);
        });
    }

    @Test
    void unreadableOutputIsMadeAgain() {
        Seeds.each(SEEDS, seed -> {
            AtomicInteger complaints = new AtomicInteger();
            DagTrial trial = new DagTrial(seed, chain(3, 2))
                    .script(at("b/1", attempt -> {
                        if (complaints.getAndIncrement() < 2) {
                            attempt.complain(0, 1).report();
                        } else {
                            attempt.succeed();
                        }
                    }))
                    .succeed();
            List<SlotRequest> again =
                    trial.slots.requests().stream().filter(SlotRequest::rerun).toList();
            assertEquals(2, again.size());
            again.forEach(request -> {
                assertEquals(1, request.attempt().task().index());
                assertTrue(trial.slots.requests().stream()
                        .filter(other -> !other.rerun())
                        .allMatch(other -> other.priority() > request.priority()));
            });
            assertEquals(
                    2,
                    trial.launched("a").stream()
                            .filter(a -> a.id().number() > 0)
                            .count());
            assertTrue(trial.published.stream()
                    .anyMatch(s -> s.getVertices(0).getState() == VertexStateProto.VERTEX_SUCCEEDED));
        });
    }

    /** Its worker's copy of the edge's log, and the master's news for it, hold what is gone; the attempt must not. */
    @Test
    void attemptsDoNotHearOfWhatWasGoneBeforeTheirLaunch() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(seed, chain(2, 2), 2, 1)
                    .script(at("b/1", attempt -> {
                        if (attempt.id().number() == 0) {
                            attempt.complain(0, 0).fail("planned");
                        } else {
                            attempt.succeed();
                        }
                    }))
                    .succeed();
            SimulatedAttempt second = trial.launched("b").stream()
                    .filter(attempt -> attempt.id().number() == 1)
                    .findFirst()
                    .orElseThrow();
            assertEquals(
                    Set.of("task 0 version 1", "task 1 version 0"),
                    second.heard().stream()
                            .map(event -> "task " + event.getSourceTask() + " version " + event.getVersion())
                            .collect(Collectors.toSet()));
        });
    }

    @Test
    void outputThatCanNeverBeReadFailsTheDag() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(seed, chain(3, 2))
                    .script(at("b/1", attempt -> attempt.complain(0, 1).report()))
                    .finish()
                    .expect(DagStateProto.DAG_FAILED);
            assertTrue(trial.status().getDiagnostics(0).contains("planned read error"));
            assertEquals(
                    4, trial.launched("a").stream().filter(a -> a.task() == 1).count());
        });
    }

    @Test
    void complaintsAboutOutputsThatAreLostAlreadyAreIgnored() {
        DagTrial trial = new DagTrial(1, chain(1, 1));
        trial.script(at("b/0", attempt -> {
            if (attempt.inputs().get(0).get(0).version() == 0) {
                attempt.complain(0, 0).complain(0, 0).report();
                attempt.complain(0, 0).report();
            } else {
                attempt.succeed();
            }
        }));
        trial.succeed();
        assertEquals(2, trial.launched("a").size());
    }

    @Test
    void fewComplaintsOfManyConsumersAreNotEnough() {
        DagSettings patient = new DagSettings(4, true, 3, 1.0, 300_000);
        AtomicInteger complaints = new AtomicInteger();
        DagTrial trial = new DagTrial(1, chain(1, 6).settings(patient), 2, 8);
        trial.script(new TaskScript() {
            @Override
            public void inputsComplete(SimulatedAttempt attempt) {
                if (attempt.vertex().equals("b") && attempt.task() < 2 && complaints.getAndIncrement() < 2) {
                    attempt.complain(0, 0).report();
                    attempt.worker().mailbox().after(Duration.ofSeconds(1), attempt::succeed);
                } else {
                    attempt.succeed();
                }
            }
        });
        trial.succeed();
        assertEquals(1, trial.launched("a").size());
    }

    @Test
    void localFetchFailureIsBelievedAtOnce() {
        DagSettings patient = new DagSettings(4, true, 30, 1.0, 300_000);
        DagTrial trial = new DagTrial(1, chain(1, 6).settings(patient), 2, 8);
        trial.script(at("b/0", attempt -> {
            if (attempt.inputs().get(0).get(0).version() == 0) {
                attempt.complain(ReadError.newBuilder().setLocalFetch(true)).report();
            } else {
                attempt.succeed();
            }
        }));
        trial.succeed();
        assertEquals(2, trial.launched("a").size());
    }

    /** With room for one failure per task. */
    private static PlanBuilder strictChain(int a, int b) {
        return chain(a, b).settings(new DagSettings(2, true, 10, 0.1, 300_000));
    }

    /** A consumer may give up before the outputs that it can't read are there again. */
    @Test
    void attemptThatFailsWhileItsInputsAreMadeAgainIsNoFailure() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(seed, strictChain(3, 2))
                    .script(at("b/1", attempt -> {
                        if (attempt.id().number() < 3) {
                            attempt.complain(0, attempt.id().number()).fail("planned");
                        } else {
                            attempt.succeed();
                        }
                    }))
                    .succeed();
            assertEquals(0, trial.vertex("b").getFailedAttempts());
            assertEquals(3, trial.vertex("b").getKilledAttempts());
        });
    }

    /** The complaint comes before the loss is known, and alone would be the producer's failure. */
    @Test
    void outputsThatWereLostWithTheirWorkerAreNoFailuresOfTheirTask() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(seed, strictChain(1, 1));
            trial.script(at("b/0", attempt -> {
                int version = attempt.inputs().get(0).get(0).version();
                if (version < 3) {
                    attempt.complain(0, 0).report();
                    trial.slots.lose(
                            trial.launched("a").get(version).worker().ref().id());
                } else {
                    attempt.succeed();
                }
            }));
            trial.succeed();
            assertEquals(4, trial.launched("a").size());
        });
    }

    /** Nobody complains: a vertex that gets its tasks only later is handed no output of a lost worker. */
    @Test
    void outputsAreMadeAgainForConsumersThatAreNotYetKnown() {
        Seeds.each(SEEDS, seed -> {
            PlanBuilder plan = new PlanBuilder()
                    .vertex("a", 2)
                    .vertex("clock", 1)
                    .vertex("b", -1)
                    .edge("a", "b", EdgePlan.Kind.BROADCAST);
            DagTrial trial = new DagTrial(seed, plan);
            boolean[] lost = new boolean[1];
            trial.plugins.manager("b", (vertex, context) -> new ImmediateStart("b", List.of("a"), context) {
                @Override
                public void initialize() {
                    super.initialize();
                    context.subscribe("a", Set.of(VertexEventKind.SUCCEEDED));
                    context.subscribe("clock", Set.of(VertexEventKind.SUCCEEDED));
                }

                @Override
                public void vertexStateChanged(String source, VertexEventKind state) {
                    if (state != VertexEventKind.SUCCEEDED) {
                        super.vertexStateChanged(source, state);
                    } else if (source.equals("a")) {
                        lost[0] = true;
                        trial.slots.lose(
                                trial.launched("a").get(0).worker().ref().id());
                    } else {
                        context.reconfigure(3, null, Map.of());
                    }
                }
            });
            trial.script(new TaskScript() {
                @Override
                public void inputsComplete(SimulatedAttempt attempt) {
                    if (attempt.vertex().equals("clock")) {
                        ticks(attempt);
                    } else if (attempt.inputs().isEmpty()
                            || attempt.inputs().get(0).values().stream().noneMatch(read -> trial.isGone(0, read))) {
                        attempt.succeed();
                    }
                }

                private void ticks(SimulatedAttempt attempt) {
                    trial.after(50, () -> {
                        if (lost[0]) {
                            attempt.succeed();
                        } else {
                            ticks(attempt);
                        }
                    });
                }
            });
            trial.succeed();
            assertTrue(trial.launched("a").size() > 2);
        });
    }

    /** The worker of the producers is lost when a consumer has just begun: they run again without any complaint. */
    @Test
    void lostOutputsAreMadeAgain() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = new DagTrial(seed, chain(6, 2));
            trial.script(new TaskScript() {
                private boolean lost;

                @Override
                public void inputsComplete(SimulatedAttempt attempt) {
                    if (attempt.vertex().equals("b") && !lost) {
                        lost = true;
                        trial.slots.lose(
                                trial.launched("a").get(0).worker().ref().id());
                    } else if (!attempt.vertex().equals("b")
                            || attempt.inputs().get(0).values().stream().noneMatch(read -> trial.isGone(0, read))) {
                        attempt.succeed();
                    }
                }
            });
            trial.succeed();
            assertTrue(trial.launched("a").size() > 6);
        });
    }

    /** In company first, so that nothing is known for sure; then alone, and that counts. */
    @Test
    void attemptThatEndsItsWorkerEachTimeFailsTheDagInTheEnd() {
        DagTrial trial = new DagTrial(1, new PlanBuilder().vertex("poison", 1), 2, 2);
        trial.script(at(
                "poison/0", attempt -> trial.slots.lose(attempt.worker().ref().id())));
        trial.finish().expect(DagStateProto.DAG_FAILED);
        int inCompany = TaskMachine.MAX_LOSSES_IN_COMPANY;
        assertEquals(
                List.of(false, false, true, true, true, true),
                trial.slots.requests().stream().map(SlotRequest::alone).toList());
        assertEquals(inCompany + 4, trial.launched("poison").size());
        String told = trial.status().getDiagnostics(0);
        assertTrue(told.startsWith("lost with its worker, on which it ran alone: worker-"), told);
    }

    /** Whoever shares a worker with it is not to suffer for long, and not to be held to be the cause. */
    @Test
    void neighboursOfAnAttemptThatEndsItsWorkerSucceed() {
        Seeds.each(SEEDS, seed -> {
            DagTrial poisoned =
                    new DagTrial(seed, new PlanBuilder().vertex("good", 3).vertex("poison", 1), 1, 4);
            poisoned.script(at("poison/0", attempt -> {
                if (attempt.id().number() < 5) {
                    poisoned.slots.lose(attempt.worker().ref().id());
                } else {
                    attempt.succeed();
                }
            }));
            TaskScript script = poisoned.script;
            poisoned.script(new TaskScript() {
                @Override
                public void inputsComplete(SimulatedAttempt attempt) {
                    attempt.worker()
                            .mailbox()
                            .after(Duration.ofSeconds(attempt.vertex().equals("good") ? 2 : 1), () -> {
                                if (!attempt.isEnded()) {
                                    script.inputsComplete(attempt);
                                }
                            });
                }
            });
            poisoned.succeed();
            assertEquals(0, poisoned.vertex("good").getFailedAttempts());
            poisoned.launched("good").forEach(good -> assertTrue(good.id().number() <= 2, good::toString));
        });
    }

    @Test
    void attemptThatSaysThatItEndsItsWorkerIsAloneFromThenOn() {
        DagTrial trial = new DagTrial(1, new PlanBuilder().vertex("a", 1), 2, 2);
        trial.script(at("a/0", attempt -> {
            if (attempt.id().number() == 0) {
                attempt.endWithWorker("java.lang.OutOfMemoryError: planned");
            } else {
                attempt.succeed();
            }
        }));
        trial.succeed();
        assertEquals(
                List.of(false, true),
                trial.slots.requests().stream().map(SlotRequest::alone).toList());
        assertEquals(1, trial.vertex("a").getFailedAttempts());
    }

    /** Three tasks in a row, each on a worker of its own; {@code losses} are lost while the last one runs. */
    private static DagTrial losingWorkersOf(long seed, String... losses) {
        DagTrial trial = new DagTrial(
                seed,
                new PlanBuilder()
                        .vertex("a", 1)
                        .vertex("b", 1)
                        .vertex("c", 1)
                        .edge("a", "b", ONE_TO_ONE)
                        .edge("b", "c", ONE_TO_ONE),
                3,
                1);
        trial.script(at("c/0", attempt -> {
            if (trial.launched("c").size() == 1 && trial.launched("b").size() == 1) {
                for (String vertex : losses) {
                    trial.slots.lose(
                            trial.launched(vertex).get(0).worker().ref().id());
                }
                return;
            }
            attempt.succeed();
        }));
        trial.start();
        trial.world.settle();
        trial.world.advance(Duration.ofSeconds(1));
        trial.slots
                .workers()
                .forEach(worker -> worker.post(() -> worker.running().forEach(attempt -> attempt.succeed())));
        return trial.succeed();
    }

    @Test
    void outputsThatNobodyNeedsAnyMoreAreNotMadeAgain() {
        Seeds.each(SEEDS, seed -> {
            DagTrial trial = losingWorkersOf(seed, "a");
            assertEquals(1, trial.launched("a").size());
            assertEquals(1, trial.launched("b").size());
        });
    }

    @Test
    void consumerThatRunsAgainNeedsItsInputsAgain() {
        Seeds.each(SEEDS, seed -> {
            assertEquals(1, losingWorkersOf(seed, "b").launched("a").size());
            assertEquals(2, losingWorkersOf(seed, "b", "a").launched("a").size());
            assertEquals(2, losingWorkersOf(seed, "a", "b").launched("a").size());
        });
    }

    @Test
    void leavesNeverRunAgain() {
        DagTrial trial = new DagTrial(1, new PlanBuilder().vertex("a", 1).vertex("slow", 1), 2, 1);
        trial.script(at("slow/0", attempt -> attempt.worker().mailbox().after(Duration.ofSeconds(1), () -> {
            trial.slots.lose(trial.launched("a").get(0).worker().ref().id());
            attempt.worker().mailbox().after(Duration.ofSeconds(1), attempt::succeed);
        })));
        trial.succeed();
        assertEquals(2, trial.slots.workers().size());
        assertEquals(1, trial.launched("a").size());
    }

    @Test
    void unavailableGroupFailsTheDag() {
        DagTrial trial = new DagTrial(1, chain(2, 1));
        trial.slots.setPlacing(false);
        trial.start();
        trial.world.settle();
        trial.slots.say("waiting for workers");
        trial.world.settle();
        assertEquals("waiting for workers", trial.status().getWaiting());
        trial.slots.refuse("no worker could be started: planned");
        trial.finish().expect(DagStateProto.DAG_FAILED);
        assertEquals("no worker could be started: planned", trial.status().getDiagnostics(0));
        assertEquals("", trial.status().getWaiting());
    }

    @Test
    void onlyTheFirstAskerMayCommitUntilItFails() {
        DagTrial trial = new DagTrial(1, new PlanBuilder().vertex("a", 1));
        List<Boolean> answers = new ArrayList<>();
        trial.script(new TaskScript() {
            @Override
            public void inputsComplete(SimulatedAttempt attempt) {
                trial.slots.askCommit(attempt.id());
                attempt.worker().mailbox().after(Duration.ofSeconds(1), () -> {
                    answers.add(attempt.worker().commitAnswers().get(attempt.id()));
                    endsWith(attempt, 1, Outcome.FAILED);
                });
            }
        });
        trial.succeed();
        assertEquals(List.of(true, true), answers);
    }

    @Test
    void attemptThatIsToldToEndMayNotCommit() {
        DagTrial trial = new DagTrial(1, new PlanBuilder().vertex("a", 1));
        trial.script(new TaskScript() {
            @Override
            public void inputsComplete(SimulatedAttempt attempt) {}
        });
        trial.start();
        trial.world.settle();
        SimulatedAttempt attempt = trial.launched.get(0);
        trial.runner.kill("planned");
        trial.slots.askCommit(attempt.id());
        trial.finish().expect(DagStateProto.DAG_KILLED);
        assertFalse(attempt.worker().commitAnswers().getOrDefault(attempt.id(), false));
    }

    @Test
    void illegalMessageFailsThisDagAloneWithItsHistory() {
        DagTrial trial = new DagTrial(1, chain(2, 1));
        trial.script(new TaskScript() {
            @Override
            public void inputsComplete(SimulatedAttempt attempt) {}
        });
        trial.start();
        trial.world.settle();
        trial.slots.placeAgain(trial.launched.get(0).id());
        trial.finish().expect(DagStateProto.DAG_FAILED);
        String told = trial.status().getDiagnostics(0);
        assertTrue(told.contains("expects no Placed["), told);
        assertTrue(told.contains("history: [WAITING -Placed-> RUNNING]"), told);
    }

    @Test
    void reportThatMakesNoSenseFailsThisDagAlone() {
        DagTrial trial = new DagTrial(1, chain(1, 1))
                .script(at("b/0", attempt -> attempt.complain(
                                ReadError.newBuilder().setEdge(7))
                        .report()))
                .finish()
                .expect(DagStateProto.DAG_FAILED);
        assertTrue(trial.status().getDiagnostics(0).contains("expected an in-edge of attempt_"));
    }
}
