package io.mr3.rm.standalone;

import io.mr3.config.ConfigKeys;
import io.mr3.rm.standalone.agent.AgentKeys;
import io.mr3.rm.standalone.command.LauncherKeys;
import io.mr3.rm.standalone.driver.ApplicationKeys;
import io.mr3.rm.standalone.master.MasterKeys;
import io.mr3.rm.standalone.scheduler.SchedulerKeys;
import io.mr3.rm.standalone.web.WebKeys;
import io.mr3.testkit.ConfigReference;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigReferenceTest {
    static Stream<ConfigKeys> parts() {
        return Stream.of(
                new ClusterKeys(),
                new WebKeys(),
                new LauncherKeys(),
                new MasterKeys(),
                new SchedulerKeys(),
                new AgentKeys(),
                new ApplicationKeys());
    }

    @ParameterizedTest
    @MethodSource("parts")
    void referenceSaysWhatTheDeclarationsSay(ConfigKeys part) {
        ConfigReference.check(part);
    }
}
