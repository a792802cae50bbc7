package io.mr3.rm.standalone.command;

import io.mr3.command.CommandFailure;
import io.mr3.rm.standalone.ContainerId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How people name a worker: as {@link ContainerId#toString} does. */
final class WorkerName {
    private static final Pattern NAME = Pattern.compile("([^/]+)_worker-([0-9]{1,18})");

    private WorkerName() {}

    /** @throws CommandFailure in one line, if it names none */
    static ContainerId parse(String text) throws CommandFailure {
        Matcher parts = NAME.matcher(text);
        if (!parts.matches()) {
            throw new CommandFailure(
                    "WORKER: expected the name of a worker as status shows it, such as app-3f2a-1_worker-2, got '"
                            + text + "'");
        }
        return new ContainerId(parts.group(1), Long.parseLong(parts.group(2)));
    }
}
