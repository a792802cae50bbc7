package io.mr3.am;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.am.group.ContainerGroupSpec;
import io.mr3.config.GroupKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.rm.LaunchFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupSettingsTest {
    private static final Map<String, String> PROCESSES =
            Map.of("mr3.local.worker", "process", "mr3.local.workers", "5");

    private static Mr3Conf conf(String... pairs) {
        Map<String, String> values = new HashMap<>(PROCESSES);
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        return Mr3Conf.of(values);
    }

    private static String refusal(String... pairs) {
        return assertThrows(IllegalArgumentException.class, () -> GroupSettings.read(conf(pairs), "map"))
                .getMessage();
    }

    @Test
    void aGroupHasThePlainSettingsButForItsOwn() {
        Mr3Conf conf = conf(
                "mr3.container.slots", "3",
                "mr3.container.cache.mb", "100",
                "mr3.containergroup.map.slots", "1",
                "mr3.containergroup.map.cache.mb", "512",
                "mr3.containergroup.map.reuse", "false",
                "mr3.containergroup.map.min.num.workers", "1",
                "mr3.containergroup.map.max.num.workers", "2",
                "mr3.containergroup.map.locations", "host1, /rack1",
                "mr3.containergroup.map.launch.cmd-opts", "-Da=b -ea");
        assertEquals(Set.of("map"), GroupKeys.declared(conf));
        ContainerGroupSpec map = GroupSettings.read(conf, "map");
        assertEquals(1, map.size().slots());
        assertEquals(1280 + 256 + 512, map.size().heapMb());
        assertFalse(map.use().reuse());
        assertTrue(map.use().concurrent());
        assertEquals(1, map.numbers().least());
        assertEquals(2, map.numbers().most());
        assertEquals(List.of("host1", "/rack1"), map.locations());
        assertEquals(List.of("-Da=b", "-ea"), map.program().javaOptions());
        ContainerGroupSpec other = GroupSettings.read(conf, "reduce");
        assertEquals(3, other.size().slots());
        assertEquals(100, other.size().cacheMb());
        assertTrue(other.use().reuse());
        assertEquals(5, other.numbers().most());
    }

    @Test
    void theHostsBoundIsOneForEachGroup() {
        assertEquals(
                4,
                GroupSettings.read(conf("mr3.local.max.workers", "4"), "map")
                        .numbers()
                        .most());
        Mr3Conf threads = Mr3Conf.of(Map.of("mr3.local.workers", "5", "mr3.containergroup.apart.form", "process"));
        assertEquals(1, GroupSettings.read(threads, "default").numbers().most());
        assertEquals(5, GroupSettings.read(threads, "apart").numbers().most());
        assertTrue(GroupSettings.read(threads, "apart").program().ownProcess());
    }

    @Test
    void aClusterHasNoBoundOfItsOwn() {
        Mr3Conf cluster = conf("mr3.resource-manager", "standalone", "mr3.local.max.workers", "4");
        assertEquals(
                Integer.MAX_VALUE,
                GroupSettings.read(cluster, "default").numbers().most());
        Mr3Conf threads = Mr3Conf.of(Map.of("mr3.resource-manager", "standalone", "mr3.local.worker", "thread"));
        assertEquals(
                Integer.MAX_VALUE,
                GroupSettings.read(threads, "default").numbers().most());
    }

    @Test
    void filesMakeAProcess(@TempDir Path directory) throws IOException {
        Path jar = Files.writeString(directory.resolve("functions.jar"), "jar");
        ContainerGroupSpec spec = GroupSettings.read(conf("mr3.container.files", jar + ",hdfs://h/a/words.txt"), "map");
        assertEquals(
                List.of("functions.jar", "words.txt"),
                spec.program().files().stream().map(LaunchFile::name).toList());
        assertEquals(jar.toUri(), spec.program().files().get(0).source());
        assertTrue(spec.program().ownProcess());
    }

    @Test
    void mistakesNameTheKey() {
        assertEquals(
                "mr3.containergroup.map.files: expected files that are there, got '/no/such.jar': no such file, or one that"
                        + " cannot be read",
                refusal("mr3.containergroup.map.files", "/no/such.jar"));
        assertEquals(
                "mr3.container.form: expected any or process, got 'thread': mr3.local.worker does not say so",
                refusal("mr3.container.form", "thread"));
        assertEquals(
                "mr3.container.form: expected any or process, got 'thread': mr3.resource-manager has no workers of that kind",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> GroupSettings.read(
                                        Mr3Conf.of(Map.of(
                                                "mr3.resource-manager", "standalone", "mr3.container.form", "thread")),
                                        "map"))
                        .getMessage());
        assertEquals(
                "mr3.container.min.num.workers: expected at most 5, as many workers as ContainerGroup map may have, got"
                        + " '6'",
                refusal("mr3.container.min.num.workers", "6"));
    }
}
