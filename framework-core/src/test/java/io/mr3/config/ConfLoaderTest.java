package io.mr3.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfLoaderTest {
    @TempDir
    Path dir;

    private Path xml(String properties) throws IOException {
        return Files.writeString(
                dir.resolve("mr3-site.xml"),
                "<?xml version=\"1.0\"?><configuration>" + properties + "</configuration>");
    }

    private static String property(String name, String value) {
        return "<property><name>" + name + "</name><value>" + value + "</value><description>x</description></property>";
    }

    private Path properties(String text) throws IOException {
        return Files.writeString(dir.resolve("mr3-site.properties"), text);
    }

    private static List<String> problems(ConfLoader loader) {
        return assertThrows(ConfigException.class, loader::load).problems();
    }

    private static List<String> problems(String key, String value) {
        return problems(new ConfLoader().values("test", Map.of(key, value)));
    }

    @Test
    void withoutAnySourceThereAreDefaults() {
        Mr3Conf conf = Mr3Conf.defaults();
        assertEquals(ResourceManagerKind.LOCAL, conf.get(AmKeys.RESOURCE_MANAGER));
        assertEquals("", conf.get(AmKeys.ADDRESS));
        assertEquals(Duration.ofMinutes(5), conf.get(ContainerKeys.IDLE_TIMEOUT));
        assertEquals(0.8, conf.get(ContainerKeys.SLOT_HEAP_FRACTION));
        assertEquals(
                System.getProperty("java.io.tmpdir") + "/mr3-" + System.getProperty("user.name") + "/log",
                conf.get(StorageKeys.LOG_DIR));
        assertFalse(conf.isSet(AmKeys.PORT));
        assertEquals(Map.of(), conf.explicit());
    }

    @Test
    void everyTypeIsReadFromHadoopsXml() throws IOException {
        Path file = xml(property("mr3.resource-manager", "yarn")
                + property("mr3.am.port", " 7000 ")
                + property("mr3.container.slot.heap.fraction", "0.5")
                + property("mr3.container.slot.memory.mb", "2048")
                + property("mr3.container.idle.timeout.ms", "1500")
                + property("mr3.event.log.enabled", "FALSE")
                + property("mr3.local.dirs", "/a, /b")
                + property("mr3.container.launch.cmd-opts", "-Da=b,c -Xss1m"));
        Mr3Conf conf = new ConfLoader().directory(dir).load();
        assertEquals(ResourceManagerKind.YARN, conf.get(AmKeys.RESOURCE_MANAGER));
        assertEquals(7000, conf.get(AmKeys.PORT));
        assertEquals(0.5, conf.get(ContainerKeys.SLOT_HEAP_FRACTION));
        assertEquals(2048, conf.get(ContainerKeys.SLOT_MEMORY));
        assertEquals(Duration.ofMillis(1500), conf.get(ContainerKeys.IDLE_TIMEOUT));
        assertFalse(conf.get(StorageKeys.EVENT_LOG_ENABLED));
        assertEquals(List.of("/a", "/b"), conf.get(StorageKeys.LOCAL_DIRS));
        assertEquals("-Da=b,c -Xss1m", conf.get(ContainerKeys.JAVA_OPTIONS));
        assertTrue(conf.entries().contains(new Mr3Conf.Entry("mr3.am.port", "7000", file.toString())));
        assertTrue(conf.isSet(AmKeys.PORT));
    }

    @Test
    void laterLayersWin() throws IOException {
        properties("mr3.am.port = 1\nmr3.shuffle.port = 2\nmr3.local.workers = 3\n");
        Properties system = new Properties();
        system.setProperty("mr3.shuffle.port", "20");
        system.setProperty("java.version", "17");
        Mr3Conf conf = new ConfLoader().directory(dir).systemProperties(system).load();
        assertEquals(1, conf.get(AmKeys.PORT));
        assertEquals(20, conf.get(ShuffleKeys.PORT));
        assertEquals(Map.of("mr3.am.port", "1", "mr3.shuffle.port", "20", "mr3.local.workers", "3"), conf.explicit());
        assertEquals(conf.explicit(), Mr3Conf.of(conf.explicit()).explicit());
    }

    @Test
    void unknownKeyOffersTheNearestName() {
        assertEquals(
                List.of("unknown key mr3.am.prot (test); did you mean mr3.am.port?"), problems("mr3.am.prot", "1"));
        assertEquals(
                List.of("unknown key mr3.container.idle.timeout (test); did you mean mr3.container.idle.timeout.ms?"),
                problems("mr3.container.idle.timeout", "1"));
        assertEquals(List.of("unknown key mr3.qqqqqqqqqq (test)"), problems("mr3.qqqqqqqqqq", "1"));
    }

    @Test
    void badValueNamesKeyExpectationValueAndSource() {
        assertEquals(
                List.of("mr3.am.port: expected whole number, 0 to 65535, got '70000' (test)"),
                problems("mr3.am.port", "70000"));
        assertEquals(
                List.of("mr3.am.port: expected whole number, 0 to 65535, got '' (test)"), problems("mr3.am.port", ""));
        assertEquals(
                List.of("mr3.local.worker: expected one of thread, process, got 'fiber' (test)"),
                problems("mr3.local.worker", "fiber"));
        assertEquals(
                List.of("mr3.event.log.enabled: expected true or false, got 'yes' (test)"),
                problems("mr3.event.log.enabled", "yes"));
        assertEquals(
                List.of("mr3.container.idle.timeout.ms: expected milliseconds, at least 0, got '5min' (test)"),
                problems("mr3.container.idle.timeout.ms", "5min"));
        assertEquals(
                List.of("mr3.container.slot.heap.fraction: expected number, 0.1 to 1, got 'NaN' (test)"),
                problems("mr3.container.slot.heap.fraction", "NaN"));
        assertEquals(
                List.of("mr3.am.address: expected text, host:port, auto or empty, got 'somewhere' (test)"),
                problems("mr3.am.address", "somewhere"));
    }

    @Test
    void allProblemsAreReportedTogether() {
        List<String> problems = problems(new ConfLoader()
                .values("one", Map.of("mr3.am.port", "x"))
                .values("two", Map.of("mr3.shuffle.port", "-1")));
        assertEquals(2, problems.size(), problems.toString());
    }

    @Test
    void namesOfMr3AreTakenUnlessBothAreSet() {
        assertEquals(5, Mr3Conf.of(Map.of("mr3.daemon.shuffle.port", "5")).get(ShuffleKeys.PORT));
        assertEquals(3, Mr3Conf.of(Map.of("mr3.use.daemon.shufflehandler", "3")).get(ShuffleKeys.HANDLERS));
        List<String> problems = problems(new ConfLoader()
                .values(
                        "test",
                        new java.util.TreeMap<>(Map.of("mr3.daemon.shuffle.port", "5", "mr3.shuffle.port", "6"))));
        assertEquals(
                List.of("mr3.shuffle.port is set twice (test): as mr3.daemon.shuffle.port and as mr3.shuffle.port"),
                problems);
    }

    @Test
    void environmentAndSystemPropertiesAreReplacedAndNothingElse() {
        String path = System.getenv("PATH");
        Mr3Conf conf = Mr3Conf.of(Map.of("mr3.log.dir", "/${sys:user.name}/x", "mr3.data.dir", "${env:PATH}"));
        assertEquals("/" + System.getProperty("user.name") + "/x", conf.get(StorageKeys.LOG_DIR));
        assertEquals(path, conf.get(StorageKeys.DATA_DIR));
        for (String alien :
                List.of("${user.name}", "${script:javascript:1}", "${url:UTF-8:http://x}", "${env:NO_SUCH}")) {
            assertEquals(
                    List.of("mr3.log.dir: expected text, a directory with only ${env:NAME} or ${sys:NAME} that are set,"
                            + " got '" + alien + "' (test)"),
                    problems("mr3.log.dir", alien));
        }
    }

    @Test
    void sessionsSetOnlyWhatTheyMay() {
        Mr3Conf conf = Mr3Conf.of(Map.of("mr3.am.task.max.failed.attempts", "7"));
        Mr3Conf session = conf.withSession(Map.of("mr3.am.task.max.failed.attempts", "2"));
        assertEquals(2, session.get(AmKeys.MAX_FAILED_ATTEMPTS));
        assertEquals(7, conf.get(AmKeys.MAX_FAILED_ATTEMPTS));
        ConfigException error = assertThrows(ConfigException.class, () -> conf.withSession(Map.of("mr3.am.port", "1")));
        assertEquals(
                "mr3.am.port cannot be set by a session; it belongs into the configuration file", error.getMessage());
        // a session must not read the server's environment
        error = assertThrows(
                ConfigException.class,
                () -> conf.withSession(Map.of("mr3.am.task.max.failed.attempts", "${env:PATH}")));
        assertTrue(error.getMessage().contains("got '${env:PATH}'"), error.getMessage());
    }

    @Test
    void filesThatCannotBeReadAreNamed() throws IOException {
        Path missing = dir.resolve("nowhere");
        assertEquals(
                "configuration directory " + missing + " does not exist",
                assertThrows(ConfigException.class, () -> new ConfLoader().directory(missing))
                        .getMessage());
        xml("<property>");
        ConfigException broken = assertThrows(ConfigException.class, () -> new ConfLoader().directory(dir));
        assertTrue(broken.getMessage().startsWith("cannot read " + dir.resolve("mr3-site.xml")), broken.getMessage());
        xml(property("mr3.am.port", "1") + property("mr3.am.port", "2"));
        assertEquals(
                "mr3.am.port is set twice (" + dir.resolve("mr3-site.xml") + ")",
                assertThrows(ConfigException.class, () -> new ConfLoader().directory(dir))
                        .getMessage());
        properties("mr3.am.port = 1");
        assertTrue(assertThrows(ConfigException.class, () -> new ConfLoader().directory(dir))
                .getMessage()
                .endsWith("found both"));
    }

    @Test
    void entitiesAndIncludesReachNoOtherFile() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret"), "mr3.am.port = 1234");
        Path evil = Files.writeString(
                dir.resolve("evil.xml"),
                "<!DOCTYPE c [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]><configuration>"
                        + property("mr3.log.dir", "&x;") + "</configuration>");
        assertThrows(ConfigException.class, () -> new ConfLoader().file(evil));
        Path include = Files.writeString(dir.resolve("evil.properties"), "include = " + secret);
        assertEquals(0, new ConfLoader().file(include).load().get(AmKeys.PORT));
    }

    @Test
    void modulesAddKeysOfTheirOwn() {
        ConfigKey<Integer> key = ConfigKey.integer("mr3.hive.answer", 42);
        KeyRegistry registry = new KeyRegistry(List.of(new Part(key)));
        Mr3Conf conf = new ConfLoader(registry)
                .values("test", Map.of("mr3.hive.answer", "43"))
                .load();
        assertEquals(43, conf.get(key));
        IllegalStateException unlisted = assertThrows(IllegalStateException.class, () -> conf.get(AmKeys.PORT));
        assertTrue(unlisted.getMessage().startsWith("key mr3.am.port is not listed"), unlisted.getMessage());
    }

    @Test
    void keyDeclaredTwiceIsAMistakeOfTheProgram() {
        ConfigKey<Integer> key = ConfigKey.integer("mr3.a", 1);
        ConfigKey<Integer> alias = ConfigKey.integer("mr3.b", 1).alias("mr3.a");
        assertThrows(IllegalStateException.class, () -> new KeyRegistry(List.of(new Part(key), new Part(key))));
        assertThrows(IllegalStateException.class, () -> new KeyRegistry(List.of(new Part(key), new Part(alias))));
        assertThrows(IllegalArgumentException.class, () -> ConfigKey.integer("hive.x", 1));
    }

    private record Part(ConfigKey<?> key) implements ConfigKeys {
        @Override
        public String title() {
            return "Test";
        }

        @Override
        public List<ConfigKey<?>> keys() {
            return List.of(key);
        }
    }

    private static final ConfigKey<Integer> SIZE =
            ConfigKey.integer("mr3.test.size", 3).between(1, 9).says("Size.");

    private static final ConfigKey<Integer> NAMED_SIZE = SIZE.perName("mr3.test.<name>.size");

    private static final ConfigKeys SIZES = new ConfigKeys() {
        @Override
        public String title() {
            return "test";
        }

        @Override
        public List<ConfigKey<?>> keys() {
            return List.of(SIZE, NAMED_SIZE);
        }
    };

    private static ConfLoader sizes(Map<String, String> values) {
        return new ConfLoader(new KeyRegistry(List.of(SIZES))).values("test", values);
    }

    @Test
    void membersOfFamiliesAreCheckedLikeOtherKeysAndInheritWhereTheyAreNotSet() {
        Mr3Conf conf =
                sizes(Map.of("mr3.test.size", "4", "mr3.test.big.size", "9")).load();
        assertEquals(9, conf.get(NAMED_SIZE.named("big")));
        assertEquals(4, conf.get(NAMED_SIZE.named("other")));
        assertEquals(Set.of("big"), conf.names(NAMED_SIZE));
        assertEquals(Map.of("mr3.test.size", "4", "mr3.test.big.size", "9"), conf.explicit());
        assertEquals(
                List.of("mr3.test.big.size: expected whole number, 1 to 9, got '10' (test)"),
                problems(sizes(Map.of("mr3.test.big.size", "10"))));
        assertEquals(
                List.of("unknown key mr3.test.a.b.size (test); did you mean mr3.test.size?"),
                problems(sizes(Map.of("mr3.test.a.b.size", "1"))));
    }
}
