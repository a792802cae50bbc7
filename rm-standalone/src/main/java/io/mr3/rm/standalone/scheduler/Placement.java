package io.mr3.rm.standalone.scheduler;

/** An ask was granted: its container belongs on that node, and is booked there. */
public record Placement(Ask ask, String node) {}
