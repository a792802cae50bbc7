package io.mr3.am.group;

import io.mr3.common.WorkerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Workers that are changing hands. Owned by the broker's mailbox. */
final class Handovers {
    private final Map<WorkerId, Handover> moving = new LinkedHashMap<>();

    /** One worker, from the decision until it is where it belongs, has ended, or stays. */
    static final class Handover {
        private final GroupAccount from;
        private final GroupAccount to;
        private final Relief.Way way;
        /** What comes for the worker meanwhile; the next owner gets it in this order. */
        private final List<Consumer<WorkerEvents>> held = new ArrayList<>();
        /** Why the worker has ended before it was handed over; null if it has not. */
        private String endedFor;

        private Handover(GroupAccount from, GroupAccount to, Relief.Way way) {
            this.from = from;
            this.to = to;
            this.way = way;
        }

        GroupAccount from() {
            return from;
        }

        GroupAccount to() {
            return to;
        }

        List<Consumer<WorkerEvents>> held() {
            return held;
        }

        String endedFor() {
            return endedFor;
        }
    }

    Set<WorkerId> workers() {
        return moving.keySet();
    }

    /** Workers that are on their way to a group, or whose end makes room for one of it. */
    int to(GroupAccount group) {
        return (int) moving.values().stream().filter(move -> move.to == group).count();
    }

    void begin(WorkerId worker, GroupAccount from, GroupAccount to, Relief.Way way) {
        moving.put(worker, new Handover(from, to, way));
    }

    /** It goes no further; null if it was not on its way. */
    Handover end(WorkerId worker) {
        return moving.remove(worker);
    }

    /** The worker has ended. Its group may have let it go already, and then says so. */
    void ended(WorkerId worker, String reason) {
        Handover move = moving.get(worker);
        if (move != null && move.way == Relief.Way.HAND_OVER) {
            move.endedFor = reason;
        } else {
            moving.remove(worker);
        }
    }

    /** Keeps a message for the next owner; false if the worker is not being handed over. */
    boolean hold(WorkerId worker, Consumer<WorkerEvents> message) {
        Handover move = moving.get(worker);
        if (move == null || move.way != Relief.Way.HAND_OVER) {
            return false;
        }
        move.held.add(message);
        return true;
    }
}
