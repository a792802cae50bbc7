package io.mr3.rm.standalone.agent;

/**
 * What a check has found of a disk.
 *
 * @param problem why it cannot be written, in one line; empty if it can
 */
record DiskState(long freeMb, long totalMb, String problem) {}
