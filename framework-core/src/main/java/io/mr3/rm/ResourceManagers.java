package io.mr3.rm;

import io.mr3.config.AmKeys;
import io.mr3.config.ResourceManagerKind;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Chooses the resource manager that {@code mr3.resource-manager} names. */
public final class ResourceManagers {
    private final Collection<ResourceManagerProvider> providers;

    /** Those on the class path. */
    public ResourceManagers() {
        this(ServiceLoader.load(ResourceManagerProvider.class, ResourceManagers.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    ResourceManagers(Collection<ResourceManagerProvider> providers) {
        this.providers = List.copyOf(providers);
    }

    /**
     * The provider of that kind.
     *
     * @throws IllegalArgumentException if its module is not there; the message is one line that names the key
     */
    public ResourceManagerProvider choose(ResourceManagerKind kind) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return providers.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(refusal(name)));
    }

    private String refusal(String name) {
        Set<String> names =
                providers.stream().map(ResourceManagerProvider::name).collect(Collectors.toCollection(TreeSet::new));
        return AmKeys.RESOURCE_MANAGER.name() + ": expected one of " + names + ", got '" + name
                + "': its module is not part of this distribution";
    }
}
