package io.mr3.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of a page of {@code docs} that is written by a test, between two marks. */
public final class GeneratedSection {
    private static final String END = "<!-- end -->\n";

    private final Path document;
    private final String begin;

    /**
     * A section that may not be there yet.
     *
     * @param page of {@code docs}, as seen from a module
     * @param writer the class that writes it
     */
    public GeneratedSection(String page, Class<?> writer) {
        this(page, writer.getName());
    }

    /**
     * One of several sections that a class writes.
     *
     * @param part which one, in words
     */
    public GeneratedSection(String page, Class<?> writer, String part) {
        this(page, writer.getName() + ", " + part);
    }

    private GeneratedSection(String page, String mark) {
        document = Path.of("..", "docs", page);
        begin = "<!-- generated: " + mark + " -->\n";
    }

    /** Whether this run of the tests is to write sections, rather than to look at them. */
    public static boolean isToBeWritten() {
        return Boolean.getBoolean("regenerate");
    }

    /** What stands there now; empty if there is no such section. */
    public String text() {
        String page = page();
        int from = page.indexOf(begin);
        return from < 0 ? "" : page.substring(from + begin.length(), page.indexOf(END, from));
    }

    /** Replaces the section, or adds it at the end. */
    public void write(String text) {
        String page = page();
        int from = page.indexOf(begin);
        String before = from < 0 ? page + "\n" : page.substring(0, from);
        String after = from < 0 ? "" : page.substring(page.indexOf(END, from) + END.length());
        try {
            Files.writeString(document, before + begin + text + END + after);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String page() {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return document.normalize().toString();
    }
}
