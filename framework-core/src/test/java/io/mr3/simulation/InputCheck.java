package io.mr3.simulation;

import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.EdgePlan;
import io.mr3.common.AttemptId;
import io.mr3.common.TaskId;
import io.mr3.common.VertexId;
import io.mr3.testkit.ScriptedAttempt.Read;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What an attempt must have read when it succeeds, reckoned without the engine: of each source task one version, and of
 * that the partitions that are its own.
 */
final class InputCheck {
    private final DagPlan plan;
    /** Vertex index to partitions per task, where a vertex manager has joined some. */
    private final Map<Integer, Integer> ranges = new HashMap<>();
    /** Vertex index to its number of partitions, before any were joined. */
    private final Map<Integer, Integer> partitions = new HashMap<>();

    private boolean earlyOutputs;

    InputCheck(DagPlan plan) {
        this.plan = plan;
    }

    /** Tasks of this vertex read so many partitions each, the last one what is left of them. */
    void joined(int vertex, int partitionCount, int range) {
        partitions.put(vertex, partitionCount);
        ranges.put(vertex, range);
    }

    /** Outputs may be read before their attempt has succeeded, of attempts that then fail. */
    void allowEarlyOutputs() {
        earlyOutputs = true;
    }

    void check(LifelikeAttempt attempt, Outputs outputs) {
        attempt.inputs().forEach((edge, inputs) -> check(attempt, plan.edges().get(edge), inputs, outputs));
    }

    private void check(LifelikeAttempt attempt, EdgePlan edge, Map<Integer, Read> inputs, Outputs outputs) {
        Map<Integer, Integer> versions = new HashMap<>();
        Map<Integer, Set<Integer>> read = new HashMap<>();
        for (Read input : inputs.values()) {
            Integer other = versions.put(input.sourceTask(), input.version());
            require(other == null || other == input.version(), attempt, () -> "read two versions: " + inputs);
            require(
                    read.computeIfAbsent(input.sourceTask(), s -> new HashSet<>())
                            .add(input.partition()),
                    attempt,
                    () -> "read a partition twice: " + inputs);
            AttemptId producer = new AttemptId(
                    new TaskId(new VertexId(plan.id(), edge.source()), input.sourceTask()), input.version());
            boolean there = earlyOutputs ? outputs.isWhole(producer) : outputs.hasSucceeded(producer);
            require(there, attempt, () -> "read what " + producer + " has not written");
        }
        int sources = edge.kind() == EdgePlan.Kind.ONE_TO_ONE ? 1 : sourceTasks(attempt, edge);
        require(versions.size() == sources, attempt, () -> "read " + versions.keySet() + " of " + sources + " sources");
        Set<Integer> expected = expected(attempt, edge);
        read.forEach((source, own) -> require(
                own.equals(expected),
                attempt,
                () -> "read partitions " + own + " of source " + source + ", not " + expected));
    }

    /** By the plan; only where that leaves it open, by the word of the engine. */
    private int sourceTasks(LifelikeAttempt attempt, EdgePlan edge) {
        int planned = plan.vertices().get(edge.source()).parallelism();
        if (ranges.containsKey(edge.source())) {
            int range = ranges.get(edge.source());
            return (partitions.get(edge.source()) + range - 1) / range;
        }
        if (planned >= 0) {
            return planned;
        }
        return attempt.description().getInEdgesList().stream()
                .filter(in -> in.getEdge() == edge.index())
                .findFirst()
                .orElseThrow()
                .getSourceTasks();
    }

    private Set<Integer> expected(LifelikeAttempt attempt, EdgePlan edge) {
        int task = attempt.task();
        if (edge.kind() != EdgePlan.Kind.SCATTER_GATHER) {
            return Set.of(0);
        }
        Integer range = ranges.get(edge.destination());
        if (range == null) {
            return Set.of(task);
        }
        Set<Integer> own = new HashSet<>();
        for (int p = task * range; p < Math.min((task + 1) * range, partitions.get(edge.destination())); p++) {
            own.add(p);
        }
        return own;
    }

    private static void require(boolean holds, LifelikeAttempt attempt, Supplier<String> what) {
        if (!holds) {
            throw new AssertionError(attempt + " has succeeded, but " + what.get());
        }
    }
}
