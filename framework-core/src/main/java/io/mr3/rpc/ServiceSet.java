package io.mr3.rpc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The services behind one port, and what their server calls itself. */
public final class ServiceSet {
    private final String serverName;
    private final Map<String, Service<?>> services = new LinkedHashMap<>();

    /**
     * A set of services with different names.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public ServiceSet(String serverName, Service<?>... services) {
        this.serverName = PeerName.check("server name", serverName);
        for (Service<?> service : services) {
            String name = PeerName.check("service name", service.name());
            if (this.services.put(name, service) != null) {
                throw new IllegalArgumentException("two services are called '" + name + "'");
            }
        }
    }

    String serverName() {
        return serverName;
    }

    Optional<Service<?>> find(String name) {
        return Optional.ofNullable(services.get(name));
    }
}
