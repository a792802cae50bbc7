package io.mr3.am.group;

/** A decision of the scheduler: this lease gets slots of this worker. */
record Placement(Lease lease, Worker worker) {}
