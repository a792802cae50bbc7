package io.mr3.config;

import io.mr3.testkit.ConfigReference;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigReferenceTest {
    static Stream<ConfigKeys> parts() {
        return Stream.of(
                new AmKeys(),
                new DagQueueKeys(),
                new ContainerKeys(),
                new DaemonKeys(),
                new ShuffleKeys(),
                new StorageKeys());
    }

    @ParameterizedTest
    @MethodSource("parts")
    void referenceSaysWhatTheDeclarationsSay(ConfigKeys part) {
        ConfigReference.check(part);
    }
}
