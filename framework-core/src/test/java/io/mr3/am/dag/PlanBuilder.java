package io.mr3.am.dag;

import io.mr3.am.lease.GroupScope;
import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.common.Resources;
import io.mr3.common.VertexId;
import io.mr3.common.routing.EdgeRouting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds plans for tests. */
public final class PlanBuilder {
    public static final DagId ID = new DagId(new AppId(1_700_000_000_000L, 1), 1);

    private static final class Draft {
        int parallelism;
        int slots = 1;
        String group = "default";
        final List<String> inputs = new ArrayList<>();
        final List<String> sinks = new ArrayList<>();
        final List<Integer> in = new ArrayList<>();
        final List<Integer> out = new ArrayList<>();
        List<LocationHint> hints = List.of();
    }

    private DagId id = ID;
    private String queue = "default";
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final List<EdgePlan> edges = new ArrayList<>();
    private GroupScope scope = GroupScope.OPEN;
    private String user = "user";
    private DagSettings settings = DagSettings.defaults();

    public PlanBuilder id(DagId newId) {
        id = newId;
        return this;
    }

    public PlanBuilder queue(String newQueue) {
        queue = newQueue;
        return this;
    }

    /** Lets attempts of a vertex take several slots. */
    public PlanBuilder slots(String vertex, int slots) {
        drafts.get(vertex).slots = slots;
        return this;
    }

    /** Puts a vertex into another group than the others. */
    public PlanBuilder group(String vertex, String group) {
        drafts.get(vertex).group = group;
        return this;
    }

    public PlanBuilder scope(GroupScope newScope) {
        scope = newScope;
        return this;
    }

    public PlanBuilder user(String newUser) {
        user = newUser;
        return this;
    }

    public PlanBuilder vertex(String name, int parallelism) {
        Draft draft = new Draft();
        draft.parallelism = parallelism;
        drafts.put(name, draft);
        return this;
    }

    /** Adds an initialised root input. */
    public PlanBuilder input(String vertex, String input) {
        drafts.get(vertex).inputs.add(input);
        return this;
    }

    /** Adds a sink with a committer. */
    public PlanBuilder sink(String vertex, String sink) {
        drafts.get(vertex).sinks.add(sink);
        return this;
    }

    public PlanBuilder hints(String vertex, List<LocationHint> hints) {
        drafts.get(vertex).hints = hints;
        return this;
    }

    public PlanBuilder edge(String source, String destination, EdgePlan.Kind kind) {
        return edge(source, destination, kind, null);
    }

    public PlanBuilder edge(String source, String destination, EdgePlan.Kind kind, EdgeRouting custom) {
        List<String> names = List.copyOf(drafts.keySet());
        int index = edges.size();
        edges.add(new EdgePlan(index, names.indexOf(source), names.indexOf(destination), kind, custom));
        drafts.get(source).out.add(index);
        drafts.get(destination).in.add(index);
        return this;
    }

    public PlanBuilder shuffle(String source, String destination) {
        return edge(source, destination, EdgePlan.Kind.SCATTER_GATHER);
    }

    public PlanBuilder settings(DagSettings newSettings) {
        settings = newSettings;
        return this;
    }

    public DagPlan build() {
        List<VertexPlan> vertices = new ArrayList<>();
        drafts.forEach((name, draft) -> vertices.add(new VertexPlan(
                new VertexId(id, vertices.size()),
                name,
                draft.group,
                draft.parallelism,
                new Resources(1024, 1).times(draft.slots),
                draft.inputs,
                draft.inputs,
                draft.sinks,
                draft.sinks,
                draft.in,
                draft.out,
                draft.hints)));
        return new DagPlan(id, "test", user, queue, scope, vertices, edges, settings);
    }
}
