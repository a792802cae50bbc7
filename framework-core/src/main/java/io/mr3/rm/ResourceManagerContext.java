package io.mr3.rm;

import io.mr3.config.Mr3Conf;
import io.mr3.mailbox.Mailbox;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/**
 * What a driver is made from.
 *
 * @param mailbox on which verbs are called and events come back
 * @param io for work that blocks
 * @param conf from which a driver reads its own keys
 * @param workDirectory for files of workers on this host, log files among them; made when needed
 * @param inThisJvm runs workers as threads of this JVM; null where that is not allowed
 */
public record ResourceManagerContext(
        Mailbox mailbox, Executor io, Mr3Conf conf, Path workDirectory, WorkerLauncher inThisJvm) {}
