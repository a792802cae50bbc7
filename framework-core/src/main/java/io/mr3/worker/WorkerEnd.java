package io.mr3.worker;

/**
 * Why a worker has ended.
 *
 * @param exitCode of a process that holds nothing else
 * @param reason one line for people
 */
public record WorkerEnd(int exitCode, String reason) {
    /** The group said so. */
    public static final int STOPPED = 0;
    /** Settings, local directories or the connection to the group were not to be had. */
    public static final int NOT_STARTED = 2;
    /** The connection to the group is gone, and with it the right to run anything. */
    public static final int LOST = 3;
    /** Something ran here that leaves the process unfit for more. */
    public static final int UNFIT = 4;
}
