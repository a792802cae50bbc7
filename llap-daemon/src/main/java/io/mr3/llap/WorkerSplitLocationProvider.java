package io.mr3.llap;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;
import org.apache.hadoop.mapred.FileSplit;
import org.apache.hadoop.mapred.InputSplit;
import org.apache.hadoop.mapred.split.SplitLocationProvider;

/**
 * Sends a piece of a file to the same worker each time, so that its cache is used: for Hive's setting {@code
 * hive.llap.split.location.provider.class}. Where there is no such worker, and in queries that do not use the cache, a split is
 * where its file system says.
 */
public final class WorkerSplitLocationProvider implements SplitLocationProvider {
    private final boolean cached;

    /** @param conf of the query */
    public WorkerSplitLocationProvider(Configuration conf) {
        cached = HiveConf.getBoolVar(conf, ConfVars.LLAP_IO_ENABLED, false);
    }

    @Override
    public String[] getLocations(InputSplit split) throws IOException {
        if (cached && split instanceof FileSplit file) {
            Optional<String> holder =
                    WorkerTables.current().holder(file.getPath().toString(), file.getStart());
            if (holder.isPresent()) {
                return new String[] {holder.get()};
            }
        }
        return ofFileSystem(split);
    }

    /** A local file system says "localhost", which is no place that a worker could be preferred for. */
    private static String[] ofFileSystem(InputSplit split) throws IOException {
        String[] locations = split.getLocations();
        return locations == null || (locations.length == 1 && locations[0].equals("localhost"))
                ? new String[0]
                : locations;
    }
}
