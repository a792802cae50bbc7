package io.mr3.am.group;

import java.time.Duration;
import java.util.Collection;

/**
 * Decides which waiting request gets which slots. Pure: reads leases and workers, changes nothing; the same state gives
 * the same schedule.
 *
 * <ol>
 *   <li>Producers before consumers: requests to run again, then ready ones, then those that wait for inputs; the last
 *       hold at most all slots but one, so that a group can never be full of attempts that wait for others.
 *   <li>Shares: between DAGs their queues decide, see {@link DagQueues} and {@link Shares}; within a DAG priority, then age.
 *   <li>Locality: worker, host, rack, anywhere, without waiting for a better place; else the emptiest worker, so that
 *       work spreads. Of requests of equal priority one that finds its place free may overtake one that does not. Only a
 *       request that names workers, and neither hosts nor racks, waits a moment for one of them.
 *   <li>A request that needs several slots reserves a worker until they are free, though not from requests to run again.
 *   <li>A producer that can only go on if consumers make room takes the slots of the youngest consumers that wait, and so does
 *       one for which no slot has become free for a while; see {@link Preemption}.
 * </ol>
 */
final class TaskScheduler {
    /**
     * How long a request waits for a worker that it named: that one holds what the attempt reads, and a task of a scan is
     * through in about this time.
     */
    static final Duration WAIT_FOR_WORKER = Duration.ofSeconds(1);

    /**
     * How long a producer waits, while no slot becomes free, until consumers that wait make room for it. What runs may wait for
     * a consumer in ways that the scheduler does not see: Hive's attempts wait for tables that another one loads in their
     * worker. Tez preempts after a minute, by default.
     */
    static final Duration STANDSTILL = Duration.ofSeconds(30);

    private final DagQueues queues;

    TaskScheduler(DagQueues queues) {
        this.queues = queues;
    }

    /**
     * One pass over everything that waits.
     *
     * @param freed when a slot became free last
     * @param now by the clock by which requests have their times
     */
    Schedule schedule(Collection<Member> members, Collection<Worker> workers, boolean shortage, long freed, long now) {
        Rooms rooms = new Rooms(workers, shortage);
        SchedulingPass pass = new SchedulingPass(members, rooms, queues, now);
        pass.place();
        Preemption preemption = new Preemption(pass.placements(), rooms);
        pass.blocked()
                .forEach(producer -> preemption.makeRoomFor(
                        producer, isStandstill(Math.min(now - freed, now - producer.askedNanos()))));
        return new Schedule(pass.placements(), preemption.revocations(), pass.waitsForWorkers());
    }

    /** Whether a producer has waited long enough, for nothing. */
    static boolean isStandstill(long nanos) {
        return nanos >= STANDSTILL.toNanos();
    }
}
