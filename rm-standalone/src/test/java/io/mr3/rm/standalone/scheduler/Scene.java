package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import io.mr3.config.Mr3Conf;
import io.mr3.rm.standalone.ContainerId;
import io.mr3.rm.standalone.PlacementConstraints;
import io.mr3.rm.standalone.Spread;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** A scheduler and its clock, in words short enough for scripts. Containers are called {@code app/number}. */
final class Scene {
    final FairScheduler scheduler;
    private final Map<String, Integer> penalties = new HashMap<>();
    private final Map<String, Map<String, String>> labels = new HashMap<>();
    private long now;
    private long applications;

    private Scene(FairScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Settings are given as {@code key=value}; {@code mr3.standalone.} is left out. */
    static Scene with(String... settings) {
        return new Scene(FairScheduler.of(settings(settings)));
    }

    static SchedulerSettings settings(String... settings) {
        Map<String, String> values = new HashMap<>();
        for (String setting : settings) {
            int at = setting.indexOf('=');
            values.put("mr3.standalone." + setting.substring(0, at), setting.substring(at + 1));
        }
        return SchedulerSettings.of(Mr3Conf.of(values));
    }

    /** Further nodes of that name have it. */
    Scene penalty(String node, int penalty) {
        penalties.put(node, penalty);
        return this;
    }

    /** Further nodes of that name have these. */
    Scene labels(String node, Map<String, String> ofNode) {
        labels.put(node, ofNode);
        return this;
    }

    Scene constrain(String application, Spread spread, String... demanded) {
        scheduler.constrain(application, new PlacementConstraints(spread, List.of(demanded)));
        return this;
    }

    /** A node on a host of the same name, without a rack. */
    Scene node(String name, int memoryMb, int cores) {
        return node(name, name, "", memoryMb, cores, true);
    }

    Scene node(String name, String host, String rack, int memoryMb, int cores, boolean open) {
        scheduler.node(new NodeSpace(
                name,
                host,
                rack,
                labels.getOrDefault(name, Map.of()),
                new Resources(memoryMb, cores),
                open,
                penalties.getOrDefault(name, 0)));
        return this;
    }

    Scene application(String name) {
        return application(name, "default", "ann");
    }

    Scene application(String name, String queue, String user) {
        scheduler.application(name, queue, user, ++applications);
        return this;
    }

    /** Asks for one container. */
    Scene ask(String container, int memoryMb, int cores, String... locations) {
        return ask(container, memoryMb, cores, 0, locations);
    }

    Scene ask(String container, int memoryMb, int cores, int priority, String... locations) {
        scheduler.ask(
                new Ask(id(container), "group", new Resources(memoryMb, cores), List.of(locations), priority, now));
        return this;
    }

    /** Asks for containers {@code first} to {@code last} of an application, all of that size. */
    Scene asks(String application, int first, int last, int memoryMb, int cores) {
        for (int worker = first; worker <= last; worker++) {
            ask(application + "/" + worker, memoryMb, cores);
        }
        return this;
    }

    Scene free(String... containers) {
        for (String container : containers) {
            scheduler.free(id(container));
        }
        return this;
    }

    Scene withdraw(String container) {
        scheduler.withdraw(id(container));
        return this;
    }

    Scene adopt(String container, String node, int memoryMb, int cores) {
        scheduler.adopt(id(container), node, new Resources(memoryMb, cores));
        return this;
    }

    Scene avoid(String application, String... hosts) {
        scheduler.avoid(application, Set.of(hosts));
        return this;
    }

    Scene reload(String... settings) {
        scheduler.reload(settings(settings).queues());
        return this;
    }

    Scene later(long millis) {
        now += Duration.ofMillis(millis).toNanos();
        return this;
    }

    /** What one pass grants, as {@code app/number@node}. */
    List<String> pass() {
        return scheduler.pass(now).stream()
                .map(placement -> name(placement.ask().container()) + "@" + placement.node())
                .toList();
    }

    /** Only the containers that one pass grants. */
    List<String> granted() {
        return pass().stream()
                .map(placement -> placement.substring(0, placement.indexOf('@')))
                .toList();
    }

    /** In how many milliseconds a pass may grant something although nothing changes; -1 if never. */
    long nextPass() {
        OptionalLong next = scheduler.nextPass();
        return next.isPresent() ? Duration.ofNanos(next.getAsLong() - now).toMillis() : -1;
    }

    Resources booked(String node) {
        return scheduler.booked(node);
    }

    static ContainerId id(String container) {
        String[] parts = container.split("/");
        return new ContainerId(parts[0], Long.parseLong(parts[1]));
    }

    private static String name(ContainerId container) {
        return container.application() + "/" + container.worker();
    }
}
