package io.mr3.am.dag;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps two versions of one output apart. When an output was taken back that will not come out the same again, every task
 * that may have read it starts over, and so do those that may have read what these have written. What cannot be taken back
 * – a sink's output, or what an initialiser was told – fails the DAG.
 */
final class Rollback {
    private static final Logger LOG = LoggerFactory.getLogger(Rollback.class);

    private final Agenda agenda;
    private final BooleanSupplier dagRuns;
    private final Set<Attempt> withdrawn = new LinkedHashSet<>();
    private boolean due;

    /** @param dagRuns false when nothing is made again any more, for the DAG ends */
    Rollback(Agenda agenda, BooleanSupplier dagRuns) {
        this.agenda = agenda;
        this.dagRuns = dagRuns;
    }

    /** Consumers that knew of an output of {@code producer} were told that it is gone; another attempt writes other rows. */
    void withdrew(Attempt producer) {
        withdrawn.add(producer);
        if (!due) {
            due = true;
            agenda.next(this::run);
        }
    }

    private void run() {
        due = false;
        List<Attempt> producers = List.copyOf(withdrawn);
        withdrawn.clear();
        if (!dagRuns.getAsBoolean()) {
            return;
        }
        Pass pass = new Pass();
        for (Attempt producer : producers) {
            String reason = "output of " + producer + ", vertex "
                    + producer.task().vertex().name() + ", is lost and comes out differently when it is made again";
            LOG.info("{}: what was made of it is made again too", reason);
            if (!pass.takeBack(producer.task(), reason)) {
                return;
            }
        }
    }

    /** Nothing else happens while it lasts, so that nobody is told twice. */
    private static final class Pass {
        private final Set<Edge> swept = new HashSet<>();
        private final Set<Task> told = new HashSet<>();
        private final Deque<Task> todo = new ArrayDeque<>();

        /** Returns false if the DAG fails. */
        private boolean takeBack(Task producer, String reason) {
            if (!canTakeBack(producer, reason)) {
                return false;
            }
            todo.add(producer);
            while (!todo.isEmpty()) {
                Task task = todo.remove();
                if (task.hasSpoken()
                        && !task.vertex().outEdges().stream().allMatch(edge -> startOver(edge, task, reason))) {
                    return false;
                }
            }
            return true;
        }

        private boolean startOver(Edge edge, Task producer, String reason) {
            VertexTasks consumers = edge.destination().tasks();
            if (edge.destination().state().isGivenUp()) {
                return true;
            }
            if (edge.isPlainOneToOne()) {
                return startOver(consumers.get(producer.id().index()), reason);
            }
            return !swept.add(edge) || consumers.all().stream().allMatch(consumer -> startOver(consumer, reason));
        }

        private boolean startOver(Task consumer, String reason) {
            if (consumer.current() == null || !told.add(consumer)) {
                return true;
            }
            if (!canTakeBack(consumer, reason)) {
                return false;
            }
            consumer.startOver(reason);
            todo.add(consumer);
            return true;
        }

        private static boolean canTakeBack(Task task, String reason) {
            Optional<String> obstacle = task.whatCannotBeTakenBack();
            obstacle.ifPresent(what -> task.vertex().failLate(reason, what));
            return obstacle.isEmpty();
        }
    }
}
