package io.mr3.hive.service;

import io.mr3.hive.shell.BadInput;
import io.mr3.hive.shell.DataDirectory;
import io.mr3.hive.shell.EmbeddedMetastore;
import io.mr3.hive.shell.HiveSite;
import io.mr3.hive.shell.Home;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.metastore.HiveMetaStore;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf.ConfVars;

/** Hive's own metastore as a server. */
final class MetastoreService {
    private final Home home;
    private final DataDirectory data;

    MetastoreService(Home home, DataDirectory data) {
        this.home = home;
        this.data = data;
    }

    /** Serves until the process is told to end. */
    int run(List<String> words) throws Throwable {
        ServiceOptions options = ServiceOptions.parse(words);
        new HiveSite(home, data).lay(Map.of());
        Configuration conf = MetastoreConf.newMetastoreConf();
        options.hiveconf().forEach(conf::set);
        // it is the metastore, wherever the user's other processes find theirs
        conf.set(ConfVars.THRIFT_URIS.getHiveName(), "");
        MetastoreListeners ports = new MetastoreListeners(conf, System.getenv(), options.rest());
        String log = data.logs().resolve("metastore.log").toString();
        if (!ports.helpIsWanted()) {
            List<Listener> listeners = ports.all();
            listeners.forEach(Listener::check);
            new EmbeddedMetastore(data.metastore(), home.metastoreTemplate()).openFor(conf);
            System.err.println("hive: the metastore starts on "
                    + listeners.stream()
                            .map(listener ->
                                    (listener.host().isEmpty() ? "*" : listener.host()) + ":" + listener.port())
                            .collect(Collectors.joining(", "))
                    + ", its log is " + log);
        }
        try {
            HiveMetaStore.main(words.toArray(String[]::new));
            return 0;
        } catch (Exception e) {
            throw new BadInput("the metastore ends: " + e.getMessage() + "; its log is " + log, e);
        }
    }
}
