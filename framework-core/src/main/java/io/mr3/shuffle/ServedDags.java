package io.mr3.shuffle;

import io.mr3.common.AppId;
import io.mr3.common.DagId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which DAGs are served, from which directories, and by which secret. The secret is the application's and goes with its
 * last DAG. Any thread.
 */
final class ServedDags {
    private record App(JobToken token, Map<DagId, List<Path>> dags) {}

    private final Map<AppId, App> apps = new ConcurrentHashMap<>();

    /**
     * @throws IllegalArgumentException if another DAG of the application is served with another secret
     */
    void add(DagId dag, JobToken token, List<Path> localDirs) {
        apps.compute(dag.app(), (id, app) -> {
            if (app != null && !app.token().sameSecretAs(token)) {
                throw new IllegalArgumentException(
                        dag + ": expected the job token of the application's other DAGs, got another one");
            }
            Map<DagId, List<Path>> dags = new HashMap<>(app == null ? Map.of() : app.dags());
            dags.put(dag, List.copyOf(localDirs));
            return new App(token, dags);
        });
    }

    /** Stops serving a DAG; answers where its files are, or nothing if it is not served. */
    List<Path> remove(DagId dag) {
        List<Path> localDirs = localDirs(dag).orElse(List.of());
        apps.computeIfPresent(dag.app(), (id, app) -> {
            Map<DagId, List<Path>> dags = new HashMap<>(app.dags());
            dags.remove(dag);
            return dags.isEmpty() ? null : new App(app.token(), dags);
        });
        return localDirs;
    }

    Optional<JobToken> token(AppId app) {
        return Optional.ofNullable(apps.get(app)).map(App::token);
    }

    Optional<List<Path>> localDirs(DagId dag) {
        return Optional.ofNullable(apps.get(dag.app())).map(app -> app.dags().get(dag));
    }
}
