package io.mr3.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
    @TempDir
    Path dir;

    @Test
    void fileIsReadableByItsOwnerOnlyAndReadsBack() throws IOException {
        Secret secret = Secret.generate();
        Path file = dir.resolve("secret");
        secret.write(file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        byte[] text = {1, 2, 3};
        assertTrue(Secret.read(file).verifies(text, secret.sign(text)));
    }

    @Test
    void fileThatOthersCanReadIsRefused() throws IOException {
        Path file = dir.resolve("secret");
        Secret.generate().write(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        IOException error = assertThrows(IOException.class, () -> Secret.read(file));
        assertEquals("secret file " + file + ": expected permissions rw-------, found rw-r-----", error.getMessage());
    }

    @Test
    void existingFileIsNeverOverwritten() throws IOException {
        Path file = Files.createFile(dir.resolve("secret"));
        assertThrows(FileAlreadyExistsException.class, () -> Secret.generate().write(file));
    }

    @Test
    void fileWithoutASecretIsRefusedWithoutRepeatingIt() throws IOException {
        Path file = dir.resolve("secret");
        Secret.generate().write(file);
        Files.writeString(file, "password123");
        IOException error = assertThrows(IOException.class, () -> Secret.read(file));
        assertFalse(error.getMessage().contains("password123"), error.getMessage());
        assertTrue(error.getMessage().endsWith("expected 64 hexadecimal digits, got 11 characters that are not"));
    }

    @Test
    void secretNeverPrintsItself() {
        Secret secret = Secret.generate();
        assertEquals("Secret(hidden)", secret.toString());
        assertNotEquals(secret.encoded(), Secret.generate().encoded());
    }

    @Test
    void signatureHoldsForItsTextAndSecretOnly() {
        Secret secret = Secret.generate();
        byte[] signature = secret.sign(new byte[] {1});
        assertTrue(secret.verifies(new byte[] {1}, signature));
        assertFalse(secret.verifies(new byte[] {2}, signature));
        assertFalse(Secret.generate().verifies(new byte[] {1}, signature));
        assertFalse(secret.verifies(new byte[] {1}, new byte[0]));
    }
}
