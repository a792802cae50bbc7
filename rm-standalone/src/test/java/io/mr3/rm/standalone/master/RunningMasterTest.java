package io.mr3.rm.standalone.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mr3.config.Mr3Conf;
import io.mr3.rm.standalone.ClusterFiles;
import io.mr3.rm.standalone.ClusterKeys;
import io.mr3.rpc.Secret;
import io.mr3.testkit.VirtualMailboxes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a master from starting, each in one line that names the key. */
class RunningMasterTest {
    @TempDir
    Path directory;

    private String refusal(String address) {
        Map<String, String> settings = new HashMap<>();
        settings.put(ClusterKeys.DIRECTORY.name(), directory.toString());
        settings.put(ClusterKeys.MASTER.name(), address);
        Mr3Conf conf = Mr3Conf.of(settings);
        return assertThrows(
                        IOException.class,
                        () -> RunningMaster.start(conf, ClusterFiles.of(conf), new VirtualMailboxes(1)))
                .getMessage();
    }

    @Test
    void withoutASecretNothingListens() {
        assertEquals(
                "mr3.standalone.secret.file: secret file " + directory.resolve("secret") + " does not exist",
                refusal("127.0.0.1:0"));
    }

    @Test
    void aPortThatCannotBe() throws IOException {
        Secret.generate().write(directory.resolve("secret"));
        assertEquals(
                "mr3.standalone.master: expected a port up to 65535, got '127.0.0.1:99999'",
                refusal("127.0.0.1:99999"));
    }
}
