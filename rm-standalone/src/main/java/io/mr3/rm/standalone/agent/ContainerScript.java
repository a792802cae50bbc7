package io.mr3.rm.standalone.agent;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The script that runs each container, as this build has it. Running shells keep the file that they have opened. */
final class ContainerScript {
    private static final String NAME = "container.sh";

    private ContainerScript() {}

    /** Puts it into {@code directory}, as a whole in place of what was there. */
    static Path install(Path directory) throws IOException {
        Path whole = Files.createTempFile(directory, NAME, ".new");
        try (InputStream script = ContainerScript.class.getResourceAsStream(NAME)) {
            if (script == null) {
                throw new FileNotFoundException(NAME + " is missing beside " + ContainerScript.class.getName());
            }
            Files.copy(script, whole, StandardCopyOption.REPLACE_EXISTING);
            return Files.move(whole, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}
