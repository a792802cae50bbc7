package io.mr3.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A mistake that can be planted in the engine: a text file with two headers and two fragments of source.
 *
 * @param name of its file
 * @param why what is wrong with it, in one line
 * @param file below the sources
 */
record Mutation(String name, String why, Path file, String original, String replacement) {
    private static final String ORIGINAL = "\n--- original\n";
    private static final String REPLACEMENT = "\n--- replacement\n";

    static Mutation read(Path text) throws IOException {
        String content = Files.readString(text);
        int original = content.indexOf(ORIGINAL);
        int replacement = content.indexOf(REPLACEMENT);
        if (original < 0 || replacement < original || !content.startsWith("why: ")) {
            throw new AssertionError(text + ": expected 'why: …', 'file: …', then an original and a replacement");
        }
        String[] headers = content.substring(0, original).split("\n");
        return new Mutation(
                text.getFileName().toString().replace(".txt", ""),
                headers[0].substring("why: ".length()),
                Path.of(headers[1].substring("file: ".length())),
                content.substring(original + ORIGINAL.length(), replacement),
                content.substring(replacement + REPLACEMENT.length()).stripTrailing());
    }

    /** @throws AssertionError unless the original is in the source exactly once */
    String applyTo(Path sources) throws IOException {
        String source = Files.readString(sources.resolve(file));
        int at = source.indexOf(original);
        if (at < 0 || source.indexOf(original, at + 1) >= 0) {
            throw new AssertionError("mutation " + name + ": expected its original exactly once in " + file
                    + ", got it " + (at < 0 ? "never" : "more than once") + ":\n" + original);
        }
        return source.substring(0, at) + replacement + source.substring(at + original.length());
    }
}
