package io.mr3.simulation;

import io.mr3.am.dag.DagPlan;
import io.mr3.am.dag.DagSettings;
import io.mr3.am.dag.EdgePlan.Kind;
import io.mr3.am.dag.FakePlugins;
import io.mr3.am.dag.PlanBuilder;
import io.mr3.am.dag.VertexPlan;
import io.mr3.common.DagId;
import io.mr3.common.routing.Broadcast;
import io.mr3.common.routing.EdgeRouting;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.RoutedOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Makes DAGs of random shape: chains, fans, diamonds, all kinds of edges, vertices without tasks, joined partitions. */
final class RandomPlans {
    static final int SLOT_MB = 1024;
    /** The last of these is nowhere. */
    private static final List<String> QUEUES = List.of("high", "default", "background", "unknown");

    private static final int MAX_VERTICES = 6;
    private static final int MAX_TASKS = 4;

    private final Misfortunes luck;
    private final int slotsPerWorker;
    private final int maxFailures;
    private final List<String> groups;

    /**
     * @param maxFailures of one task: more than there are misfortunes
     * @param groups that the vertices of a DAG are dealt out to
     */
    RandomPlans(Misfortunes luck, int slotsPerWorker, int maxFailures, List<String> groups) {
        this.groups = groups;
        this.luck = luck;
        this.slotsPerWorker = slotsPerWorker;
        this.maxFailures = maxFailures;
    }

    /** A plug-in's routing, which only the master can expand; otherwise like a broadcast. */
    private record Expanded(Broadcast like) implements EdgeRouting {
        @Override
        public int physicalInputs(int destinationTask, int sourceTasks) {
            return like.physicalInputs(destinationTask, sourceTasks);
        }

        @Override
        public int physicalOutputs(int sourceTask) {
            return like.physicalOutputs(sourceTask);
        }

        @Override
        public void route(OutputEvent event, int destinationTask, Consumer<RoutedOutput> sink) {
            like.route(event, destinationTask, sink);
        }

        @Override
        public int sourceOf(int destinationTask, int inputIndex) {
            return like.sourceOf(destinationTask, inputIndex);
        }

        @Override
        public int consumers(int sourceTask) {
            return like.consumers(sourceTask);
        }
    }

    private record Joined(List<String> sources, int partitions, int range) {}

    /** One DAG in the making. */
    private final class Draft {
        private final PlanBuilder builder = new PlanBuilder();
        private final List<String> names = new ArrayList<>();
        /** Tasks as they will be in the end. */
        private final int[] tasks;

        private final boolean[] feeds;
        /** Vertices whose number of tasks is known only when sources have run: those may not wait for it. */
        private final boolean[] open;

        private final Map<Integer, Joined> joined = new HashMap<>();

        private Draft(int vertices) {
            tasks = new int[vertices];
            feeds = new boolean[vertices];
            open = new boolean[vertices];
            for (int v = 0; v < vertices; v++) {
                names.add("v" + v);
            }
        }

        private void addVertex(int v) {
            tasks[v] = luck.oneIn(8) ? 0 : 1 + luck.below(MAX_TASKS);
            int oneToOneFrom = v > 0 && luck.oneIn(4) ? luck.below(v) : -1;
            if (oneToOneFrom >= 0) {
                tasks[v] = tasks[oneToOneFrom];
            }
            open[v] = oneToOneFrom >= 0 && open[oneToOneFrom];
            boolean adopts = oneToOneFrom >= 0 && (open[v] || luck.oneIn(2));
            builder.vertex(names.get(v), adopts ? -1 : tasks[v]);
            builder.group(names.get(v), groups.get(v % groups.size()));
            List<Integer> shuffled = new ArrayList<>();
            boolean other = oneToOneFrom >= 0;
            for (int s = 0; s < v; s++) {
                if (s == oneToOneFrom) {
                    builder.edge(names.get(s), names.get(v), Kind.ONE_TO_ONE);
                    feeds[s] = true;
                } else if (luck.oneIn(s == v - 1 ? 2 : 3)) {
                    Kind kind = open[v] ? Kind.BROADCAST : kind(adopts);
                    EdgeRouting custom = kind == Kind.CUSTOM ? new Expanded(new Broadcast(tasks[v])) : null;
                    builder.edge(names.get(s), names.get(v), kind, custom);
                    feeds[s] = true;
                    other |= kind != Kind.SCATTER_GATHER;
                    if (kind == Kind.SCATTER_GATHER) {
                        shuffled.add(s);
                    }
                }
            }
            if (!shuffled.isEmpty() && !other && tasks[v] > 1 && luck.oneIn(2)) {
                open[v] = true;
                int range = 2 + luck.below(2);
                joined.put(v, new Joined(shuffled.stream().map(names::get).toList(), tasks[v], range));
                tasks[v] = JoiningManager.tasks(tasks[v], range);
            }
            if (luck.oneIn(5)) {
                builder.input(names.get(v), "in" + v);
            }
            if (slotsPerWorker > 1 && luck.oneIn(4)) {
                builder.slots(names.get(v), 2);
            }
        }

        private Kind kind(boolean adopts) {
            return switch (luck.below(6)) {
                case 0, 1 -> Kind.BROADCAST;
                case 2 -> adopts ? Kind.BROADCAST : Kind.CUSTOM;
                default -> Kind.SCATTER_GATHER;
            };
        }
    }

    Query make(DagId id) {
        Draft draft = new Draft(1 + luck.below(MAX_VERTICES));
        for (int v = 0; v < draft.tasks.length; v++) {
            draft.addVertex(v);
        }
        boolean commitsAtEnd = luck.oneIn(2);
        for (int v = 0; v < draft.tasks.length; v++) {
            // what was committed with its vertex cannot be made again
            if ((commitsAtEnd || !draft.feeds[v]) && luck.oneIn(4)) {
                draft.builder.sink(draft.names.get(v), "out" + v);
            }
        }
        Poison poison = luck.oneIn(5) ? Poison.values()[luck.below(Poison.values().length)] : null;
        String poisonedTask = poison == null ? null : poisonedTask(draft);
        int failures = poisonedTask == null ? maxFailures : 3;
        DagPlan plan = draft.builder
                .id(id)
                .queue(QUEUES.get(luck.below(QUEUES.size())))
                .settings(new DagSettings(failures, commitsAtEnd, 10, 0.1, 300_000))
                .build();
        FakePlugins plugins = new FakePlugins(plan);
        InputCheck inputs = new InputCheck(plan);
        draft.joined.forEach((v, join) -> {
            inputs.joined(v, join.partitions, join.range);
            int after = luck.below(4);
            plugins.manager(
                    draft.names.get(v),
                    (vertex, context) -> new JoiningManager(vertex.name(), join.sources, join.range, after, context));
        });
        for (VertexPlan vertex : plan.vertices()) {
            if (luck.oneIn(6)) {
                plugins.differing.add(vertex.name());
            }
            if (!vertex.initializedInputs().isEmpty()) {
                plugins.initializer(vertex.name(), context -> new FakePlugins.NothingToFind());
            }
        }
        return new Query(plan, plugins, inputs, poisonedTask == null ? null : poison, poisonedTask);
    }

    private String poisonedTask(Draft draft) {
        int vertex = luck.below(draft.tasks.length);
        return draft.tasks[vertex] == 0 ? null : draft.names.get(vertex) + "/" + luck.below(draft.tasks[vertex]);
    }
}
