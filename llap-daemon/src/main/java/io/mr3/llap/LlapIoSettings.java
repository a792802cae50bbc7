package io.mr3.llap;

import io.mr3.daemon.DaemonSettings;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;

/** Hive's settings of the cache of one worker: the user's where they make sense here, ours below and the sizes above them. */
final class LlapIoSettings {
    private static final String PREFIX = "hive.llap.";
    private static final String CACHE_KEY = "mr3.container.cache.mb";
    private static final long MB = 1L << 20;

    /** Hive's allocator takes no less, nor exactly this. */
    private static final long TOO_SMALL_MB = 64;

    private final Map<String, String> given;

    private LlapIoSettings(Map<String, String> given) {
        this.given = given;
    }

    /** @throws IllegalArgumentException if it is not lines of such settings */
    static LlapIoSettings ofPayload(DaemonSettings settings) {
        Map<String, String> given = new LinkedHashMap<>();
        settings.payload()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(line -> {
                    int equals = line.indexOf('=');
                    if (equals < 0 || !line.startsWith(PREFIX)) {
                        throw new IllegalArgumentException("mr3.daemon." + settings.name() + ".payload: expected lines "
                                + PREFIX + "…=value, got '" + line + "'");
                    }
                    given.put(
                            line.substring(0, equals).strip(),
                            line.substring(equals + 1).strip());
                });
        return new LlapIoSettings(given);
    }

    /**
     * Settings for a worker.
     *
     * @param slots attempts that read at once
     * @throws IllegalArgumentException if there is too little memory for a cache
     */
    Configuration forWorker(String worker, int slots, long cacheBytes) {
        if (cacheBytes <= TOO_SMALL_MB * MB) {
            throw new IllegalArgumentException(CACHE_KEY + ": expected more than " + TOO_SMALL_MB
                    + " MB for Hive's cache (LLAP I/O), got " + cacheBytes / MB);
        }
        Configuration conf = new Configuration();
        URL site = LlapIoSettings.class.getClassLoader().getResource("hive-site.xml");
        if (site != null) {
            conf.addResource(site);
        }
        given.forEach(conf::set);
        // memory that is not the heap's needs native libraries for some codecs
        conf.setIfUnset(ConfVars.LLAP_ALLOCATOR_DIRECT.varname, "false");
        // with Hive's 256 KB, streams of small files waste most of a small cache
        conf.setIfUnset(ConfVars.LLAP_ALLOCATOR_MIN_ALLOC.varname, "16Kb");
        conf.setIfUnset(ConfVars.LLAP_IO_THREADPOOL_SIZE.varname, Integer.toString(slots));
        conf.setIfUnset("llap.daemon.metrics.sessionid", worker);
        conf.set(ConfVars.LLAP_IO_ENABLED.varname, "true");
        conf.set(ConfVars.LLAP_IO_MEMORY_MODE.varname, "cache");
        conf.set(ConfVars.LLAP_IO_MEMORY_MAX_SIZE.varname, Long.toString(cacheBytes));
        return conf;
    }
}
