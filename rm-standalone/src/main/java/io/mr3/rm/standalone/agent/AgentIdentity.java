package io.mr3.rm.standalone.agent;

/**
 * What one process of an agent is known by.
 *
 * @param incarnation drawn anew by each
 * @param boot of the host
 * @param webAddress {@code host:port} of its logs
 * @param build for people
 */
record AgentIdentity(long incarnation, String boot, String webAddress, String build) {}
