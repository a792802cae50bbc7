package io.mr3.am;

import io.mr3.config.DaemonKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.daemon.DaemonSpec;
import java.util.ArrayList;
import java.util.List;

/** Which daemons run in the workers of which ContainerGroups: the shuffle handler in all, then those that are configured. */
final class AttachedDaemons {
    private static final String ALL_GROUPS = "*";

    private final DaemonSpec shuffle;
    private final List<Attached> configured = new ArrayList<>();

    private record Attached(DaemonSpec daemon, List<String> groups) {}

    private AttachedDaemons(DaemonSpec shuffle) {
        this.shuffle = shuffle;
    }

    /**
     * Reads them.
     *
     * @param shuffle the shuffle handler
     * @throws IllegalArgumentException for a daemon without a class, or one that is called like the shuffle handler
     */
    static AttachedDaemons read(Mr3Conf conf, DaemonSpec shuffle) {
        AttachedDaemons attached = new AttachedDaemons(shuffle);
        for (String name : conf.get(DaemonKeys.DAEMONS)) {
            String className = conf.get(DaemonKeys.CLASS.named(name));
            if (className.isEmpty()) {
                throw new IllegalArgumentException(DaemonKeys.CLASS.named(name)
                        + ": expected the class of a daemon that " + DaemonKeys.DAEMONS + " lists, got none");
            }
            if (name.equals(shuffle.name())) {
                throw new IllegalArgumentException(DaemonKeys.DAEMONS + ": expected names other than '" + name
                        + "', which is the shuffle handler that runs in every worker");
            }
            attached.configured.add(new Attached(
                    new DaemonSpec(name, className, conf.get(DaemonKeys.PAYLOAD.named(name))),
                    conf.get(DaemonKeys.GROUPS.named(name))));
        }
        return attached;
    }

    /** Those of one group, in the order in which they start. */
    List<DaemonSpec> of(String group) {
        List<DaemonSpec> daemons = new ArrayList<>(List.of(shuffle));
        configured.stream()
                .filter(one -> one.groups.contains(ALL_GROUPS) || one.groups.contains(group))
                .forEach(one -> daemons.add(one.daemon));
        return daemons;
    }
}
