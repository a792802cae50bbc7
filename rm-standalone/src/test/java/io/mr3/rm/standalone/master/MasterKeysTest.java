package io.mr3.rm.standalone.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mr3.config.Mr3Conf;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MasterKeysTest {
    @Test
    void settingsThatDoNotFitEachOtherAreRefusedInOneLine() {
        Mr3Conf conf = Mr3Conf.of(Map.of(MasterKeys.LEAST_BEAT.name(), "9000", MasterKeys.MOST_BEAT.name(), "2000"));
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> MasterSettings.of(conf));
        assertEquals(
                "mr3.standalone.master.least.beat.ms: expected at most mr3.standalone.master.most.beat.ms (2000), got '9000'",
                refusal.getMessage());
    }
}
