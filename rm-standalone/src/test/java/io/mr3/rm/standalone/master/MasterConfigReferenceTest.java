package io.mr3.rm.standalone.master;

import io.mr3.testkit.ConfigReference;
import org.junit.jupiter.api.Test;

class MasterConfigReferenceTest {
    @Test
    void referenceSaysWhatTheDeclarationsSay() {
        ConfigReference.check(new MasterKeys());
    }
}
