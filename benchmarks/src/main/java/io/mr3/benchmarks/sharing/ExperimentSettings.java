package io.mr3.benchmarks.sharing;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What both runs have in common.
 *
 * @param workers processes at once at most
 * @param slots attempts of each worker at once
 * @param scale of the data, 1 is about a gigabyte
 */
record ExperimentSettings(int workers, int slots, String scale) {
    private static final BigDecimal SPLIT_BYTES_AT_SCALE_1 = new BigDecimal(20_000_000);
    private static final BigDecimal REDUCER_BYTES_AT_SCALE_1 = new BigDecimal(50_000_000);

    /** Less makes tasks without number at small scales. */
    private static final long FEWEST_BYTES = 1_000_000;

    private static final String SLOT_MB = "256";

    /** Settings of Hive and of mr3, the same for every mode. */
    Map<String, String> common() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("mr3.am.address", "auto");
        settings.put("mr3.am.heap.mb", "512");
        settings.put("mr3.local.worker", "process");
        settings.put("mr3.local.workers", Integer.toString(workers));
        settings.put("mr3.container.slots", Integer.toString(slots));
        settings.put("mr3.container.slot.memory.mb", SLOT_MB);
        // none leaves because Hive compiles for long
        settings.put("mr3.container.idle.timeout.ms", "3600000");
        settings.put("hive.tez.container.size", SLOT_MB);
        settings.put("hive.query.results.cache.enabled", "false");
        settings.put("tez.grouping.min-size", "1");
        settings.put("tez.grouping.max-size", bytes(SPLIT_BYTES_AT_SCALE_1));
        settings.put("tez.grouping.split-waves", "1");
        settings.put("hive.exec.reducers.bytes.per.reducer", bytes(REDUCER_BYTES_AT_SCALE_1));
        return settings;
    }

    /** @param eventLog directory for the event log of the run's DAGAppMaster alone */
    Map<String, String> of(GroupMode mode, Path eventLog) {
        Map<String, String> settings = common();
        settings.putAll(mode.settings());
        settings.put("mr3.event.log.dir", eventLog.toString());
        return settings;
    }

    private String bytes(BigDecimal atScale1) {
        return Long.toString(
                Math.max(FEWEST_BYTES, atScale1.multiply(new BigDecimal(scale)).longValue()));
    }
}
