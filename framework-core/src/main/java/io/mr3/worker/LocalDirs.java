package io.mr3.worker;

import io.mr3.common.AppId;
import io.mr3.common.DagId;
import io.mr3.rpc.proto.DisksReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's own directories, one below each configured directory. Those of an application lie at
 * {@code usercache/<user>/appcache/<application>} in them, where Tez's fetchers and servers expect them. What is dropped
 * is only renamed, until {@link #deleteDropped}. Directories that cannot be written are left out until they can; if none can, all
 * that answer are used, so that those who need no room go on.
 */
final class LocalDirs implements DagDirs {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDirs.class);
    /** Checks in a row in which no directory was good. One alone may be a moment of want that passes. */
    private static final int ALL_BAD_CHECKS = 2;

    private final String worker;
    private final List<LocalDir> dirs;
    /** Application to its live DAGs and its directories. */
    private final Map<AppId, AppDirs> apps = new HashMap<>();
    /** What could not be put out of the way yet. */
    private final List<Leftover> leftovers = new ArrayList<>();

    private int dropped;

    private record AppDirs(Map<LocalDir, Path> paths, Set<DagId> dags) {}

    private record Leftover(LocalDir dir, DagId dag, Path app) {}

    private LocalDirs(String worker, List<LocalDir> dirs) {
        this.worker = worker;
        this.dirs = dirs;
    }

    /**
     * Takes a directory of its own below each of {@code configured}, and removes what dead workers left there.
     *
     * @throws IOException if none of them can be written
     */
    static LocalDirs open(List<Path> configured, String worker) throws IOException {
        List<LocalDir> dirs = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (Path parent : configured) {
            LocalDir dir = new LocalDir(parent, worker);
            dirs.add(dir);
            try {
                dir.take();
            } catch (IOException e) {
                dir.is("cannot be made: " + e);
                bad.add(parent + " (" + e + ")");
            }
        }
        if (bad.size() == dirs.size()) {
            throw new IOException(
                    worker + " needs a local directory that it can write, got only " + String.join(", ", bad));
        }
        return new LocalDirs(worker, dirs);
    }

    /** One for each configured directory. */
    List<LocalDir> all() {
        return dirs;
    }

    @Override
    public List<Path> openDag(DagId dag, String user) throws IOException {
        AppDirs app = apps.get(dag.app());
        if (app == null) {
            app = new AppDirs(make(relative(dag.app(), user)), new HashSet<>());
            apps.put(dag.app(), app);
        }
        app.dags.add(dag);
        return List.copyOf(app.paths.values());
    }

    @Override
    public List<Path> writable(DagId dag) {
        Map<LocalDir, Path> paths = apps.get(dag.app()).paths;
        List<LocalDir> usable = usable(paths.keySet());
        return (usable.isEmpty() ? paths.keySet() : usable)
                .stream().map(paths::get).toList();
    }

    /** The good ones; if there is none, those that answer. */
    private static List<LocalDir> usable(Iterable<LocalDir> of) {
        List<LocalDir> good = those(of, LocalDir::isGood);
        return good.isEmpty() ? those(of, LocalDir::answers) : good;
    }

    private static List<LocalDir> those(Iterable<LocalDir> of, Predicate<LocalDir> kind) {
        List<LocalDir> found = new ArrayList<>();
        of.forEach(dir -> {
            if (dir.isTaken() && kind.test(dir)) {
                found.add(dir);
            }
        });
        return found;
    }

    @Override
    public DisksReport report() {
        return DisksReport.newBuilder()
                .addAllBadDirectories(dirs.stream()
                        .filter(dir -> !dir.isGood())
                        .map(LocalDir::toString)
                        .toList())
                .setWantsToLeave(dirs.stream().allMatch(dir -> dir.hasFailed(ALL_BAD_CHECKS)))
                .build();
    }

    /** A check has found out what is wrong with a directory; empty if nothing is. */
    void checked(LocalDir dir, String problem) {
        judge(() -> dir.checked(problem.isEmpty() ? madeUsable(dir) : problem));
    }

    /** A check of a directory has not come back. */
    void late(LocalDir dir) {
        judge(dir::isLate);
    }

    private void judge(Runnable change) {
        boolean before = hasGood();
        change.run();
        if (before && !hasGood()) {
            LOG.warn("{} has no good local directory left, and goes on with bad ones", worker);
        }
    }

    private boolean hasGood() {
        return dirs.stream().anyMatch(LocalDir::isGood);
    }

    /** Does there what could not be done before, and answers what is wrong. */
    private String madeUsable(LocalDir dir) {
        for (Iterator<Leftover> left = leftovers.iterator(); left.hasNext(); ) {
            Leftover next = left.next();
            if (next.dir == dir && drop(dir, dropPath(next.dag, next.app))) {
                left.remove();
            }
        }
        try {
            for (AppDirs app : apps.values()) {
                if (app.paths.containsKey(dir)) {
                    Files.createDirectories(app.paths.get(dir));
                }
            }
            return "";
        } catch (IOException e) {
            return "cannot be used: " + e;
        }
    }

    @Override
    public void dropDag(DagId dag) {
        AppDirs app = apps.get(dag.app());
        if (app == null || !app.dags.remove(dag)) {
            return;
        }
        if (app.dags.isEmpty()) {
            apps.remove(dag.app());
        }
        app.paths.forEach((dir, path) -> {
            if (!dir.answers() || !drop(dir, dropPath(dag, path))) {
                leftovers.add(new Leftover(dir, dag, path));
            }
        });
    }

    /** What of an application's directory goes with a DAG that has ended. */
    private Path dropPath(DagId ended, Path app) {
        return apps.containsKey(ended.app()) ? app.resolve("dag_" + ended.number()) : app;
    }

    @Override
    public void deleteDropped() {
        dirs.forEach(LocalDir::deleteTrash);
    }

    @Override
    public void close() {
        dirs.forEach(LocalDir::close);
    }

    /** Makes a directory wherever one can be made, and names one wherever one may be made later. */
    private Map<LocalDir, Path> make(Path relative) throws IOException {
        IOException failure = new IOException("no local directory of " + worker + " answers");
        boolean made = false;
        for (LocalDir dir : usable(dirs)) {
            try {
                Files.createDirectories(dir.path().resolve(relative));
                made = true;
            } catch (IOException e) {
                judge(() -> dir.is("cannot be used: " + e));
                failure = e;
            }
        }
        if (!made) {
            throw failure;
        }
        Map<LocalDir, Path> paths = new LinkedHashMap<>();
        those(dirs, dir -> true).forEach(dir -> paths.put(dir, dir.path().resolve(relative)));
        return paths;
    }

    private static Path relative(AppId app, String user) {
        if (user.isEmpty() || user.contains("/") || user.equals(".") || user.equals("..")) {
            throw new IllegalArgumentException("expected a user name that can name a directory, got '" + user + "'");
        }
        return Path.of("usercache", user, "appcache", app.toString());
    }

    private boolean drop(LocalDir dir, Path path) {
        if (Files.notExists(path)) {
            return true;
        }
        try {
            Files.createDirectories(dir.trash());
            Files.move(path, dir.trash().resolve(Integer.toString(++dropped)));
            return true;
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}", path, e.toString());
            return false;
        }
    }
}
