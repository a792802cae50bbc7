package io.mr3.rm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mr3.config.Mr3Conf;
import io.mr3.config.ResourceManagerKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResourceManagersTest {
    @ParameterizedTest
    @EnumSource(names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void aModuleThatIsNotThereIsNamed(ResourceManagerKind kind) {
        ResourceManagers without =
                new ResourceManagers(List.of(new ResourceManagers().choose(ResourceManagerKind.LOCAL)));
        assertEquals(
                "mr3.resource-manager: expected one of [local], got '"
                        + kind.name().toLowerCase(Locale.ROOT) + "': its module is not part of this distribution",
                assertThrows(IllegalArgumentException.class, () -> without.choose(kind))
                        .getMessage());
    }

    @Test
    void threadsNeedAProcessThatRunsThem() {
        ResourceManagerProvider local = new ResourceManagers().choose(ResourceManagerKind.LOCAL);
        Mr3Conf conf = Mr3Conf.of(Map.of("mr3.local.worker", "thread"));
        assertEquals(
                "mr3.local.worker: expected process, got 'thread': this process runs no worker threads",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> local.create(new ResourceManagerContext(null, null, conf, null, null)))
                        .getMessage());
    }
}
