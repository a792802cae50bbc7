package io.mr3.hive.service;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * An installation of Hive as users have it, made from the jars that this module is tested with: Hive's in {@code lib} of
 * its home, Hadoop's and Tez's in theirs, a hive-site.xml and an empty metastore. Without {@link #addMr3} nothing of ours is
 * in it.
 */
final class InstalledHive {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    /** Jars that only tests or our own commands need. */
    private static final String NOT_HIVES =
            "(framework-core|hive-integration|rm-standalone|archunit|duckdb|junit|opentest4j|apiguardian"
                    + "|mockito|byte-buddy|objenesis|sqlline|jline-3|super-csv|hive-beeline|tpch|tpcds|picocli|surefire).*";

    private final Path home;
    private final Path hadoop;
    private final Path tez;
    private final Map<String, String> site = new TreeMap<>();

    /**
     * @param root empty directory
     */
    InstalledHive(Path root) throws IOException {
        home = root.resolve("hive");
        hadoop = root.resolve("hadoop");
        tez = root.resolve("tez");
        for (Path directory : List.of(home.resolve("lib"), home.resolve("conf"), hadoop, tez)) {
            Files.createDirectories(directory);
        }
        for (Path jar : jarsOfThisTest()) {
            String name = jar.getFileName().toString();
            if (!name.matches(NOT_HIVES)) {
                Path directory = name.startsWith("tez-") || name.startsWith("hadoop-shim-")
                        ? tez
                        : name.startsWith("hive-") || name.startsWith("datanucleus") ? home.resolve("lib") : hadoop;
                Files.createSymbolicLink(directory.resolve(name), jar);
            }
        }
        try (Stream<Path> files = Files.walk(REPOSITORY.resolve("target/mr3/metastore-template"))) {
            Path template = REPOSITORY.resolve("target/mr3/metastore-template");
            for (Path file : files.toList()) {
                Path copy = root.resolve("metastore_db")
                        .resolve(template.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        site.put("javax.jdo.option.ConnectionURL", "jdbc:derby:;databaseName=" + root.resolve("metastore_db"));
        site.put("hive.metastore.warehouse.dir", "file://" + root.resolve("warehouse"));
        site.put("hive.metastore.warehouse.external.dir", "file://" + root.resolve("external"));
        site.put("hive.exec.scratchdir", "file://" + root.resolve("scratch"));
        site.put("hive.exec.local.scratchdir", root.resolve("scratch-local").toString());
        site.put("hive.downloaded.resources.dir", root.resolve("resources").toString());
        site.put("hive.user.install.directory", "file://" + root.resolve("user"));
        site.put("tez.staging-dir", root.resolve("staging").toString());
        site.put("hadoop.tmp.dir", root.resolve("tmp").toString());
        site.put("hive.metastore.event.db.notification.api.auth", "false");
        site.put("hive.server2.enable.doAs", "false");
        site.put("hive.server2.webui.port", "0");
        site.put("hive.server2.thrift.bind.host", "127.0.0.1");
        site.put("hive.server2.max.start.attempts", "1");
        site.put("hive.tez.container.size", "256");
    }

    private static List<Path> jarsOfThisTest() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(path.split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> entry.toString().endsWith(".jar"))
                .toList();
    }

    /** What docs/hive.md tells a user to do: two jars into lib, some properties into hive-site.xml. */
    void addMr3() throws IOException {
        for (String module : List.of("framework-core", "hive-integration")) {
            jar(
                    REPOSITORY.resolve(module).resolve("target/classes"),
                    home.resolve("lib").resolve("mr3-" + module + ".jar"));
        }
        Configuration ours = new Configuration(false);
        ours.addResource(new org.apache.hadoop.fs.Path(
                REPOSITORY.resolve("conf/hive/mr3-drop-in.xml").toUri()));
        ours.forEach(property -> site.put(property.getKey(), property.getValue()));
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    void set(String key, String value) {
        site.put(key, value);
    }

    /** Jars in the order in which Hadoop's and Hive's own launchers name them. */
    List<Path> jars() {
        List<Path> jars = new ArrayList<>();
        for (Path directory : List.of(hadoop, tez, home.resolve("lib"))) {
            try (Stream<Path> files = Files.list(directory)) {
                files.sorted().forEach(jars::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return jars;
    }

    /** A process of the installation: one of Hive's own mains. */
    ProcessBuilder process(String main, List<String> javaOptions, List<String> words) throws IOException {
        Configuration file = new Configuration(false);
        site.forEach(file::set);
        try (OutputStream out = Files.newOutputStream(home.resolve("conf/hive-site.xml"))) {
            file.writeXml(out);
        }
        List<String> path = new ArrayList<>(List.of(home.resolve("conf").toString()));
        jars().forEach(jar -> path.add(jar.toString()));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + REPOSITORY.resolve("conf/jvm.options"),
                "-Xmx640m",
                "-Dhive.log.dir=" + home.resolveSibling("log")));
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, path), main));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("HADOOP_"));
        builder.environment().put("HIVE_HOME", home.toString());
        builder.environment().put("HIVE_CONF_DIR", home.resolve("conf").toString());
        return builder;
    }
}
