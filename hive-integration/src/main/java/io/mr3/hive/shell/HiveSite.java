package io.mr3.hive.shell;

import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf;

/** The settings that every process of Hive's starts from: our defaults, and over them whatever the user's files say. */
public final class HiveSite {
    private final Home home;
    private final DataDirectory data;

    public HiveSite(Home home, DataDirectory data) {
        this.home = home;
        this.data = data;
    }

    /**
     * From now on all that Hive and its metastore configure in this process starts from these settings.
     *
     * @param ofEngine over our defaults
     */
    public void lay(Map<String, String> ofEngine) {
        Map<String, String> defaults = SiteLayers.read(home.hiveDefaults(), data);
        defaults.putAll(ofEngine);
        defaults.put(
                ConfVars.HIVE_LOG4J_FILE.varname, SessionProperties.logging().toString());
        Path root = UnescapedPath.of(data.root());
        defaults.put(ConfVars.SCRATCH_DIR.varname, "file://" + root.resolve("scratch/hive"));
        SiteLayers layers = new SiteLayers(HiveSite.class.getClassLoader());
        URL site = SiteLayers.inMemory(layers.merge(defaults, HiveConf.getHiveSiteLocation()));
        HiveConf.setHiveSiteLocation(site);
        MetastoreConf.setHiveSiteLocation(site);
    }
}
