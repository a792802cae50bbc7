package io.mr3.hive.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Holds attempts back: a query calls it by {@code reflect}, with its class and method. */
public final class Gate {
    private static final long LOOK_NANOS = 1_000_000;

    private Gate() {}

    /** What a condition says that is true of each row once {@code file} is there, and keeps its task waiting before. */
    static String condition(Path file) {
        return "reflect('" + Gate.class.getName() + "', 'pass', '" + file + "') = 'open'";
    }

    /** Returns when there is such a file. */
    public static String pass(String file) {
        while (!Files.exists(Path.of(file))) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return "open";
    }
}
