package io.mr3.hive.service;

import io.mr3.hive.shell.DataDirectory;
import io.mr3.hive.shell.HiveSite;
import io.mr3.hive.shell.Home;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf;
import org.apache.hadoop.hive.metastore.conf.MetastoreConf.ConfVars;
import org.apache.hadoop.hive.metastore.tools.schematool.MetastoreSchemaTool;

/** Hive's own tool for the schema of a metastore's database, with the scripts that the build unpacked. */
final class SchemaToolService {
    private final Home home;
    private final DataDirectory data;

    SchemaToolService(Home home, DataDirectory data) {
        this.home = home;
        this.data = data;
    }

    int run(List<String> words) {
        new HiveSite(home, data).lay(Map.of());
        Configuration conf = MetastoreConf.newMetastoreConf();
        String ours = "jdbc:derby:;databaseName=" + data.metastore();
        if (words.stream().anyMatch(word -> word.matches("--?init.*"))
                && ours.equals(MetastoreConf.getVar(conf, ConfVars.CONNECT_URL_KEY))
                && !Files.exists(data.metastore())) {
            // other processes copy a prepared one, so the setting makes none
            MetastoreConf.setVar(conf, ConfVars.CONNECT_URL_KEY, ours + ";create=true");
        }
        return new MetastoreSchemaTool()
                .run(home.metastoreSchema().toString(), words.toArray(String[]::new), null, conf);
    }
}
