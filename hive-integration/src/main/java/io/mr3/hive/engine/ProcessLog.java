package io.mr3.hive.engine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.appender.RollingFileAppender;

/** The file that this process logs into, whoever configured that: an installed Hive has settings of its own. */
final class ProcessLog {
    private ProcessLog() {}

    /** Empty if it logs elsewhere, or by another library than Hive's. */
    static Optional<Path> file() {
        return LogManager.getContext(false) instanceof LoggerContext context
                ? context.getConfiguration().getRootLogger().getAppenders().values().stream()
                        .flatMap(ProcessLog::fileOf)
                        .findFirst()
                : Optional.empty();
    }

    private static Stream<Path> fileOf(Appender appender) {
        if (appender instanceof RollingFileAppender rolling && rolling.getFileName() != null) {
            return Stream.of(Path.of(rolling.getFileName()));
        }
        return appender instanceof FileAppender file ? Stream.of(Path.of(file.getFileName())) : Stream.empty();
    }
}
