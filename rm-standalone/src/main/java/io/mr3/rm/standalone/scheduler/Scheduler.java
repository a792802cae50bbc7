package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.PlacementConstraints;
import io.mr3.rm.standalone.view.QueueView;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Decides which ask gets room on which node, and is the one ledger of what is given out: a placement is booked when it is
 * decided and stays booked until {@link #free}, so that what agents report can never book a place twice.
 *
 * <p>On the master's mailbox alone. It knows no time but what it is given.
 */
public interface Scheduler {
    /** A node that is new, or is now like this. A node with less room than is booked gets nothing more. */
    void node(NodeSpace node);

    /** The node is gone; what is booked on it stays booked until it is freed. */
    void nodeGone(String node);

    /**
     * An application that may ask.
     *
     * @param order ties go to the lower one: the order in which applications came
     */
    void application(String application, String queue, String user, long order);

    /** Drops its asks; what it holds stays booked until it is freed. */
    void applicationGone(String application);

    /** Hosts on which this application wants nothing more; replaces what it said before. */
    void avoid(String application, Set<String> hosts);

    /** Where workers of this application may be at all; replaces what was said before. What it holds stays. */
    void constrain(String application, PlacementConstraints constraints);

    /** Adds an ask of a known application. */
    void ask(Ask ask);

    /** Takes back an ask that was not granted; otherwise ignored. */
    void withdraw(ContainerId container);

    /** Books what exists already, wherever it is and whether or not it fits: a master that was started again learns of it. */
    void adopt(ContainerId container, String node, Resources amount);

    /** What was booked for the container is free again; ignored if nothing is. */
    void free(ContainerId container);

    /** Grants what can be granted now, in the order of shares; books it. */
    List<Placement> pass(long nanoTime);

    /** When a pass may grant something although nothing has changed (a wait for a preferred place ends); empty if never. */
    OptionalLong nextPass();

    /** The largest container that any open node could hold if it were empty. */
    Resources largest();

    /** Why an ask of that size by this application can never be granted on the nodes that there are, in one line. */
    Optional<String> refusal(String application, Resources amount);

    /** What is booked on a node. */
    Resources booked(String node);

    /** How many asks wait. */
    int waiting();

    /** Queues with their shares and what they hold. */
    List<QueueView> queues();

    /**
     * Queues are these from now on; what is held and asked for in those that stay is not touched.
     *
     * @throws IllegalArgumentException in one line, if one is missing whose applications or workers are still there; then
     *     nothing is changed
     */
    void reload(List<QueueSettings> queues);

    /** Whether there is such a queue, in which applications may be: no other is in it. */
    boolean hasQueue(String queue);
}
