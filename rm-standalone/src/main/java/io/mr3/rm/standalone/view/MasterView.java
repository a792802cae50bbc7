package io.mr3.rm.standalone.view;

/**
 * The master.
 *
 * @param cluster id of the cluster
 * @param epoch how often a master of it was started
 * @param address host:port for agents, applications and commands
 * @param webAddress host:port of the page; empty if there is none
 * @param startedMillis since 1970
 * @param state {@code recovering} or {@code active}
 */
public record MasterView(
        String cluster, long epoch, String address, String webAddress, long startedMillis, String state) {}
