package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import java.util.Map;

/**
 * A node as the scheduler sees it.
 *
 * @param node stable name of the agent; a host may have several
 * @param rack empty if unknown
 * @param total what all its containers may hold together
 * @param open whether new containers may be placed on it
 * @param penalty 0 for a good node; nodes with a lower one are preferred, those that have failed lately have a higher one
 */
public record NodeSpace(
        String node, String host, String rack, Map<String, String> labels, Resources total, boolean open, int penalty) {
    public NodeSpace {
        labels = Map.copyOf(labels);
    }
}
