package io.mr3.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mr3 am secret FILE}. */
@Command(
        name = "secret",
        description = "Writes a new secret into a new file that only its owner can read, for mr3.am.secret.file.")
final class AmSecret implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "FILE", description = "which must not exist yet")
    private Path file;

    @Override
    public Integer call() throws CommandFailure, IOException {
        try {
            Secret.generate().write(file);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure("expected a file that does not exist yet, got " + file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure("expected a file in a directory that exists, got " + file);
        }
        common.print(
                JsonNodeFactory.instance.objectNode().put("file", file.toString()),
                "a new secret is in " + file + "\n");
        return 0;
    }
}
