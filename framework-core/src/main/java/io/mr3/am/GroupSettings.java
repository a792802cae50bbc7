package io.mr3.am;

import io.mr3.am.group.ContainerGroupSpec;
import io.mr3.config.AmKeys;
import io.mr3.config.ContainerKeys;
import io.mr3.config.LocalWorkerKind;
import io.mr3.config.Mr3Conf;
import io.mr3.config.ResourceManagerKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what the workers of a ContainerGroup have in common. */
final class GroupSettings {
    private GroupSettings() {}

    /** The one group that all DAGs share. */
    static ContainerGroupSpec read(Mr3Conf conf) {
        return new ContainerGroupSpec(
                "default",
                true,
                conf.get(ContainerKeys.SLOTS),
                conf.get(ContainerKeys.SLOT_MEMORY),
                conf.get(ContainerKeys.SLOT_CORES),
                conf.get(ContainerKeys.SLOT_HEAP_FRACTION),
                conf.get(ContainerKeys.HEAP_OVERHEAD),
                0,
                maxWorkers(conf),
                conf.get(ContainerKeys.IDLE_TIMEOUT),
                conf.get(ContainerKeys.HEARTBEAT_INTERVAL),
                conf.get(AmKeys.WORKER_TIMEOUT),
                words(conf.get(ContainerKeys.JAVA_OPTIONS)),
                environment(conf.get(ContainerKeys.ENVIRONMENT)));
    }

    private static int maxWorkers(Mr3Conf conf) {
        if (conf.get(AmKeys.RESOURCE_MANAGER) != ResourceManagerKind.LOCAL) {
            return Integer.MAX_VALUE;
        }
        return conf.get(AmKeys.LOCAL_WORKER) == LocalWorkerKind.THREAD ? 1 : conf.get(AmKeys.LOCAL_WORKERS);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>(List.of(text.trim().split("\\s+")));
        words.removeIf(String::isEmpty);
        return words;
    }

    /** {@code NAME=value} as it stands; {@code NAME} alone: as in this process. */
    private static Map<String, String> environment(List<String> entries) {
        Map<String, String> environment = new HashMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            String name = equals < 0 ? entry : entry.substring(0, equals);
            String value = equals < 0 ? System.getenv(name) : entry.substring(equals + 1);
            if (value != null) {
                environment.put(name, value);
            }
        }
        return environment;
    }
}
