package io.mr3.config;

import java.util.List;

/** Keys of the queues of DAGs. */
public final class DagQueueKeys implements ConfigKeys {
    private static final String QUEUE_NAME = "[A-Za-z0-9][A-Za-z0-9_-]*";

    public static final ConfigKey<DagQueueScheme> SCHEME = ConfigKey.choice(
                    "mr3.dag.queue.scheme", DagQueueScheme.INDIVIDUAL)
            .says(
                    "How DAGs share the slots of each ContainerGroup: common serves the oldest DAG first; individual gives all"
                            + " the same share of memory; capacity has named queues with guaranteed shares. It is individual where MR3"
                            + " has common, so that a short query of one session does not wait for a long one of another.");

    public static final ConfigKey<List<String>> CAPACITY_SPECS = ConfigKey.list("mr3.dag.queue.capacity.specs", "")
            .check("items name=percent, with different names and 0 to 100 percent", DagQueueKeys::areQueues)
            .says(
                    "Queues of the scheme capacity, the most important first, each with its guaranteed share of the slots of each"
                            + " ContainerGroup, as high=80,medium=50,default=20,background=0; a share holds for what more important"
                            + " queues leave, so that the sum may be above 100. What is left goes to more important queues first; no"
                            + " slot is taken away for a share. default=0 is added at the end if there is no queue default.");

    public static final ConfigKey<String> NAME = ConfigKey.text("mr3.dag.queue.name", "default")
            .check("letters, digits and dashes", name -> name.matches(QUEUE_NAME))
            .settableBySessions()
            .says(
                    "Queue of a DAG in the scheme capacity; a DAG that names one that there is not goes to default, with a"
                            + " warning in the DAGAppMaster's log.");

    @Override
    public String title() {
        return "Queues of DAGs";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(SCHEME, CAPACITY_SPECS, NAME);
    }

    private static boolean areQueues(List<String> items) {
        return items.stream().allMatch(item -> item.matches(QUEUE_NAME + "=(100|[0-9]{1,2})"))
                && items.size()
                        == items.stream()
                                .map(item -> item.substring(0, item.indexOf('=')))
                                .distinct()
                                .count();
    }
}
