package io.mr3.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A jar with classes that are on no class path of a test. Equal sources make equal jars. */
public final class CompiledJar {
    private CompiledJar() {}

    /**
     * Compiles and packs a class, with all that is nested in it.
     *
     * @param directory takes the classes and the jar
     * @param className with its package
     */
    public static Path of(Path directory, String className, String source) throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        SimpleJavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///" + className.replace('.', '/') + ".java"),
                        SimpleJavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options = List.of(
                "-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none", "-nowarn");
        assertTrue(ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, options, null, List.of(file))
                .call());
        Path jar = directory.resolve("code.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path each : files.filter(Files::isRegularFile).sorted().toList()) {
                JarEntry entry = new JarEntry(classes.relativize(each).toString());
                entry.setTime(0);
                entries.putNextEntry(entry);
                entries.write(Files.readAllBytes(each));
                entries.closeEntry();
            }
        }
        return jar;
    }
}
