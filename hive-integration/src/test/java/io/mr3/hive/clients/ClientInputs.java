package io.mr3.hive.clients;

import io.mr3.config.Mr3Conf;
import io.mr3.testkit.MasterDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Inputs, outputs and settings of applications that are run on mr3 and on stock Tez. */
final class ClientInputs {
    private static final int FILES = 3;

    private ClientInputs() {}

    /** One word a line. */
    static List<String> words(int seed, int count, int different) {
        return new Random(seed).ints(count, 0, different).mapToObj(n -> "w" + n).toList();
    }

    /** Three files of a directory. */
    static void write(Path directory, List<String> words) throws IOException {
        Files.createDirectories(directory);
        int part = (words.size() + FILES - 1) / FILES;
        for (int file = 0; file < FILES; file++) {
            Files.write(
                    directory.resolve("part-" + file),
                    words.subList(file * part, Math.min(words.size(), (file + 1) * part)));
        }
    }

    /** All lines below a directory, sorted: parts may be in order, but nothing orders equal keys. */
    static List<String> lines(Path directory) throws IOException {
        List<String> lines = new ArrayList<>();
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (!file.getFileName().toString().endsWith(".crc")) {
                        lines.addAll(Files.readAllLines(file));
                    }
                }
            }
        }
        lines.sort(null);
        return lines;
    }

    /** For a DAGAppMaster with two workers of two slots. */
    static Mr3Conf twoProcesses(Path directory, int slotMb) {
        Map<String, String> settings = new HashMap<>(MasterDirectories.below(directory));
        settings.put("mr3.local.worker", "process");
        settings.put("mr3.local.workers", "2");
        settings.put("mr3.container.slots", "2");
        settings.put("mr3.container.slot.memory.mb", Integer.toString(slotMb));
        settings.put("mr3.home", Path.of("..").toAbsolutePath().normalize().toString());
        return Mr3Conf.of(settings);
    }

    /** For a client that is a cluster of its own. */
    static Map<String, String> stockTez(Path directory) {
        return Map.of(
                "tez.local.mode", "true",
                "tez.ignore.lib.uris", "true",
                "tez.runtime.optimize.local.fetch", "true",
                "tez.am.webservice.enable", "false",
                "tez.staging-dir", directory.resolve("staging").toString(),
                "hadoop.tmp.dir", directory.resolve("hadoop").toString());
    }
}
