package io.mr3.rm.standalone.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.common.Resources;
import io.mr3.common.WorkerId;
import io.mr3.config.Mr3Conf;
import io.mr3.mailbox.Mailbox;
import io.mr3.mailbox.MailboxPool;
import io.mr3.mailbox.Mailboxes;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.Registration;
import io.mr3.rm.ResourceManagerContext;
import io.mr3.rm.ResourceManagerDriver;
import io.mr3.rm.standalone.proto.FromApplication.MessageCase;
import io.mr3.rpc.Secret;
import io.mr3.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver as its provider makes it, over TCP. */
class RpcDialerTest {
    @TempDir
    Path directory;

    private final MailboxPool pool = new MailboxPool("test", 2);
    private final FakeMaster master = new FakeMaster(pool, 4);
    private final HeardEvents events = new HeardEvents();
    private final Secret secret = Secret.generate();
    private FakeMasterServer server;
    private Mailbox mailbox;

    @BeforeEach
    void listen() throws IOException {
        secret.write(directory.resolve("secret"));
        server = new FakeMasterServer(master, secret, 0);
        mailbox = pool.create("broker", new Mailboxes.Owner() {
            @Override
            public void endOfTurn() {}

            @Override
            public void failed(Throwable cause) {
                throw new AssertionError(cause);
            }
        });
    }

    @AfterEach
    void close() {
        server.close();
        pool.close();
    }

    private ResourceManagerDriver driver(String secretFile) {
        Mr3Conf conf = Mr3Conf.of(Map.of(
                "mr3.standalone.master",
                server.address(),
                "mr3.standalone.secret.file",
                directory.resolve(secretFile).toString(),
                "mr3.standalone.connect.timeout.ms",
                "700"));
        return new StandaloneResourceManager()
                .create(new ResourceManagerContext(mailbox, pool.io(), conf, directory, null));
    }

    private Registration start(ResourceManagerDriver driver) throws Exception {
        CompletableFuture<Registration> registration = new CompletableFuture<>();
        mailbox.post(() -> driver.start(events).whenComplete((offered, failure) -> {
            if (failure == null) {
                registration.complete(offered);
            } else {
                registration.completeExceptionally(failure);
            }
        }));
        return registration.get(30, TimeUnit.SECONDS);
    }

    private String failure(String secretFile) {
        return assertThrows(ExecutionException.class, () -> start(driver(secretFile)))
                .getCause()
                .getMessage();
    }

    private void request(ResourceManagerDriver driver, int worker) {
        LaunchSpec launch = new LaunchSpec(
                List.of(FakeMaster.Program.OBEDIENT.name()),
                Map.of(),
                Map.of(),
                new Resources(64, 1),
                List.of(),
                false);
        mailbox.post(() -> driver.request(ContainerRequest.anywhere(new WorkerId(worker), "group", launch)));
    }

    @Test
    void closeReturnsWhenTheMasterHasHeardOfIt() throws Exception {
        ResourceManagerDriver driver = driver("secret");
        assertEquals("app-1", start(driver).applicationId());
        request(driver, 1);
        Await.until(() -> !master.running.isEmpty());
        long before = System.nanoTime();
        driver.close();
        assertEquals(1, master.heard(MessageCase.FINISH).size(), "it has been heard when this returns");
        assertTrue(System.nanoTime() - before < TimeUnit.SECONDS.toNanos(2));
        Await.until(() -> master.running.isEmpty());
    }

    @Test
    void anotherMasterAtTheSameAddressIsFound() throws Exception {
        ResourceManagerDriver driver = driver("secret");
        start(driver);
        request(driver, 1);
        Await.until(() -> !master.heard(MessageCase.ACKNOWLEDGED).isEmpty());
        int port = server.port();
        server.close();
        request(driver, 2);
        master.post(master::restart);
        server = new FakeMasterServer(master, secret, port);
        Await.until(() -> master.running.size() == 2);
        assertEquals(
                List.of(1L),
                master.heard(MessageCase.REGISTER).get(1).getRegister().getStartedList());
        driver.close();
    }

    @Test
    void saysThatTheSecretIsAnother() throws IOException {
        Secret.generate().write(directory.resolve("other"));
        String failure = failure("other");
        assertTrue(
                failure.startsWith("mr3.standalone.master: no master of a standalone cluster at 127.0.0.1:"), failure);
        assertTrue(
                failure.endsWith("the server does not know the secret in " + directory.resolve("other")
                        + " (mr3.standalone.secret.file)"),
                failure);
        assertFalse(failure.contains("\n"));
    }

    @Test
    void saysThatThereIsNoSecret() {
        String failure = failure("nosuch");
        assertTrue(failure.endsWith("secret file " + directory.resolve("nosuch") + " does not exist"), failure);
    }

    @Test
    void saysThatNobodyListens() {
        server.close();
        String failure = failure("secret");
        assertTrue(failure.contains("cannot connect: Connection refused"), failure);
    }
}
