package io.mr3.common.files;

/**
 * What a check has found of a disk.
 *
 * @param freeMb space in MB that this process may still use; 0 if unknown
 * @param totalMb size of the disk in MB; 0 if unknown
 * @param problem why it cannot be written, in one line; empty if it can
 */
public record DiskState(long freeMb, long totalMb, String problem) {}
