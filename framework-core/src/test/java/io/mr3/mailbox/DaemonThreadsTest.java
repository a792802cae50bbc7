package io.mr3.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.PrivilegedAction;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.Test;

class DaemonThreadsTest {
    @Test
    void threadMadeWhileAnotherUsersCodeRunsBelongsToTheProcess() throws Exception {
        AtomicReference<String> user = new AtomicReference<>();
        UserGroupInformation other = UserGroupInformation.createRemoteUser("somebody");
        Thread thread = other.doAs((PrivilegedAction<Thread>) () -> new DaemonThreads("t").newThread(() -> {
            try {
                user.set(UserGroupInformation.getCurrentUser().getUserName());
            } catch (java.io.IOException e) {
                user.set(e.toString());
            }
        }));
        thread.start();
        thread.join();
        assertEquals(UserGroupInformation.getLoginUser().getUserName(), user.get());
    }

    @Test
    void threadsAreNumberedDaemonsWithTheLoaderOfTheEngine() {
        DaemonThreads threads = new DaemonThreads("t");
        Thread first = threads.newThread(() -> {});
        Thread second = threads.newThread(() -> {});
        assertEquals("t-1", first.getName());
        assertEquals("t-2", second.getName());
        assertTrue(second.isDaemon());
        assertSame(DaemonThreads.class.getClassLoader(), first.getContextClassLoader());
    }
}
