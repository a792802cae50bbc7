package io.mr3.hive.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteLayersTest {
    private static final Path DEFAULTS =
            Path.of("../conf/hive/mr3-hive-defaults.xml").toAbsolutePath();

    @TempDir
    Path confDir;

    @Test
    void aDefaultStandsWhereTheUserSaysNothing() throws IOException {
        assertEquals("ours", merge(Map.of("hive.key", "ours"), null).get("hive.key"));
    }

    @Test
    void theUsersHiveSiteWinsAndIsKeptWhole() throws IOException {
        URL site = file("hive-site.xml", Map.of("hive.key", "theirs", "hive.other", "theirs too"));

        Configuration merged = merge(Map.of("hive.key", "ours", "hive.third", "ours"), site);

        assertEquals("theirs", merged.get("hive.key"));
        assertEquals("theirs too", merged.get("hive.other"));
        assertEquals("ours", merged.get("hive.third"));
    }

    @Test
    void whatHadoopAndTezFilesGiveIsLeftToThem() throws IOException {
        file("core-site.xml", Map.of("hadoop.tmp.dir", "/theirs"));
        file("tez-site.xml", Map.of("tez.staging-dir", "/theirs"));

        Configuration merged = merge(Map.of("hadoop.tmp.dir", "/ours", "tez.staging-dir", "/ours"), null);

        assertNull(merged.get("hadoop.tmp.dir"));
        assertNull(merged.get("tez.staging-dir"));
    }

    @Test
    void theMergedFileReadsBackUnchanged() throws IOException {
        Configuration merged = merge(Map.of("a", "1 < 2 & \"3\"", "b", "${user.name} /x y"), null);

        Configuration read = new Configuration(false);
        read.addResource(SiteLayers.inMemory(merged));

        assertEquals("1 < 2 & \"3\"", read.getRaw("a"));
        assertEquals("${user.name} /x y", read.getRaw("b"));
    }

    @Test
    void embeddedDefaultsCarryTheDataDirectoryAndNoEngineSettings() {
        DataDirectory data = new DataDirectory(Path.of("/home/a b/.mr3"));

        Map<String, String> defaults = SiteLayers.read(DEFAULTS, data);

        assertEquals("file:///home/a b/.mr3/warehouse/managed", defaults.get("hive.metastore.warehouse.dir"));
        assertEquals("false", defaults.get("hive.llap.io.enabled"));
        assertFalse(defaults.values().stream().anyMatch(value -> value.contains("${mr3.")));
        new StockTez()
                .attach(new ShellSettings(data, new Configuration(false), Map.of()))
                .hiveSettings()
                .keySet()
                .forEach(key -> assertFalse(defaults.containsKey(key), key));
    }

    private Configuration merge(Map<String, String> defaults, URL userSite) throws IOException {
        URL[] path = {confDir.toUri().toURL()};
        try (URLClassLoader files = new URLClassLoader(path, null)) {
            Configuration merged = new SiteLayers(files).merge(defaults, userSite);
            merged.size(); // reads the files while they can be found
            return merged;
        }
    }

    private URL file(String name, Map<String, String> settings) throws IOException {
        Configuration content = new Configuration(false);
        settings.forEach(content::set);
        Path file = confDir.resolve(name);
        try (var out = Files.newOutputStream(file)) {
            content.writeXml(out);
        }
        return file.toUri().toURL();
    }
}
