package io.mr3.rm.standalone.agent;

import io.mr3.testkit.ConfigReference;
import org.junit.jupiter.api.Test;

class AgentConfigReferenceTest {
    @Test
    void referenceSaysWhatTheDeclarationsSay() {
        ConfigReference.check(new AgentKeys());
    }
}
