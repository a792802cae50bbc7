package io.mr3.hive.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Looks into another JVM of this host: by the system's tables of processes, and by the JDK's jcmd. */
final class ProcessProbe {
    private static final String LISTENS = "0A";

    private final long pid;

    ProcessProbe(long pid) {
        this.pid = pid;
    }

    /** Ports on which the process listens. */
    Set<Integer> listeningPorts() {
        Set<Integer> ports = new TreeSet<>();
        Map<String, Integer> listening = listeningSockets();
        for (String link : descriptors()) {
            if (link.startsWith("socket:[")) {
                Integer port = listening.get(link.substring("socket:[".length(), link.length() - 1));
                if (port != null) {
                    ports.add(port);
                }
            }
        }
        return ports;
    }

    /** Open file descriptors but for class files and jars, which are opened as classes are needed. */
    List<String> descriptors() {
        try (Stream<Path> links = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return links.map(ProcessProbe::target)
                    .filter(target -> !target.isEmpty() && !target.endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    /** Port by the inode of its socket. */
    private static Map<String, Integer> listeningSockets() {
        Map<String, Integer> ports = new HashMap<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try (Stream<String> lines = Files.lines(Path.of(table))) {
                lines.skip(1).map(line -> line.trim().split("\\s+")).forEach(fields -> {
                    if (fields[3].equals(LISTENS)) {
                        String local = fields[1];
                        ports.put(fields[9], Integer.parseInt(local.substring(local.lastIndexOf(':') + 1), 16));
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return ports;
    }

    /** Threads of the process, the JVM's own among them. */
    int threads() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return (int) tasks.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of the threads in a thread dump. */
    List<String> threadNames() {
        return jcmd("Thread.print").stream()
                .filter(line -> line.startsWith("\""))
                .map(line -> line.substring(1, line.lastIndexOf('"')))
                .sorted()
                .toList();
    }

    /** Objects of each class after a full collection. */
    Map<String, Long> instances() {
        Map<String, Long> instances = new HashMap<>();
        for (String line : jcmd("GC.class_histogram")) {
            String[] fields = line.trim().split("\\s+");
            if (fields.length >= 4 && fields[0].matches("[0-9]+:")) {
                instances.merge(fields[3], Long.parseLong(fields[1]), Long::sum);
            }
        }
        return instances;
    }

    /** Bytes that objects take after a full collection. */
    long heapBytes() {
        List<String> histogram = jcmd("GC.class_histogram");
        String total = histogram.stream()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(total.trim().split("\\s+")[2]);
    }

    /** Classes that are loaded, after what can be unloaded was. */
    long loadedClasses() {
        jcmd("GC.run");
        return jcmd("PerfCounter.print").stream()
                .filter(line -> line.startsWith("java.cls.") || line.startsWith("sun.cls."))
                .map(line -> line.split("=", 2))
                .filter(field -> Set.of(
                                "java.cls.loadedClasses",
                                "java.cls.sharedLoadedClasses",
                                "java.cls.unloadedClasses",
                                "java.cls.sharedUnloadedClasses")
                        .contains(field[0]))
                .mapToLong(field -> field[0].contains("nloaded") ? -Long.parseLong(field[1]) : Long.parseLong(field[1]))
                .sum();
    }

    /** Names of the loaded classes but for hidden ones. */
    List<String> classNames() {
        return jcmd("VM.class_hierarchy").stream()
                .map(line -> line.replaceFirst("^[-| ]*", "").replaceFirst("/0x[0-9a-f]+$|/null$", ""))
                .filter(name -> !name.isBlank())
                .toList();
    }

    List<String> jcmd(String... words) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid)));
        command.addAll(List.of(words));
        try {
            Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(jcmd.getInputStream(), StandardCharsets.UTF_8))) {
                List<String> answer = lines.lines().toList();
                if (jcmd.waitFor() != 0) {
                    throw new AssertionError(command + ": " + answer);
                }
                return answer;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Processes that it started and that live. */
    static Set<Long> childrenOf(long pid) {
        Set<Long> children = new HashSet<>();
        ProcessHandle.of(pid).ifPresent(process -> process.children().forEach(child -> children.add(child.pid())));
        return children;
    }
}
