package io.mr3.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Settings that keep all that a DAGAppMaster writes below one directory. */
public final class MasterDirectories {
    private static final List<String> KEYS =
            List.of("mr3.data.dir", "mr3.log.dir", "mr3.local.dirs", "mr3.event.log.dir");

    private MasterDirectories() {}

    /** Each in a directory that is named after its key. */
    public static Map<String, String> below(Path directory) {
        return KEYS.stream()
                .collect(Collectors.toMap(
                        Function.identity(), key -> directory.resolve(key).toString()));
    }
}
