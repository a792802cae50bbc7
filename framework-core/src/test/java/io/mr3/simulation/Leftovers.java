package io.mr3.simulation;

import io.mr3.am.group.ContainerBroker;
import io.mr3.am.group.ContainerGroup;
import io.mr3.am.group.WorkerService;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;

/** Looks, when all is over, for what owners of state still remember. */
final class Leftovers {
    private Leftovers() {}

    static void ofGroup(ContainerGroup group) {
        Object turns = field(group, "turns");
        Object leases = field(turns, "leases");
        check("leases", field(leases, "leases"));
        check("DAGs of the group", field(leases, "members"));
        check("DAGs of other groups", field(leases, "guests"));
        check("workers of the group", field(field(turns, "pool"), "workers"));
    }

    static void ofBroker(ContainerBroker broker) {
        check("workers of the broker", field(broker, "groupOf"));
        check("workers that change hands", field(field(broker, "handovers"), "moving"));
    }

    static void ofService(WorkerService service) {
        check("workers that may connect", field(service, "expected"));
    }

    /** @param left a number, a collection or a map */
    static void check(String what, Object left) {
        boolean none = left instanceof Collection<?> all
                ? all.isEmpty()
                : left instanceof Map<?, ?> map ? map.isEmpty() : left.equals(0);
        if (!none) {
            throw new AssertionError("left at the end: " + what + " " + left);
        }
    }

    private static Object field(Object owner, String name) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("expected a field " + name + " of " + owner.getClass(), e);
        }
    }
}
