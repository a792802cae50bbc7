package io.mr3.common.processes;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The command line of a JVM for a worker or a DAGAppMaster, which starts out from a JVM of ours. Not thread-safe. */
public final class JavaCommand {
    /** Environment variable with the class path of such processes; without it they get this process's own. */
    private static final String CLASS_PATH = "MR3_WORKER_CLASS_PATH";

    private final List<String> words = new ArrayList<>();
    private final List<String> classPath = new ArrayList<>(List.of(installed()));

    /** The JDK of this process, and what Hadoop, Hive and Tez need of it here as there. */
    public JavaCommand(int heapMb) {
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("-Xmx" + heapMb + "m");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("--add-exports"))
                .forEach(words::add);
    }

    /** Adds options. */
    public JavaCommand options(List<String> options) {
        words.addAll(options);
        return this;
    }

    /** Adds a system property; every user of the host can read it. */
    public JavaCommand property(String name, Object value) {
        words.add("-D" + name + "=" + value);
        return this;
    }

    /**
     * Makes it log as installed; without an installation (in tests) it logs as its libraries think fit.
     *
     * @param home where mr3 is installed, or empty
     * @param kind of process, which has a {@code <kind>-log4j2.properties} there
     * @param directory where its log file goes
     */
    public JavaCommand logging(String home, String kind, String directory) {
        property("mr3.log.dir", directory);
        if (!home.isEmpty()) {
            Path conf = Path.of(home, "conf");
            property("log4j2.configurationFile", conf.resolve(kind + "-log4j2.properties"));
            property("log4j.configuration", conf.resolve("log4j.properties").toUri());
        }
        return this;
    }

    /** Adds files behind what is installed; relative ones are those of the process's working directory. */
    public JavaCommand classPath(List<String> files) {
        classPath.addAll(files);
        return this;
    }

    /**
     * The whole command line.
     *
     * @param main name of the main class
     * @param arguments of its main method
     */
    public List<String> running(String main, String... arguments) {
        List<String> command = new ArrayList<>(words);
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath));
        command.add(main);
        command.addAll(List.of(arguments));
        return command;
    }

    /** The environment of a process elsewhere that is to start such processes as this one does. */
    public static Map<String, String> environment() {
        return Map.of(CLASS_PATH, installed());
    }

    /** The class path of every such process. Absolute, since it may have a working directory of its own. */
    public static String installed() {
        String path = System.getenv().getOrDefault(CLASS_PATH, System.getProperty("java.class.path"));
        return Arrays.stream(path.split(File.pathSeparator))
                .map(entry -> new File(entry).getAbsolutePath())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
