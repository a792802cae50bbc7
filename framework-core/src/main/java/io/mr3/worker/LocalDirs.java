package io.mr3.worker;

import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.common.files.LockedDir;
import io.mr3.common.files.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's own directories, one below each configured directory that can be written. Those of an application lie at
 * {@code usercache/<user>/appcache/<application>} in them, where Tez's fetchers and servers expect them. What is dropped
 * is only renamed, until {@link #deleteDropped}.
 */
final class LocalDirs implements DagDirs {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDirs.class);

    private final List<LockedDir> dirs;
    /** Application to its live DAGs and its directories. */
    private final Map<AppId, AppDirs> apps = new HashMap<>();

    private int dropped;

    private record AppDirs(List<Path> paths, Set<DagId> dags) {}

    private LocalDirs(List<LockedDir> dirs) {
        this.dirs = dirs;
    }

    /**
     * Takes a directory of its own below each of {@code configured}, and removes what dead workers left there.
     *
     * @throws IOException if none of them can be written
     */
    static LocalDirs open(List<Path> configured, String worker) throws IOException {
        List<LockedDir> dirs = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (Path parent : configured) {
            try {
                Files.createDirectories(parent);
                LockedDir.removeStale(parent);
                dirs.add(LockedDir.create(parent, worker));
            } catch (IOException e) {
                LOG.warn("{} does without local directory {}: {}", worker, parent, e.toString());
                bad.add(parent + " (" + e + ")");
            }
        }
        if (dirs.isEmpty()) {
            throw new IOException(
                    worker + " needs a local directory that it can write, got only " + String.join(", ", bad));
        }
        return new LocalDirs(dirs);
    }

    @Override
    public List<Path> openDag(DagId dag, String user) throws IOException {
        AppDirs app = apps.get(dag.app());
        if (app == null) {
            app = new AppDirs(make(relative(dag.app(), user)), new HashSet<>());
            apps.put(dag.app(), app);
        }
        app.dags.add(dag);
        return app.paths;
    }

    @Override
    public void dropDag(DagId dag) {
        AppDirs app = apps.get(dag.app());
        if (app == null || !app.dags.remove(dag)) {
            return;
        }
        boolean last = app.dags.isEmpty();
        if (last) {
            apps.remove(dag.app());
        }
        for (Path path : app.paths) {
            drop(last ? path : path.resolve("dag_" + dag.number()));
        }
    }

    @Override
    public void deleteDropped() {
        for (LockedDir dir : dirs) {
            Trees.deleteContent(trash(dir.path()));
        }
    }

    @Override
    public void close() {
        dirs.forEach(LockedDir::close);
    }

    private List<Path> make(Path relative) throws IOException {
        List<Path> made = new ArrayList<>();
        IOException failure = null;
        for (LockedDir dir : dirs) {
            try {
                made.add(Files.createDirectories(dir.path().resolve(relative)));
            } catch (IOException e) {
                LOG.warn("local directory {} can no longer be used: {}", dir.path(), e.toString());
                failure = e;
            }
        }
        if (made.isEmpty()) {
            throw failure;
        }
        return List.copyOf(made);
    }

    private static Path relative(AppId app, String user) {
        if (user.isEmpty() || user.contains("/") || user.equals(".") || user.equals("..")) {
            throw new IllegalArgumentException("expected a user name that can name a directory, got '" + user + "'");
        }
        return Path.of("usercache", user, "appcache", app.toString());
    }

    private void drop(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        Path base = path;
        while (base != null && dirs.stream().map(LockedDir::path).noneMatch(base::equals)) {
            base = base.getParent();
        }
        try {
            Files.createDirectories(trash(base));
            Files.move(path, trash(base).resolve(Integer.toString(++dropped)));
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}", path, e.toString());
        }
    }

    private static Path trash(Path base) {
        return base.resolve("dropped");
    }
}
