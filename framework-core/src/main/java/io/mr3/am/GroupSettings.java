package io.mr3.am;

import io.mr3.am.group.ContainerGroupSpec;
import io.mr3.am.group.Heartbeats;
import io.mr3.am.group.WorkerNumbers;
import io.mr3.am.group.WorkerProgram;
import io.mr3.am.group.WorkerSize;
import io.mr3.am.group.WorkerUse;
import io.mr3.am.lease.GroupScope;
import io.mr3.config.AmKeys;
import io.mr3.config.ConfigKey;
import io.mr3.config.ContainerKeys;
import io.mr3.config.GroupKeys;
import io.mr3.config.LocalWorkerKind;
import io.mr3.config.Mr3Conf;
import io.mr3.config.ResourceManagerKind;
import io.mr3.config.WorkerFormKind;
import io.mr3.rm.LaunchFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what the workers of a ContainerGroup have in common: its own settings where it has some, else the plain ones. Each
 * mistake is an IllegalArgumentException of one line that names the key.
 */
final class GroupSettings {
    private final Mr3Conf conf;
    private final String group;

    private GroupSettings(Mr3Conf conf, String group) {
        this.conf = conf;
        this.group = group;
    }

    /** The open group of that name. */
    static ContainerGroupSpec read(Mr3Conf conf, String group) {
        return new GroupSettings(conf, group).read();
    }

    private ContainerGroupSpec read() {
        boolean ownProcess = isOwnProcess();
        return new ContainerGroupSpec(
                group,
                GroupScope.OPEN,
                new WorkerSize(
                        get(GroupKeys.SLOTS),
                        get(GroupKeys.SLOT_MEMORY),
                        get(GroupKeys.SLOT_CORES),
                        get(GroupKeys.SLOT_HEAP_FRACTION),
                        get(GroupKeys.HEAP_OVERHEAD),
                        get(GroupKeys.CACHE)),
                new WorkerUse(get(GroupKeys.REUSE), get(GroupKeys.COMBINE)),
                numbers(ownProcess),
                new Heartbeats(conf.get(ContainerKeys.HEARTBEAT_INTERVAL), conf.get(AmKeys.WORKER_TIMEOUT)),
                new WorkerProgram(
                        ownProcess,
                        words(get(GroupKeys.JAVA_OPTIONS)),
                        environment(get(GroupKeys.ENVIRONMENT)),
                        files()),
                get(GroupKeys.LOCATIONS));
    }

    private <T> T get(ConfigKey<T> family) {
        return conf.get(family.named(group));
    }

    private String nameOf(ConfigKey<?> family) {
        return GroupKeys.nameInForce(conf, family, group);
    }

    private boolean isOwnProcess() {
        WorkerFormKind form = get(GroupKeys.FORM);
        if (form == WorkerFormKind.THREAD && !LocalWorkerKind.isThread(conf)) {
            throw new IllegalArgumentException(nameOf(GroupKeys.FORM) + ": expected any or process, got 'thread': "
                    + (conf.get(AmKeys.RESOURCE_MANAGER) == ResourceManagerKind.LOCAL
                            ? AmKeys.LOCAL_WORKER + " does not say so"
                            : AmKeys.RESOURCE_MANAGER + " has no workers of that kind"));
        }
        boolean hasFiles = !get(GroupKeys.FILES).isEmpty();
        if (form == WorkerFormKind.THREAD && hasFiles) {
            throw new IllegalArgumentException(nameOf(GroupKeys.FILES) + ": expected no files, since ContainerGroup "
                    + group + " has a thread for a worker, got " + get(GroupKeys.FILES));
        }
        return form == WorkerFormKind.PROCESS || hasFiles;
    }

    private WorkerNumbers numbers(boolean ownProcess) {
        int least = get(GroupKeys.MIN_WORKERS);
        int most = Math.min(get(GroupKeys.MAX_WORKERS), boundOfResourceManager(ownProcess));
        if (least > most) {
            throw new IllegalArgumentException(nameOf(GroupKeys.MIN_WORKERS) + ": expected at most " + most
                    + ", as many workers as ContainerGroup " + group + " may have, got '" + least + "'");
        }
        return new WorkerNumbers(least, most, get(GroupKeys.IDLE_TIMEOUT));
    }

    private int boundOfResourceManager(boolean ownProcess) {
        if (conf.get(AmKeys.RESOURCE_MANAGER) != ResourceManagerKind.LOCAL) {
            return Integer.MAX_VALUE;
        }
        int ofHost = conf.get(AmKeys.LOCAL_MAX_WORKERS);
        int ofGroup = LocalWorkerKind.isThread(conf) && !ownProcess ? 1 : conf.get(AmKeys.LOCAL_WORKERS);
        return ofHost == 0 ? ofGroup : Math.min(ofHost, ofGroup);
    }

    private List<LaunchFile> files() {
        List<LaunchFile> files = new ArrayList<>();
        for (String text : get(GroupKeys.FILES)) {
            try {
                URI source = text.matches("[a-z][a-z0-9+.-]+:.*")
                        ? URI.create(text)
                        : Path.of(text).toAbsolutePath().toUri();
                if ("file".equals(source.getScheme()) && !Files.isReadable(Path.of(source))) {
                    throw new IllegalArgumentException("no such file, or one that cannot be read");
                }
                String path = source.getPath();
                files.add(new LaunchFile(path.substring(path.lastIndexOf('/') + 1), source));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        nameOf(GroupKeys.FILES) + ": expected files that are there, got '" + text + "': "
                                + e.getMessage(),
                        e);
            }
        }
        return files;
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
