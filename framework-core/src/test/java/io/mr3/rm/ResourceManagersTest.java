package io.mr3.rm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceManagersTest {
    private static ResourceManagerDriver local(Map<String, String> settings) {
        return new ResourceManagers().choose("local").create(new ResourceManagerContext(null, null, settings::get, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "mesos", "yarn"})
    void aModuleThatIsNotThereIsNamed(String name) {
        ResourceManagers without =
                new ResourceManagers(List.of(new ResourceManagers().choose("local")));
        assertEquals(
                "mr3.resource-manager: expected one of [local], got '" + name
                        + "': its module is not part of this distribution",
                assertThrows(IllegalArgumentException.class, () -> without.choose(name)).getMessage());
    }

    @Test
    void anUnknownNameIsRefused() {
        ResourceManagers without =
                new ResourceManagers(List.of(new ResourceManagers().choose("local")));
        assertEquals(
                "mr3.resource-manager: expected one of [local], got 'yarm'",
                assertThrows(IllegalArgumentException.class, () -> without.choose("yarm")).getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fork    | 2   | mr3.local.worker: expected thread or process, got 'fork'",
                "process | two | mr3.local.workers: expected a number, got 'two'",
                "process | 0   | mr3.local.workers: expected at least 1, got 0",
                "thread  | 1   | mr3.local.worker: expected process, got 'thread': this process runs no worker threads"
            })
    void wrongSettingsAreNamed(String worker, String workers, String message) {
        Map<String, String> settings = Map.of("mr3.local.worker", worker, "mr3.local.workers", workers);
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> local(settings)).getMessage());
    }
}
