package io.mr3.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the processes of one user keep things on a host, unless settings say otherwise: everything below one directory.
 *
 * @param root absolute and normalised
 */
public record DataLayout(Path root) {
    /** Environment variable that names the directory. */
    public static final String VARIABLE = "MR3_DATA";

    public DataLayout {
        root = root.toAbsolutePath().normalize();
    }

    /** The directory of this process: {@code MR3_DATA}, or else {@code .mr3} in the user's home. */
    public static DataLayout ofThisProcess() {
        return locate(System.getenv(), System.getProperty("user.home"));
    }

    /**
     * {@code MR3_DATA}, or else {@code .mr3} in the user's home.
     *
     * @param environment of the process
     * @param userHome Java's {@code user.home}
     */
    public static DataLayout locate(Map<String, String> environment, String userHome) {
        String given = environment.getOrDefault(VARIABLE, "");
        return new DataLayout(given.isBlank() ? Path.of(userHome, ".mr3") : Path.of(given));
    }

    /** Log files of every process. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** What may be deleted when nothing runs. */
    public Path scratch() {
        return root.resolve("scratch");
    }

    /** The directories as settings, which go below a user's file. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(StorageKeys.DATA_DIR.name(), root.toString());
        settings.put(StorageKeys.LOCAL_DIRS.name(), scratch().resolve("mr3").toString());
        settings.put(StorageKeys.LOG_DIR.name(), logs().toString());
        settings.put(StorageKeys.EVENT_LOG_DIR.name(), root.resolve("history").toString());
        return settings;
    }

    /**
     * These directories, under what the process uses besides ({@link ConfLoader#standard}).
     *
     * @throws ConfigException if anything in that is wrong
     */
    public ConfLoader loader() {
        return new ConfLoader().values("data directory", settings()).standard();
    }
}
