package io.mr3.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.config.ConfigKey;
import io.mr3.config.ConfigKeys;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Keeps the section of a {@link ConfigKeys} in {@code docs/configuration.md} equal to the declarations. The test that
 * calls it fails when they differ; run it with {@code -Dregenerate=true} to write the section.
 */
public final class ConfigReference {
    private ConfigReference() {}

    /** Compares, or writes, the section of {@code part}, and that every key constant of its class is listed. */
    public static void check(ConfigKeys part) {
        assertEquals(constants(part), part.keys(), part.getClass().getSimpleName() + ": constants and keys()");
        part.keys().forEach(ConfigReference::checkSentence);
        GeneratedSection section = new GeneratedSection("configuration.md", part.getClass());
        if (GeneratedSection.isToBeWritten()) {
            section.write(section(part));
        } else {
            assertEquals(
                    section(part), section.text(), section + " is out of date: run this test with -Dregenerate=true");
        }
    }

    private static void checkSentence(ConfigKey<?> key) {
        assertTrue(key.sentence().matches("(?s)[A-Z].*\\."), key + " needs a sentence, has '" + key.sentence() + "'");
    }

    private static List<ConfigKey<?>> constants(ConfigKeys part) {
        List<ConfigKey<?>> constants = new ArrayList<>();
        for (Field field : part.getClass().getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigKey.class) {
                try {
                    constants.add((ConfigKey<?>) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return constants;
    }

    private static String section(ConfigKeys part) {
        String rows = part.keys().stream().map(ConfigReference::row).collect(Collectors.joining());
        return "## " + part.title() + "\n\n| Key | Default | Expected | Meaning |\n|---|---|---|---|\n" + rows;
    }

    private static String row(ConfigKey<?> key) {
        StringBuilder meaning = new StringBuilder(key.sentence());
        if (key.isSettableBySessions()) {
            meaning.append(" Sessions may set it.");
        }
        if (!key.aliases().isEmpty()) {
            meaning.append(" MR3's `")
                    .append(String.join("`, `", key.aliases()))
                    .append("` is accepted.");
        }
        String byDefault = key.defaultText().isEmpty() ? "empty" : "`" + key.defaultText() + "`";
        return "| `" + key.name() + "` | " + byDefault + " | " + key.expected() + " | " + meaning + " |\n";
    }
}
