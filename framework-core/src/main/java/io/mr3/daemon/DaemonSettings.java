package io.mr3.daemon;

/**
 * How a service was attached to a ContainerGroup.
 *
 * @param name as listed in {@code mr3.daemons}
 * @param payload {@code mr3.daemon.<name>.payload}: whatever the service makes of it
 */
public record DaemonSettings(String name, String payload) {}
