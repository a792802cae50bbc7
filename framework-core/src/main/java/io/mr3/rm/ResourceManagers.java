package io.mr3.rm;

import java.util.Collection;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Chooses the resource manager that {@code mr3.resource-manager} names. */
public final class ResourceManagers {
    /** The key whose value chooses. */
    public static final String KEY = "mr3.resource-manager";

    private static final Set<String> OWN_MODULES = Set.of("standalone", "mesos", "yarn");

    private final Collection<ResourceManagerProvider> providers;

    /** Those on the class path. */
    public ResourceManagers() {
        this(ServiceLoader.load(ResourceManagerProvider.class, ResourceManagers.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .collect(Collectors.toList()));
    }

    ResourceManagers(Collection<ResourceManagerProvider> providers) {
        this.providers = List.copyOf(providers);
    }

    /**
     * The provider of that name.
     *
     * @throws IllegalArgumentException if there is none; the message is one line that names the key
     */
    public ResourceManagerProvider choose(String name) {
        return providers.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(refusal(name)));
    }

    private String refusal(String name) {
        Set<String> names =
                providers.stream().map(ResourceManagerProvider::name).collect(Collectors.toCollection(TreeSet::new));
        String refusal = KEY + ": expected one of " + names + ", got '" + name + "'";
        return OWN_MODULES.contains(name) ? refusal + ": its module is not part of this distribution" : refusal;
    }
}
