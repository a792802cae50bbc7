package io.mr3.rm.standalone.master;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.proto.WorkerRequest;
import io.mr3.rm.standalone.scheduler.Ask;

/** One worker that an application wants, from its request to its end. On the master's mailbox alone. */
final class Container {
    /** How far it has come; only forward. */
    enum Stage {
        /** Not granted yet. */
        WAITING,
        /** Granted; not yet on the disk, so nobody was told. */
        PLACED,
        /** Its agent was told, or may have been. */
        LAUNCHED,
        ACCEPTED,
        LOCALIZING,
        RUNNING,
        STOPPING
    }

    /** Why the master itself ends it. */
    enum Stop {
        /** Its application has taken the request back, or is gone: nobody wants to hear of it. */
        UNWANTED,
        RELEASED,
        /** The launch took too long. */
        LATE,
        /** Its node is decommissioned. */
        DRAINED,
        /** An operator has ended it. */
        KILLED
    }

    final ContainerId id;
    final String group;
    final Resources amount;
    /** When it was asked for. */
    final long since;

    /** Null in a master that was started again, until the application has told it again. */
    WorkerRequest request;
    /** Null while it waits. */
    Node node;

    Stage stage = Stage.WAITING;
    /** Null: it is to run. */
    Stop stop;

    /** Who has ended it, if an operator has. */
    String killedBy = "";
    /** Whether the application was told that it has started. */
    boolean told;
    /** Whether the application was told that its node is to be emptied. */
    boolean drainTold;
    /** Whether its process has ever been started. */
    boolean ran;
    /** Launches that have failed. */
    int failures;
    /** Placed, and to be launched together with others of its application. */
    boolean held;

    /** Whether its agent may have heard of it. */
    boolean sent;
    /** When its launch made progress last. */
    long progress;
    /** When its end must have been reported, once its agent was told to end it. */
    long endsBy;

    long pid;
    String logFile = "";
    long memoryMb;

    Container(ContainerId id, String group, Resources amount, WorkerRequest request, long since) {
        this.id = id;
        this.group = group;
        this.amount = amount;
        this.request = request;
        this.since = since;
    }

    /** As it is asked for once more, after a launch that started nothing. */
    Container again() {
        Container next = new Container(id, group, amount, request, since);
        next.failures = failures;
        return next;
    }

    boolean isAtLeast(Stage other) {
        return stage.compareTo(other) >= 0;
    }

    Ask toAsk() {
        return new Ask(id, group, amount, request.getLocationsList(), request.getPriority(), since);
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
