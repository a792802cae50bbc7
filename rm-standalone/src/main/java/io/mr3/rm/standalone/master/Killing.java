package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.master.Container.Stage;
import io.mr3.rm.standalone.master.Container.Stop;
import io.mr3.rm.standalone.proto.WorkerRefused;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ends one application or one worker because an operator says so. On the master's mailbox alone. */
final class Killing {
    private static final Pattern WORKER = Pattern.compile("(.+)_worker-([0-9]{1,18})");

    private final MasterContext context;
    private final Applications applications;
    private final Containers containers;

    Killing(MasterContext context, Applications applications, Containers containers) {
        this.context = context;
        this.applications = applications;
        this.containers = containers;
    }

    /** What is said of it to people. */
    static String says(String operator) {
        return "ended by operator " + operator;
    }

    /**
     * Ends an application with its workers, or a worker alone; its application hears that it was no fault.
     *
     * @param target as {@code status} names it
     * @param operator who asks
     * @return what was done, in one line
     * @throws IllegalArgumentException in one line, if there is nothing of that name
     */
    String kill(String target, String operator) {
        Application application = applications.find(target);
        if (application != null && !application.hasEnded()) {
            return kill(application, operator);
        }
        Container container = worker(target)
                .orElseThrow(
                        () -> new IllegalArgumentException("expected an application or a worker that runs, as status"
                                + " names them, got '" + target + "'"));
        kill(container, operator);
        return "worker " + container + " on " + container.node + " is ended";
    }

    /** A container that has a node; others are no workers yet. */
    private Optional<Container> worker(String name) {
        Matcher parts = WORKER.matcher(name);
        return parts.matches()
                ? Optional.ofNullable(containers.find(new ContainerId(parts.group(1), Long.parseLong(parts.group(2)))))
                        .filter(container -> container.node != null)
                : Optional.empty();
    }

    private String kill(Application application, String operator) {
        if (application.killedBy.isEmpty()) {
            application.killedBy = operator;
            application.killedAt = context.now();
            application.diagnostics = says(operator);
            application.askToEnd();
        }
        int workers = 0;
        for (Container container : List.copyOf(application.containers.values())) {
            if (container.isAtLeast(Stage.LAUNCHED)) {
                workers++;
                kill(container, operator);
            } else {
                containers.refuse(container, WorkerRefused.Kind.REFUSED, says(operator));
            }
        }
        return "application " + application + " is ended, with " + workers + " workers";
    }

    private void kill(Container container, String operator) {
        container.killedBy = operator;
        if (container.isAtLeast(Stage.LAUNCHED)) {
            if (container.stop == null) {
                containers.stop(container, Stop.KILLED);
            }
            return;
        }
        containers.free(container);
        // nobody was told of it yet: another one does as well
        containers.askAgain(applications.find(container.id.application()), container);
    }
}
