package io.mr3.rm.standalone.master;

import io.mr3.rm.standalone.proto.AgentOrder;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.Resize;
import java.util.List;

/**
 * Has node agents offer more or less than they were started with. The size is the agent's own: the master books by what the
 * agent then says. On the master's mailbox alone.
 */
final class Resizing {
    private final MasterContext context;
    private final Nodes nodes;

    Resizing(MasterContext context, Nodes nodes) {
        this.context = context;
        this.nodes = nodes;
    }

    /**
     * Tells the agents of nodes of that name or host.
     *
     * @param total what is 0 stays as it is
     * @return what was done, in one line
     * @throws IllegalArgumentException in one line, if there is no such node, its agent cannot be told, or that is no size
     */
    String resize(String nameOrHost, Amount total) {
        boolean isSize =
                total.getMemoryMb() >= 0 && total.getCores() >= 0 && !total.equals(Amount.getDefaultInstance());
        if (!isSize) {
            throw new IllegalArgumentException("expected memory or cores of at least 1, got " + total.getMemoryMb()
                    + " MB and " + total.getCores() + " cores");
        }
        List<Node> meant = nodes.named(nameOrHost);
        for (Node node : meant) {
            if (!node.isConnected()) {
                throw new IllegalArgumentException(node + " cannot be told: the master cannot reach it now");
            }
        }
        AgentOrder order = AgentOrder.newBuilder()
                .setResize(Resize.newBuilder().setTotal(total))
                .build();
        meant.forEach(node -> context.outbox().order(node, order.toBuilder()));
        return "told " + Nodes.names(meant) + " to offer " + says(total) + " until its agent starts anew";
    }

    private static String says(Amount total) {
        String memory = total.getMemoryMb() == 0 ? "" : total.getMemoryMb() + " MB";
        String cores = total.getCores() == 0 ? "" : total.getCores() + " cores";
        return memory + (memory.isEmpty() || cores.isEmpty() ? "" : " and ") + cores;
    }
}
