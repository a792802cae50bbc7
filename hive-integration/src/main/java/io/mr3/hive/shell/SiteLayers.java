package io.mr3.hive.shell;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * Our defaults under the user's own files. Hive puts the defaults in its code over everything that is not in
 * hive-site.xml, so defaults that are to hold must arrive as part of hive-site.xml. The merged file is kept in memory: a
 * user's file may hold secrets, and shells that start at once would race for one on disk.
 */
final class SiteLayers {
    /** The user's files that Hadoop and Tez read by themselves; a key given there is left to them. */
    private static final List<String> READ_BY_HADOOP =
            List.of("core-site.xml", "hdfs-site.xml", "mapred-site.xml", "yarn-site.xml", "tez-site.xml");

    private final ClassLoader files;

    /**
     * @param files finds the user's files by name
     */
    SiteLayers(ClassLoader files) {
        this.files = files;
    }

    /** Our defaults, with the data directory filled in: processes that know no such property will read them. */
    static Map<String, String> read(Path defaults, DataDirectory data) {
        if (!Files.isReadable(defaults)) {
            throw new BadInput("built-in settings " + defaults + " can't be read");
        }
        Configuration file = new Configuration(false);
        file.addResource(new org.apache.hadoop.fs.Path(defaults.toUri()));
        Map<String, String> settings = new TreeMap<>();
        String root = data.root().toString();
        for (Map.Entry<String, String> entry : file) {
            settings.put(entry.getKey(), entry.getValue().replace("${" + DataDirectory.PROPERTY + "}", root));
        }
        return settings;
    }

    /**
     * @param defaults our settings
     * @param userSite the user's hive-site.xml, or null
     * @return defaults that the user gives nowhere, and all that the user's hive-site.xml gives
     */
    Configuration merge(Map<String, String> defaults, URL userSite) {
        Configuration given = new Configuration(false);
        for (String name : READ_BY_HADOOP) {
            URL file = files.getResource(name);
            if (file != null) {
                given.addResource(file);
            }
        }
        Configuration site = new Configuration(false);
        if (userSite != null) {
            given.addResource(userSite);
            site.addResource(userSite);
        }
        defaults.forEach((key, value) -> {
            if (given.getRaw(key) == null) {
                site.set(key, value, "mr3-hive-defaults.xml");
            }
        });
        return site;
    }

    /** The configuration as the text of a Hadoop settings file, at an address that only this process can read. */
    static URL inMemory(Configuration site) {
        ByteArrayOutputStream xml = new ByteArrayOutputStream();
        try {
            site.writeXml(xml);
            return new URL(null, "memory:hive-site.xml", new BytesHandler(xml.toByteArray()));
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new BadInput("hive-site.xml can't be read: " + e.getMessage(), e);
        }
    }

    private static final class BytesHandler extends URLStreamHandler {
        private final byte[] bytes;

        BytesHandler(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    connected = true;
                }

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(bytes);
                }
            };
        }
    }
}
