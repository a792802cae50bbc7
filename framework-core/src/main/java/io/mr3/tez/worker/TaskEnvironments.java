package io.mr3.tez.worker;

import io.mr3.tez.TaskEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.tez.common.counters.TezCounters;
import org.apache.tez.dag.api.UserPayload;

/** All applications' environments that are on the class path, as one. */
public final class TaskEnvironments implements TaskEnvironment {
    private final List<TaskEnvironment> all;

    TaskEnvironments(List<TaskEnvironment> all) {
        this.all = List.copyOf(all);
    }

    /** Finds them. */
    public static TaskEnvironments load() {
        List<TaskEnvironment> found = new ArrayList<>();
        ServiceLoader.load(TaskEnvironment.class, TaskEnvironments.class.getClassLoader())
                .forEach(found::add);
        return new TaskEnvironments(found);
    }

    @Override
    public void processStarted(Role role, String name, int slots, long taskMemoryBytes, long cacheBytes) {
        all.forEach(environment -> environment.processStarted(role, name, slots, taskMemoryBytes, cacheBytes));
    }

    @Override
    public void attemptBegins(String id) {
        all.forEach(environment -> environment.attemptBegins(id));
    }

    @Override
    public void attemptCounts(String id, TezCounters counters) {
        all.forEach(environment -> environment.attemptCounts(id, counters));
    }

    @Override
    public void attemptEnds(String id) {
        all.forEach(environment -> environment.attemptEnds(id));
    }

    @Override
    public Set<String> fixedArtifacts() {
        return all.stream()
                .flatMap(environment -> environment.fixedArtifacts().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean outputsMayDiffer(String processor, UserPayload payload, boolean readsVertices) throws Exception {
        for (TaskEnvironment environment : all) {
            if (environment.outputsMayDiffer(processor, payload, readsVertices)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void dagEnded(String dagId, Configuration dagConf) {
        all.forEach(environment -> environment.dagEnded(dagId, dagConf));
    }
}
