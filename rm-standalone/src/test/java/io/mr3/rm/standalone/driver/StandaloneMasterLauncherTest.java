package io.mr3.rm.standalone.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.Resources;
import io.mr3.config.Mr3Conf;
import io.mr3.mailbox.MailboxPool;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.MasterLauncher;
import io.mr3.rm.standalone.proto.FromApplication.MessageCase;
import io.mr3.rpc.Secret;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandaloneMasterLauncherTest {
    @TempDir
    Path directory;

    private final MailboxPool pool = new MailboxPool("test", 2);
    private final FakeMaster master = new FakeMaster(pool, 4);
    private final MasterLauncher launcher =
            ServiceLoader.load(MasterLauncher.class).findFirst().orElseThrow();
    private FakeMasterServer server;

    @BeforeEach
    void listen() throws IOException {
        Secret secret = Secret.generate();
        secret.write(directory.resolve("secret"));
        server = new FakeMasterServer(master, secret, 0);
    }

    @AfterEach
    void close() {
        server.close();
        pool.close();
    }

    private MasterLauncher.Launched launch(FakeMaster.Program program, String... settings) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of(
                "mr3.standalone.master",
                server.address(),
                "mr3.standalone.secret.file",
                directory.resolve("secret").toString()));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        LaunchSpec spec = new LaunchSpec(
                List.of(program.name()), Map.of(), Map.of("SECRET", "word"), new Resources(64, 1), List.of(), true);
        return launcher.launch(Mr3Conf.of(all), spec);
    }

    @Test
    void goesOnWithoutWhoeverAskedForIt() throws IOException {
        MasterLauncher.Launched launched = launch(FakeMaster.Program.OBEDIENT);
        Await.until(() -> !launched.logFile().isEmpty());
        assertEquals("/logs/1", launched.logFile());
        launched.leave();
        Await.until(() -> !master.isConnected());
        assertTrue(master.heard(MessageCase.REGISTER).get(0).getRegister().getDetached());
        assertEquals(3, master.running.get(1L).getCommand().getAttempts());
        assertEquals(List.of(), master.heard(MessageCase.FINISH));
    }

    @Test
    void endsWhenItIsNotWanted() throws IOException {
        MasterLauncher.Launched launched = launch(FakeMaster.Program.OBEDIENT);
        Await.until(() -> !launched.logFile().isEmpty());
        launched.kill();
        Await.until(() -> master.running.isEmpty());
    }

    @Test
    void tellsHowItEnded() throws IOException {
        MasterLauncher.Launched launched = launch(FakeMaster.Program.FAILING);
        Await.until(() -> launched.end().isPresent());
        assertEquals(List.of("last words"), launched.end().get().lastLines());
        assertEquals(3, launched.end().get().status());
        launched.leave();
        MasterLauncher.Launched impossible = launch(FakeMaster.Program.IMPOSSIBLE);
        Await.until(() -> impossible.end().isPresent());
        assertEquals(
                ContainerExit.of(ContainerExit.Cause.FAILED, "worker-1: no such program"),
                impossible.end().get());
        impossible.leave();
    }

    @Test
    void saysWhyItCannotAsk() {
        IOException refusal = assertThrows(
                IOException.class, () -> launch(FakeMaster.Program.OBEDIENT, "mr3.standalone.queue", "nosuch"));
        assertTrue(refusal.getMessage().endsWith("expected a queue of [default], got 'nosuch'"), refusal.getMessage());
    }
}
