package io.mr3.rm.standalone.master;

import io.mr3.config.ConfLoader;
import io.mr3.config.ConfigException;
import io.mr3.config.Mr3Conf;
import io.mr3.rm.standalone.scheduler.QueueSettings;
import io.mr3.rm.standalone.scheduler.SchedulerSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts settings into force that may change while the master runs. On the master's mailbox alone, but for {@link #read}. */
final class Reloading {
    private final MasterContext context;
    private final Decommissioning decommissioning;
    private final Containers containers;
    private final Recovery recovery;

    Reloading(MasterContext context, Decommissioning decommissioning, Containers containers, Recovery recovery) {
        this.context = context;
        this.decommissioning = decommissioning;
        this.containers = containers;
        this.recovery = recovery;
    }

    /** What may change, checked. */
    record Settings(List<QueueSettings> queues, Set<String> nodesAllowed) {}

    /**
     * Checks settings; from any thread.
     *
     * @throws IllegalArgumentException in one line, if anything is wrong with them
     */
    static Settings read(Map<String, String> settings) {
        try {
            Mr3Conf conf =
                    new ConfLoader().values("mr3-cluster reload", settings).load();
            return new Settings(SchedulerSettings.of(conf).queues(), Set.copyOf(conf.get(MasterKeys.NODES_ALLOWED)));
        } catch (ConfigException e) {
            throw new IllegalArgumentException(String.join("; ", e.problems()), e);
        }
    }

    /**
     * They hold from now on.
     *
     * @return what holds now, in one line
     * @throws IllegalArgumentException in one line, if a queue would vanish that is in use; then the old ones stay
     */
    String reload(Settings settings) {
        context.scheduler().reload(settings.queues);
        String nodes = decommissioning.allow(settings.nodesAllowed);
        if (!recovery.isRecovering()) {
            containers.refuseTooLarge();
        }
        context.outbox().placementDue();
        return "queues: " + settings.queues.stream().map(QueueSettings::name).collect(Collectors.joining(", ")) + "; "
                + nodes;
    }
}
