package io.mr3.am.dag;

import io.mr3.am.lease.TaskSlots;

/** What the parts of one DAG share. */
record DagPorts(
        DagPlan plan,
        PluginHost plugins,
        TaskSlots slots,
        DagHistory history,
        Agenda agenda,
        IoWork io,
        WorkerOrders orders,
        EdgeDelivery delivery,
        VertexSubscriptions subscriptions,
        DagTally tally,
        Rollback rollback) {}
