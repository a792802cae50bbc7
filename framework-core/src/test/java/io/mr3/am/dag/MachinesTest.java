package io.mr3.am.dag;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.am.lease.LeaseEnd;
import io.mr3.am.lease.WorkerRef;
import io.mr3.common.AttemptId;
import io.mr3.common.TaskId;
import io.mr3.common.VertexId;
import io.mr3.common.WorkerId;
import io.mr3.common.fsm.IllegalTransitionException;
import io.mr3.common.fsm.StateMachine;
import io.mr3.rpc.proto.AttemptEnd;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The four machines by their whole cross product: each state, reached by real events, with each event. The expectation lists
 * the next state and the effects; what it does not list must be illegal.
 */
class MachinesTest {
    private static final TaskId TASK = new TaskId(new VertexId(PlanBuilder.ID, 0), 0);

    /** One machine under test: ways into its situations, and the events to try there. */
    private static final class Product<S extends Enum<S>, E, A> {
        private final Supplier<StateMachine<S, E, A>> maker;
        private final Class<A> actions;
        private final Map<String, List<E>> situations = new LinkedHashMap<>();
        private final Map<String, E> events = new LinkedHashMap<>();

        Product(Class<A> actions, Supplier<StateMachine<S, E, A>> maker) {
            this.actions = actions;
            this.maker = maker;
        }

        @SafeVarargs
        final Product<S, E, A> situation(String name, E... way) {
            situations.put(name, List.of(way));
            return this;
        }

        Product<S, E, A> event(String name, E event) {
            events.put(name, event);
            return this;
        }

