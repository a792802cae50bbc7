package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.ContainerId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of containers, which become names of files: no dots, no slashes. */
final class ContainerNames {
    private static final String APPLICATION = "[A-Za-z0-9][A-Za-z0-9_-]{0,99}";
    private static final Pattern CONTAINER = Pattern.compile("(" + APPLICATION + ")_worker-([0-9]{1,18})");

    private ContainerNames() {}

    static boolean isLegal(ContainerId id) {
        return CONTAINER.matcher(id.toString()).matches();
    }

    /** The container with that text form; empty if it is none. */
    static Optional<ContainerId> parse(String name) {
        Matcher matcher = CONTAINER.matcher(name);
        return matcher.matches()
                ? Optional.of(new ContainerId(matcher.group(1), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    /** The application of a container with that name; empty if it is no name of one. */
    static Optional<String> application(String name) {
        return parse(name).map(ContainerId::application);
    }
}
