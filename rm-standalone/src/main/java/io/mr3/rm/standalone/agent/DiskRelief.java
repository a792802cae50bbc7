package io.mr3.rm.standalone.agent;

import io.mr3.rm.standalone.agent.ContainerProcesses.Running;
import io.mr3.rm.standalone.proto.ContainerEnd.Cause;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * Makes room on a disk that is about to run full. After each check of it one container there ends at most: the one whose
 * process was started last, since that has the least to lose; what it leaves behind is deleted before the next check. On the
 * mailbox.
 */
final class DiskRelief {
    private final NodeCondition condition;
    private final Containers containers;

    DiskRelief(NodeCondition condition, Containers containers) {
        this.condition = condition;
        this.containers = containers;
    }

    /** The disk was looked at, and the node's condition knows what was found. */
    void checked(Path disk) {
        condition.endsWork(disk).ifPresent(why -> containers.runningOn(disk).stream()
                .max(Comparator.comparingLong(running -> running.process().startTicks()))
                .map(Running::id)
                .ifPresent(youngest -> containers.kill(youngest, Cause.DISK_FULL, "killed to make room: " + why)));
    }
}
