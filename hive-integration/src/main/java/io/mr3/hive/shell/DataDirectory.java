package io.mr3.hive.shell;

import io.mr3.config.DataLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The one directory under which everything lives that the shell writes: metastore, warehouse, scratch files, logs.
 *
 * @param root absolute and normalised
 */
public record DataDirectory(Path root) {
    /** System property that carries the directory to settings files and scripts ({@code ${system:mr3.data.dir}}). */
    public static final String PROPERTY = "mr3.data.dir";

    /**
     * {@code MR3_DATA}, or {@code .mr3} in the user's home.
     *
     * @param environment the process's environment
     * @param userHome Java's {@code user.home}
     */
    public static DataDirectory locate(Map<String, String> environment, String userHome) {
        DataDirectory data =
                new DataDirectory(DataLayout.locate(environment, userHome).root());
        if (data.root.toString().contains(";")) {
            throw new BadInput("data directory " + data.root + " has a ';' in its path, which Derby can't open; choose "
                    + DataLayout.VARIABLE);
        }
        return data;
    }

    /** What of it every process of mr3 knows. */
    public DataLayout layout() {
        return new DataLayout(root);
    }

    /** Creates what is missing. Hive makes its scratch directories itself, because it wants its own permissions there. */
    public void prepare() {
        try {
            Files.createDirectories(logs());
            Files.createDirectories(layout().scratch());
            Files.delete(Files.createTempFile(root, "probe", null));
        } catch (IOException e) {
            throw new BadInput(
                    "data directory " + root + " can't be written; choose another with " + DataLayout.VARIABLE, e);
        }
    }

    /** Log files of every process that belongs to the shell. */
    public Path logs() {
        return layout().logs();
    }

    /** Derby database of the embedded metastore. */
    public Path metastore() {
        return root.resolve("metastore_db");
    }

    /** Data sets made by {@code bin/mr3-data} when it isn't told where to put them. */
    public Path dataSets() {
        return root.resolve("datasets");
    }
}