        void expect(String table) {
            Map<String, String> expected = new TreeMap<>();
            table.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
                String[] parts = line.split("  +", 2);
                expected.put(parts[0], parts[1]);
            });
            Map<String, String> found = new TreeMap<>();
            situations.forEach((situation, way) -> events.forEach((name, event) -> {
                String outcome = outcome(way, event);
                if (!outcome.equals("illegal")) {
                    found.put(situation + ": " + name, outcome);
                }
            }));
            assertEquals(lines(expected), lines(found));
        }

        private static String lines(Map<String, String> outcomes) {
            List<String> lines = new ArrayList<>();
            outcomes.forEach((key, value) -> lines.add(key + " -> " + value));
            return String.join("\n", lines);
        }

        private String outcome(List<E> way, E event) {
            StateMachine<S, E, A> machine = maker.get();
            way.forEach(machine::apply);
            List<String> done = new ArrayList<>();
            A recorder = actions.cast(Proxy.newProxyInstance(
                    actions.getClassLoader(), new Class<?>[] {actions}, (proxy, method, arguments) -> {
                        done.add(method.getName());
                        return null;
                    }));
            S before = machine.state();
            try {
                machine.apply(event).forEach(effect -> effect.accept(recorder));
            } catch (IllegalTransitionException e) {
                return "illegal";
            }
            return machine.state() == before && done.isEmpty()
                    ? "nothing"
                    : (machine.state() + " " + String.join(" ", done)).strip();
        }
    }

    private static AttemptEvent ended(AttemptEnd.Outcome outcome) {
        return new AttemptEvent.Ended(
                AttemptEnd.newBuilder().setOutcome(outcome).build());
    }

    @Test
    void attempt() {
        AttemptEvent placed =
                new AttemptEvent.Placed(new WorkerRef(new WorkerId(1), "group", "host", "/logs/worker-1.log"));
        AttemptEvent over = new AttemptEvent.LeaseOver(new LeaseEnd(LeaseEnd.Kind.REVOKED, "lost"));
        AttemptEvent kill = new AttemptEvent.Kill("reason");
        AttemptEvent lose = new AttemptEvent.LoseOutput("reason");
        AttemptEvent succeeded = ended(AttemptEnd.Outcome.SUCCEEDED);
        new Product<>(AttemptMachine.Actions.class, () -> new AttemptMachine(new AttemptId(TASK, 0)))
                .situation("WAITING")
                .situation("RUNNING", placed)
                .situation("KILLING", placed, kill)
                .situation("SUCCEEDED", placed, succeeded)
                .situation("FAILED", placed, ended(AttemptEnd.Outcome.FAILED))
                .situation("KILLED", kill)
                .situation("OUTPUT_LOST", placed, succeeded, lose)
                .event("placed", placed)
                .event("succeeded", succeeded)
                .event("failed", ended(AttemptEnd.Outcome.FAILED))
                .event("fatal", ended(AttemptEnd.Outcome.FATAL))
                .event("killed", ended(AttemptEnd.Outcome.KILLED))
                .event("lease over", over)
                .event("kill", kill)
                .event("lose output", lose)
                .expect("""
                        WAITING: placed          RUNNING launch
                        WAITING: lease over      KILLED withdrawOutput die
                        WAITING: kill            KILLED cancelLease die
                        RUNNING: succeeded       SUCCEEDED succeed
                        RUNNING: failed          FAILED withdrawOutput fail
                        RUNNING: fatal           FAILED withdrawOutput fail
                        RUNNING: killed          KILLED withdrawOutput die
                        RUNNING: lease over      KILLED withdrawOutput die
                        RUNNING: kill            KILLING orderKill
                        KILLING: succeeded       KILLED withdrawOutput die
                        KILLING: failed          KILLED withdrawOutput die
                        KILLING: fatal           KILLED withdrawOutput die
                        KILLING: killed          KILLED withdrawOutput die
                        KILLING: lease over      KILLED withdrawOutput die
                        KILLING: kill            nothing
                        SUCCEEDED: lease over    nothing
                        SUCCEEDED: kill          nothing
                        SUCCEEDED: lose output   OUTPUT_LOST withdrawOutput
                        FAILED: lease over       nothing
                        FAILED: kill             nothing
                        KILLED: placed           nothing
                        KILLED: succeeded        nothing
                        KILLED: failed           nothing
                        KILLED: fatal            nothing
                        KILLED: killed           nothing
                        KILLED: lease over       nothing
                        KILLED: kill             nothing
                        OUTPUT_LOST: lease over  nothing
                        OUTPUT_LOST: kill        nothing
                        """);
    }

    @Test
    void task() {
        TaskEvent schedule = new TaskEvent.Schedule();
        TaskEvent launched = new TaskEvent.AttemptLaunched();
        TaskEvent succeeded = new TaskEvent.AttemptSucceeded();
        TaskEvent failed = new TaskEvent.AttemptFailed("planned", false, false);
        TaskEvent killed = new TaskEvent.AttemptKilled("planned", false);
        TaskEvent kill = new TaskEvent.Kill("reason");
        TaskEvent blamed = new TaskEvent.LoseOutput("reason", true);
        new Product<>(TaskMachine.Actions.class, () -> new TaskMachine(TASK, 2))
                .situation("NEW")
                .situation("SCHEDULED", schedule)
                .situation("RUNNING", schedule, launched)
                .situation("RUNNING after a failure", schedule, launched, failed, launched)
                .situation("RUNNING and blamed twice", schedule, launched, blamed, blamed)
                .situation("SUCCEEDED", schedule, launched, succeeded)
                .situation("SUCCEEDED after a failure", schedule, launched, failed, launched, succeeded)
                .situation("KILLING", schedule, launched, kill)
                .situation("FAILED", schedule, launched, failed, launched, failed)
                .situation("KILLED", kill)
                .event("schedule", schedule)
                .event("launched", launched)
                .event("succeeded", succeeded)
                .event("failed", failed)
                .event("fatal", new TaskEvent.AttemptFailed("planned", true, false))
                .event("killed", killed)
                .event("blamed", blamed)
                .event("worker lost", new TaskEvent.LoseOutput("reason", false))
                .event("absolved", new TaskEvent.Absolve())
                .event("killed with its worker", new TaskEvent.AttemptKilled("planned", true))
                .event("kill", kill)
                .expect("""
                        NEW: schedule                                      SCHEDULED startAttempt
                        NEW: kill                                          KILLED die
                        SCHEDULED: launched                                RUNNING
                        SCHEDULED: killed                                  SCHEDULED startAttempt
                        SCHEDULED: killed with its worker                  SCHEDULED startAttempt
                        SCHEDULED: absolved                                nothing
                        SCHEDULED: kill                                    KILLING killAttempt
                        RUNNING: succeeded                                 SUCCEEDED succeed
                        RUNNING: failed                                    SCHEDULED startAttempt
                        RUNNING: fatal                                     FAILED fail
                        RUNNING: killed                                    SCHEDULED startAttempt
                        RUNNING: killed with its worker                    SCHEDULED startAttempt
                        RUNNING: blamed                                    RUNNING killAttempt
                        RUNNING: worker lost                               RUNNING killAttempt
                        RUNNING: absolved                                  nothing
                        RUNNING: kill                                      KILLING killAttempt
                        RUNNING after a failure: succeeded                 SUCCEEDED succeed
                        RUNNING after a failure: failed                    FAILED fail
                        RUNNING after a failure: fatal                     FAILED fail
                        RUNNING after a failure: killed                    SCHEDULED startAttempt
                        RUNNING after a failure: killed with its worker    SCHEDULED startAttempt
                        RUNNING after a failure: blamed                    RUNNING killAttempt
                        RUNNING after a failure: worker lost               RUNNING killAttempt
                        RUNNING after a failure: absolved                  nothing
                        RUNNING after a failure: kill                      KILLING killAttempt
                        RUNNING and blamed twice: succeeded                SUCCEEDED succeed
                        RUNNING and blamed twice: failed                   FAILED fail
                        RUNNING and blamed twice: fatal                    FAILED fail
                        RUNNING and blamed twice: killed                   FAILED fail
                        RUNNING and blamed twice: killed with its worker   FAILED fail
                        RUNNING and blamed twice: blamed                   RUNNING killAttempt
                        RUNNING and blamed twice: worker lost              RUNNING killAttempt
                        RUNNING and blamed twice: absolved                 nothing
                        RUNNING and blamed twice: kill                     KILLING killAttempt
                        SUCCEEDED: blamed                                  SCHEDULED loseOutput startAttempt
                        SUCCEEDED: worker lost                             SCHEDULED loseOutput startAttempt
                        SUCCEEDED: absolved                                nothing
                        SUCCEEDED: kill                                    nothing
                        SUCCEEDED after a failure: blamed                  FAILED loseOutput fail
                        SUCCEEDED after a failure: worker lost             SCHEDULED loseOutput startAttempt
                        SUCCEEDED after a failure: absolved                nothing
                        SUCCEEDED after a failure: kill                    nothing
                        KILLING: launched                                  nothing
                        KILLING: succeeded                                 SUCCEEDED succeed
                        KILLING: failed                                    KILLED die
                        KILLING: fatal                                     KILLED die
                        KILLING: killed                                    KILLED die
                        KILLING: killed with its worker                    KILLED die
                        KILLING: absolved                                  nothing
                        KILLING: kill                                      nothing
                        FAILED: absolved                                   nothing
                        FAILED: kill                                       nothing
                        KILLED: absolved                                   nothing
                        KILLED: kill                                       nothing
                        """);
    }

    @Test
    void vertex() {
        VertexEvent begin = new VertexEvent.Begin();
        VertexEvent prepared = new VertexEvent.Prepared();
        VertexEvent start = new VertexEvent.Start();
        VertexEvent completed = new VertexEvent.Completed();
        VertexEvent committed = new VertexEvent.Committed(null);
        VertexEvent fail = new VertexEvent.Fail(List.of("planned"));
        VertexEvent kill = new VertexEvent.Kill("reason");
        VertexEvent stopped = new VertexEvent.Stopped();
        new Product<>(VertexMachine.Actions.class, () -> new VertexMachine("v", true))
                .situation("NEW")
                .situation("INITIALIZING", begin)
                .situation("INITED", begin, prepared)
                .situation("RUNNING", begin, prepared, start)
                .situation("COMMITTING", begin, prepared, start, completed)
                .situation("SUCCEEDED and committed", begin, prepared, start, completed, committed)
                .situation("TERMINATING by failure", begin, fail)
                .situation("TERMINATING by kill", begin, kill)
                .situation("FAILED", begin, fail, stopped)
                .situation("KILLED", kill, stopped)
                .event("begin", begin)
                .event("prepared", prepared)
                .event("start", start)
                .event("completed", completed)
                .event("rerun", new VertexEvent.Rerun())
                .event("committed", committed)
                .event("commit failed", new VertexEvent.Committed("planned"))
                .event("fail", fail)
                .event("kill", kill)
                .event("stopped", stopped)
                .expect("""
                        NEW: begin                              INITIALIZING initialize
                        NEW: kill                               TERMINATING terminate
                        INITIALIZING: prepared                  INITED
                        INITIALIZING: fail                      TERMINATING failDag terminate
                        INITIALIZING: kill                      TERMINATING terminate
                        INITED: start                           RUNNING start
                        INITED: fail                            TERMINATING failDag terminate
                        INITED: kill                            TERMINATING terminate
                        RUNNING: completed                      COMMITTING commit
                        RUNNING: rerun                          nothing
                        RUNNING: fail                           TERMINATING failDag terminate
                        RUNNING: kill                           TERMINATING terminate
                        COMMITTING: rerun                       TERMINATING failDag terminate
                        COMMITTING: committed                   SUCCEEDED succeed
                        COMMITTING: commit failed               TERMINATING failDag terminate
                        COMMITTING: fail                        TERMINATING failDag terminate
                        COMMITTING: kill                        TERMINATING terminate
                        SUCCEEDED and committed: rerun          TERMINATING failDag terminate
                        SUCCEEDED and committed: fail           nothing
                        SUCCEEDED and committed: kill           nothing
                        TERMINATING by failure: begin           nothing
                        TERMINATING by failure: completed       nothing
                        TERMINATING by failure: rerun           nothing
                        TERMINATING by failure: committed       nothing
                        TERMINATING by failure: commit failed   nothing
                        TERMINATING by failure: fail            nothing
                        TERMINATING by failure: kill            nothing
                        TERMINATING by failure: stopped         FAILED end
                        TERMINATING by kill: begin              nothing
                        TERMINATING by kill: completed          nothing
                        TERMINATING by kill: rerun              nothing
                        TERMINATING by kill: committed          nothing
                        TERMINATING by kill: commit failed      nothing
                        TERMINATING by kill: fail               nothing
                        TERMINATING by kill: kill               nothing
                        TERMINATING by kill: stopped            KILLED end
                        FAILED: committed                       nothing
                        FAILED: commit failed                   nothing
                        FAILED: fail                            nothing
                        FAILED: kill                            nothing
                        FAILED: stopped                         nothing
                        KILLED: begin                           nothing
                        KILLED: committed                       nothing
                        KILLED: commit failed                   nothing
                        KILLED: fail                            nothing
                        KILLED: kill                            nothing
                        KILLED: stopped                         nothing
                        """);
    }

    @Test
    void vertexWithoutOutputsOfItsOwn() {
        VertexEvent[] way = {
            new VertexEvent.Begin(), new VertexEvent.Prepared(), new VertexEvent.Start(), new VertexEvent.Completed()
        };
        new Product<>(VertexMachine.Actions.class, () -> new VertexMachine("v", false))
                .situation("RUNNING", way[0], way[1], way[2])
                .situation("SUCCEEDED", way)
                .event("completed", way[3])
                .event("rerun", new VertexEvent.Rerun())
                .expect("""
                        RUNNING: completed   SUCCEEDED succeed
                        RUNNING: rerun       nothing
                        SUCCEEDED: rerun     RUNNING
                        """);
    }

    @Test
    void dag() {
        DagEvent start = new DagEvent.Start();
        DagEvent completed = new DagEvent.Completed();
        DagEvent committed = new DagEvent.Committed(null);
        DagEvent fail = new DagEvent.Fail(List.of("planned"));
        DagEvent kill = new DagEvent.Kill("reason");
        DagEvent stopped = new DagEvent.Stopped();
        DagEvent aborted = new DagEvent.Aborted();
        new Product<>(DagMachine.Actions.class, () -> new DagMachine(PlanBuilder.ID))
                .situation("NEW")
                .situation("RUNNING", start)
                .situation("COMMITTING", start, completed)
                .situation("TERMINATING", start, kill)
                .situation("ABORTING by failure", start, fail, stopped)
                .situation("ABORTING by kill", start, kill, stopped)
                .situation("SUCCEEDED", start, completed, committed)
                .situation("FAILED", start, fail, stopped, aborted)
                .situation("KILLED", start, kill, stopped, aborted)
                .event("start", start)
                .event("completed", completed)
                .event("committed", committed)
                .event("commit failed", new DagEvent.Committed("planned"))
                .event("fail", fail)
                .event("kill", kill)
                .event("stopped", stopped)
                .event("aborted", aborted)
                .expect("""
                        NEW: start                          RUNNING start
                        RUNNING: completed                  COMMITTING commit
                        RUNNING: fail                       TERMINATING explain terminate
                        RUNNING: kill                       TERMINATING explain terminate
                        COMMITTING: committed               SUCCEEDED end
                        COMMITTING: commit failed           TERMINATING explain terminate
                        COMMITTING: fail                    TERMINATING explain terminate
                        COMMITTING: kill                    TERMINATING explain terminate
                        TERMINATING: completed              nothing
                        TERMINATING: committed              nothing
                        TERMINATING: commit failed          nothing
                        TERMINATING: fail                   nothing
                        TERMINATING: kill                   nothing
                        TERMINATING: stopped                ABORTING abort
                        ABORTING by failure: committed      nothing
                        ABORTING by failure: commit failed  nothing
                        ABORTING by failure: fail           nothing
                        ABORTING by failure: kill           nothing
                        ABORTING by failure: stopped        nothing
                        ABORTING by failure: aborted        FAILED end
                        ABORTING by kill: committed         nothing
                        ABORTING by kill: commit failed     nothing
                        ABORTING by kill: fail              nothing
                        ABORTING by kill: kill              nothing
                        ABORTING by kill: stopped           nothing
                        ABORTING by kill: aborted           KILLED end
                        SUCCEEDED: fail                     nothing
                        SUCCEEDED: kill                     nothing
                        FAILED: committed                   nothing
                        FAILED: commit failed               nothing
                        FAILED: fail                        nothing
                        FAILED: kill                        nothing
                        FAILED: stopped                     nothing
                        KILLED: committed                   nothing
                        KILLED: commit failed               nothing
                        KILLED: fail                        nothing
                        KILLED: kill                        nothing
                        KILLED: stopped                     nothing
                        """);
    }
}
