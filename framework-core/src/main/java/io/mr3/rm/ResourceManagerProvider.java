package io.mr3.rm;

/** Makes drivers of one kind of resource manager; found by {@link java.util.ServiceLoader}. */
public interface ResourceManagerProvider {
    /** The value of {@code mr3.resource-manager} that chooses this one, e.g. {@code local}. */
    String name();

    /**
     * Makes a driver that has not started yet. Does not block.
     *
     * @throws IllegalArgumentException if a setting is wrong; the message is one line that names the key
     */
    ResourceManagerDriver create(ResourceManagerContext context);
}
