package io.mr3.rm;

import io.mr3.mailbox.Mailbox;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * What a driver is made from.
 *
 * @param mailbox on which verbs are called and events come back
 * @param io for work that blocks
 * @param settings key to value, null for a key that is not set and has no default
 * @param workDirectory for files of workers on this host, log files among them; made when needed
 * @param inThisJvm runs workers as threads of this JVM; null where that is not allowed
 */
public record ResourceManagerContext(
        Mailbox mailbox, Executor io, UnaryOperator<String> settings, Path workDirectory, WorkerLauncher inThisJvm) {}
