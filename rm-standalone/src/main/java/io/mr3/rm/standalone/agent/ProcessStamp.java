package io.mr3.rm.standalone.agent;

/**
 * One process of a host for all time: pids are used again, this is not.
 *
 * @param pid also the id of its process group and session
 * @param startTicks when it was started, in clock ticks since its host was; 0 if it had ended before that could be read
 * @param boot id of that start of the host
 */
record ProcessStamp(long pid, long startTicks, String boot) {}
