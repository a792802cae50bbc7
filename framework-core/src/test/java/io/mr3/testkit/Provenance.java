package io.mr3.testkit;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Where and from what a result was made, for results that are kept. */
public final class Provenance {
    private Provenance() {}

    /** One phrase for people: commit, date, machine, JDK. */
    public static String line() {
        return "Commit " + commit() + ", " + LocalDate.now(ZoneOffset.UTC) + ", " + machine() + ", " + jdk();
    }

    /**
     * Short id of the commit that is checked out; {@code +} behind it if sources differ from it. Pages and results are no
     * sources: one piece of a result that is written there does not make the next piece another's.
     */
    public static String commit() {
        String id = git("rev-parse", "--short=10", "HEAD");
        boolean changed = !git(
                        "status",
                        "--porcelain",
                        "--untracked-files=no",
                        "--",
                        ":/",
                        ":(top,exclude)docs",
                        ":(top,exclude)benchmarks/results")
                .isEmpty();
        return id.isEmpty() ? "unknown" : id + (changed ? "+" : "");
    }

    /** Processors, memory and kind of processor. */
    public static String machine() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getAvailableProcessors() + " cores, " + Math.round(system.getTotalMemorySize() / 1e9) + " GB, "
                + system.getArch();
    }

    /** Vendor and version of this JVM. */
    public static String jdk() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.version");
    }

    /** What git prints, or nothing where this is no checkout. */
    private static String git(String... words) {
        try {
            ProcessBuilder builder = new ProcessBuilder("git").redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.command().addAll(List.of(words));
            Process git = builder.start();
            String printed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.waitFor() == 0 ? printed.strip() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
